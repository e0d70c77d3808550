//! What stands below the crates that are published.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context as _, bail};
use serde_json::Value;
use spdx::{Expression, ParseMode};

use xtask::workspace;

/// The licences that deny.toml allows and the crates that it bans.
struct Deny {
    licences: BTreeSet<String>,
    banned: BTreeSet<String>,
}

/// A crate below ours, or one of ours.
#[derive(Debug)]
struct Package {
    name: String,
    licence: String,
    /// The oldest Rust that builds it, where it says so.
    rust: Option<(u32, u32)>,
    is_ours: bool,
}

/// No licence that deny.toml does not allow, and no crate that it bans.
pub(super) fn allowed() -> anyhow::Result<Vec<String>> {
    let deny = Deny::parse(&std::fs::read_to_string(workspace::root().join("deny.toml"))?)?;
    let mut complaints = Vec::new();
    for package in below()? {
        complaints.extend(deny.complaint(&package)?);
    }
    Ok(complaints)
}

/// None needs a newer Rust than the oldest that one of our crates is content with. clippy's
/// `incompatible_msrv` holds our own code to what its manifest says.
pub(super) fn oldest_rust() -> anyhow::Result<Vec<String>> {
    let (ours, others): (Vec<_>, Vec<_>) = below()?.into_iter().partition(|one| one.is_ours);
    let oldest = ours.iter().filter_map(|package| package.rust).min();
    let newer = others.iter().filter(|package| package.rust > oldest);
    Ok(newer.map(|package| format!("{} needs Rust {:?}", package.name, package.rust)).collect())
}

impl Deny {
    fn parse(text: &str) -> anyhow::Result<Self> {
        let file: toml::Table = text.parse()?;
        let list = |section: &str, key: &str| {
            let values = file.get(section).and_then(|section| section.get(key)?.as_array());
            values.cloned().with_context(|| format!("deny.toml has no list {section}.{key}"))
        };
        let licences = list("licenses", "allow")?.into_iter();
        let banned = list("bans", "deny")?.into_iter();
        Ok(Self {
            licences: licences.filter_map(|id| id.as_str().map(str::to_owned)).collect(),
            banned: banned.filter_map(|ban| ban.get("name")?.as_str().map(str::to_owned)).collect(),
        })
    }

    fn complaint(&self, package: &Package) -> anyhow::Result<Option<String>> {
        let Package { name, licence, .. } = package;
        if self.banned.contains(name) {
            return Ok(Some(format!("deny.toml bans {name}")));
        }
        let expression = Expression::parse_mode(licence, ParseMode::LAX);
        let expression = expression.with_context(|| format!("the licence of {name}: {licence}"))?;
        let is_allowed = expression.evaluate(|needed| {
            let id = needed.license.id().map(|id| id.name);
            needed.addition.is_none() && id.is_some_and(|id| self.licences.contains(id))
        });
        Ok((!is_allowed).then(|| format!("deny.toml does not allow {licence:?} of {name}")))
    }
}

/// The crates of `crates/` and all that they are built with, with all features. Tests aside.
fn below() -> anyhow::Result<Vec<Package>> {
    let metadata = workspace::metadata(&["--all-features"])?;
    let list = |value: &Value, key: &str| {
        value.get(key).and_then(Value::as_array).cloned().unwrap_or_default()
    };
    let text = |value: &Value, key: &str| {
        value.get(key).and_then(Value::as_str).unwrap_or_default().to_owned()
    };
    let nodes = metadata.get("resolve").map(|resolve| list(resolve, "nodes")).unwrap_or_default();
    let nodes: BTreeMap<_, _> = nodes.iter().map(|node| (text(node, "id"), node)).collect();
    let crates = workspace::root().join("crates");
    let packages = list(&metadata, "packages");
    let is_ours =
        |package: &Value| text(package, "manifest_path").starts_with(&*crates.to_string_lossy());
    let mut open: Vec<_> =
        packages.iter().filter(|one| is_ours(one)).map(|one| text(one, "id")).collect();
    let mut found = BTreeSet::new();
    while let Some(id) = open.pop() {
        let Some(node) = nodes.get(&id).filter(|_| found.insert(id.clone())) else { continue };
        let is_built = |dependency: &Value| {
            list(dependency, "dep_kinds").iter().any(|kind| text(kind, "kind") != "dev")
        };
        let dependencies = list(node, "deps").into_iter().filter(is_built);
        open.extend(dependencies.map(|dependency| text(&dependency, "pkg")));
    }
    let below = packages.iter().filter(|package| found.contains(&text(package, "id")));
    let below = below.map(|package| {
        Ok(Package {
            name: text(package, "name"),
            licence: text(package, "license"),
            rust: rust_version(&text(package, "rust_version"))?,
            is_ours: is_ours(package),
        })
    });
    below.collect()
}

/// `1.89`, `1.89.0`, or nothing.
fn rust_version(text: &str) -> anyhow::Result<Option<(u32, u32)>> {
    if text.is_empty() {
        return Ok(None);
    }
    let mut parts = text.split('.').map(str::parse);
    match (parts.next(), parts.next()) {
        (Some(major), Some(minor)) => Ok(Some((major?, minor?))),
        _ => bail!("{text:?} is no Rust version"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn licences_and_bans_are_held() {
        let deny = "[licenses]\nallow = [\"MIT\", \"BSD-3-Clause\"]\n[bans]\ndeny = [{ name = \"ring\" }]\n";
        let deny = Deny::parse(deny).unwrap();
        let complaint = |name: &str, licence: &str| {
            let (name, licence) = (name.to_owned(), licence.to_owned());
            deny.complaint(&Package { name, licence, rust: None, is_ours: false }).unwrap()
        };
        assert_eq!(complaint("a", "MIT OR GPL-3.0"), None);
        assert_eq!(complaint("a", "Apache-2.0/MIT"), None);
        assert_eq!(complaint("a", "MIT AND BSD-3-Clause"), None);
        assert!(complaint("a", "MIT AND GPL-3.0-only").is_some());
        assert!(complaint("a", "MIT WITH Classpath-exception-2.0").is_some());
        assert_eq!(complaint("ring", "MIT").as_deref(), Some("deny.toml bans ring"));
        assert!(Deny::parse("[licenses]\nallow = []\n").is_err());
    }

    #[test]
    fn rust_versions_are_numbers() {
        assert_eq!(rust_version("1.89").unwrap(), Some((1, 89)));
        assert_eq!(rust_version("1.88.0").unwrap(), Some((1, 88)));
        assert_eq!(rust_version("").unwrap(), None);
        assert!(rust_version("stable").is_err());
    }
}
