//! What every manifest has.

use serde_json::Value;

use xtask::workspace;

/// Each member shares the workspace's lints and states the Rust version it needs. What is published has what
/// crates.io and docs.rs ask for.
pub(super) fn shared() -> anyhow::Result<Vec<String>> {
    let metadata = workspace::metadata(&["--no-deps"])?;
    let mut complaints = Vec::new();
    for package in metadata.get("packages").and_then(Value::as_array).into_iter().flatten() {
        let text = |key: &str| package.get(key).and_then(Value::as_str);
        let (Some(name), Some(path)) = (text("name"), text("manifest_path")) else { continue };
        let manifest = std::fs::read_to_string(path)?;
        if !manifest.contains("[lints]\nworkspace = true") {
            complaints.push(format!("{name} has no `[lints] workspace = true`"));
        }
        if text("rust_version").is_none() {
            complaints.push(format!("{name} states no rust-version"));
        }
        if text("description").is_none_or(str::is_empty) {
            complaints.push(format!("{name} has no description"));
        }
        let is_published = package.get("publish").is_some_and(Value::is_null);
        let list = |key: &str| package.get(key).and_then(Value::as_array).map_or(0, Vec::len);
        if is_published && !(1..=5).contains(&list("keywords")) {
            complaints.push(format!("{name} has no keywords, or more than crates.io takes"));
        }
        if is_published && list("categories") == 0 {
            complaints.push(format!("{name} has no categories"));
        }
        if is_published && !manifest.contains("[package.metadata.docs.rs]\nall-features = true") {
            complaints.push(format!("{name} does not show all features on docs.rs"));
        }
    }
    Ok(complaints)
}
