//! Which crate depends on which.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::bail;
use serde_json::Value;

use super::documents;
use xtask::workspace;

/// Crates that work with any framework, and so name none.
const NEUTRAL: &[&str] = &[
    "handstamp-value",
    "handstamp-itsdangerous",
    "handstamp-session",
    "handstamp-flask",
    "handstamp-starlette",
    "handstamp-authorizer",
    "handstamp-login",
];

/// What would choose a framework or a runtime for their users. A name ending in `-` stands for all
/// that begin with it.
const CHOSEN_FOR_YOU: &[&str] = &[
    "http",
    "http-body",
    "cookie",
    "axum",
    "axum-",
    "actix-",
    "tower",
    "tower-",
    "hyper",
    "hyper-",
    "tokio",
    "tokio-",
    "async-std",
    "smol",
    "reqwest",
    "poem",
    "rocket",
    "salvo",
    "warp",
];

/// Crates in the tree of the decoder, itself included.
const DECODER_LIMIT: usize = 26;

/// The table `| crate | depends on |` of ARCHITECTURE.md, held against the manifests.
pub(super) fn as_documented() -> anyhow::Result<Vec<String>> {
    let drawn = documents::table("ARCHITECTURE.md", &["crate", "depends on"])?;
    let built = dependencies()?;
    let mut complaints = Vec::new();
    for (name, depends) in &built {
        match drawn.get(name) {
            None => complaints.push(format!("ARCHITECTURE.md has no row for {name}")),
            Some(drawn) if drawn != depends => {
                complaints.push(format!("{name} depends on {depends:?}, drawn is {drawn:?}"));
            }
            Some(_) => {}
        }
    }
    let gone = drawn.keys().filter(|name| !built.contains_key(*name));
    complaints.extend(gone.map(|name| format!("ARCHITECTURE.md draws {name}, which is no crate")));
    Ok(complaints)
}

/// The crates of `crates/`, and which of each other they use outside of tests.
fn dependencies() -> anyhow::Result<BTreeMap<String, BTreeSet<String>>> {
    let metadata = workspace::metadata(&["--no-deps"])?;
    let text = |value: Option<&Value>| value.and_then(Value::as_str).unwrap_or("").to_owned();
    let list = |value: &Value, key: &str| {
        value.get(key).and_then(Value::as_array).cloned().unwrap_or_default()
    };
    let crates = workspace::root().join("crates");
    let mut graph = BTreeMap::new();
    for package in list(&metadata, "packages") {
        if !text(package.get("manifest_path")).starts_with(&*crates.to_string_lossy()) {
            continue;
        }
        let uses = list(&package, "dependencies").into_iter().filter_map(|dependency| {
            let ours = dependency.get("path").is_some();
            let normal = dependency.get("kind").is_some_and(Value::is_null);
            (ours && normal).then(|| text(dependency.get("name")))
        });
        graph.insert(text(package.get("name")), uses.collect());
    }
    Ok(graph)
}

/// No neutral crate has a framework below it, with all of its features.
pub(super) fn neutral() -> anyhow::Result<Vec<String>> {
    let built = dependencies()?;
    let mut complaints = Vec::new();
    for name in NEUTRAL.iter().filter(|name| built.contains_key(**name)) {
        let below = tree(name, &["--edges", "normal", "--all-features"])?;
        let chosen = below.iter().filter(|line| {
            let found = line.split(' ').next().unwrap_or_default();
            CHOSEN_FOR_YOU.iter().any(|banned| match banned.ends_with('-') {
                true => found.starts_with(banned),
                false => found == *banned,
            })
        });
        complaints.extend(chosen.map(|line| format!("{name} depends on {line}")));
    }
    Ok(complaints)
}

/// `handstamp-flask` alone pulls in few crates.
pub(super) fn decoder() -> anyhow::Result<Vec<String>> {
    let count = tree("handstamp-flask", &["--edges", "normal,no-proc-macro"])?.len();
    let heavy = format!("handstamp-flask pulls in {count} crates, {DECODER_LIMIT} at most");
    Ok(if count > DECODER_LIMIT { vec![heavy] } else { Vec::new() })
}

/// The workshop pulls in no crate of the house: it must build when the library does not.
pub(super) fn workshop() -> anyhow::Result<Vec<String>> {
    let below = tree("xtask", &["--edges", "normal,build,dev"])?;
    Ok(ours(&below).map(|line| format!("xtask depends on {line}")).collect())
}

fn ours(tree: &BTreeSet<String>) -> impl Iterator<Item = &String> {
    tree.iter().filter(|line| line.starts_with("handstamp"))
}

/// The distinct lines of `cargo tree`. Unlike `cargo metadata` it sees one package's features
/// alone, not what the rest of the workspace switches on.
fn tree(package: &str, arguments: &[&str]) -> anyhow::Result<BTreeSet<String>> {
    let output = workspace::cargo()
        .args(["tree", "--package", package, "--no-dedupe", "--prefix", "none"])
        .args(arguments)
        .output()?;
    if !output.status.success() {
        bail!("cargo tree: {}", String::from_utf8_lossy(&output.stderr).trim_end());
    }
    Ok(String::from_utf8(output.stdout)?.lines().map(str::to_owned).collect())
}

#[cfg(test)]
mod tests {
    use super::ours;

    #[test]
    fn a_crate_of_the_house_is_found() {
        let tree = ["anyhow v1.0.1", "handstamp-session v0.1.0 (/x)", "xtask v0.1.0 (/y)"];
        let tree = tree.map(str::to_owned).into();
        assert_eq!(ours(&tree).collect::<Vec<_>>(), ["handstamp-session v0.1.0 (/x)"]);
    }
}
