//! Each feature of each crate is checked alone, and each crate without any.

use serde_json::Value;

use super::{Plan, cargo};
use xtask::workspace;

/// One `cargo check` for each package and feature.
pub(super) fn plan() -> anyhow::Result<Plan> {
    let metadata = workspace::metadata(&["--no-deps"])?;
    let packages = metadata.get("packages").and_then(Value::as_array).into_iter().flatten();
    let mut checks = Vec::new();
    for package in packages {
        let features = package.get("features").and_then(Value::as_object).into_iter().flatten();
        let features: Vec<_> =
            features.map(|(name, _)| name.as_str()).filter(|name| *name != "default").collect();
        let Some(name) = package.get("name").and_then(Value::as_str) else { continue };
        if features.is_empty() {
            continue; // built by every other stage already
        }
        let bare = ["check", "--quiet", "--package", name, "--no-default-features"];
        checks.push(cargo(&bare));
        for feature in features {
            let mut check = cargo(&bare);
            check.args(["--features", feature]);
            checks.push(check);
        }
    }
    Ok(Plan::Run(checks))
}
