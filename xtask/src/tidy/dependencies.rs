//! What stands below the crates that are published.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use anyhow::{Context as _, bail, ensure};
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

/// None needs a newer Rust than the crate of ours that is built with it. clippy's `incompatible_msrv` holds our
/// own code to what its manifest says. What one crate of ours needs is not asked of another that can be built with it.
pub(super) fn oldest_rust() -> anyhow::Result<Vec<String>> {
    let graph = Graph::read()?;
    let mut complaints = Vec::new();
    for ours in graph.ours() {
        let oldest = graph.package(&ours)?;
        for below in graph.below(std::slice::from_ref(&ours), false) {
            let package = graph.package(&below)?;
            if !package.is_ours && package.rust > oldest.rust {
                let (name, needed) = (&package.name, package.rust);
                complaints.push(format!("{name} needs Rust {needed:?}, below {}", oldest.name));
            }
        }
    }
    Ok(complaints)
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
    let graph = Graph::read()?;
    graph.below(&graph.ours(), true).iter().map(|id| graph.package(id)).collect()
}

/// What cargo says of the workspace.
struct Graph {
    packages: BTreeMap<String, Value>,
    /// By id, the ids of what each is built with.
    dependencies: BTreeMap<String, Vec<String>>,
    crates: String,
}

impl Graph {
    fn read() -> anyhow::Result<Self> {
        let metadata = workspace::metadata(&["--all-features"])?;
        let built = built()?;
        let packages: BTreeMap<_, _> = list(&metadata, "packages")
            .into_iter()
            .filter(|one| built.contains(&(text(one, "name"), text(one, "version"))))
            .map(|one| (text(&one, "id"), one))
            .collect();
        let nodes = metadata.get("resolve").map(|resolve| list(resolve, "nodes"));
        let nodes = nodes.unwrap_or_default();
        let is_built = |dependency: &Value| {
            list(dependency, "dep_kinds").iter().any(|kind| text(kind, "kind") != "dev")
        };
        let dependencies = nodes.iter().map(|node| {
            let below = list(node, "deps").into_iter().filter(is_built);
            let ids = below.map(|one| text(&one, "pkg")).filter(|id| packages.contains_key(id));
            (text(node, "id"), ids.collect())
        });
        let dependencies = dependencies.collect();
        let crates = workspace::root().join("crates").to_string_lossy().into_owned();
        Ok(Self { packages, dependencies, crates })
    }

    /// The ids of the crates of `crates/`.
    fn ours(&self) -> Vec<String> {
        let ours = self.packages.iter().filter(|(_, package)| self.is_ours(package));
        ours.map(|(id, _)| id.clone()).collect()
    }

    fn is_ours(&self, package: &Value) -> bool {
        text(package, "manifest_path").starts_with(&self.crates)
    }

    /// These and all below them, or all that is reached without going through another crate of ours.
    fn below(&self, from: &[String], through_ours: bool) -> BTreeSet<String> {
        let (mut open, mut found) = (from.to_vec(), BTreeSet::new());
        while let Some(id) = open.pop() {
            if !found.insert(id.clone()) {
                continue;
            }
            let ours = self.packages.get(&id).is_some_and(|package| self.is_ours(package));
            if through_ours || !ours || from.contains(&id) {
                open.extend(self.dependencies.get(&id).into_iter().flatten().cloned());
            }
        }
        found
    }

    fn package(&self, id: &str) -> anyhow::Result<Package> {
        let package = self.packages.get(id).with_context(|| format!("no package {id}"))?;
        Ok(Package {
            name: text(package, "name"),
            licence: text(package, "license"),
            rust: rust_version(&text(package, "rust_version"))?,
            is_ours: self.is_ours(package),
        })
    }
}

/// Names and versions of what is really built. `cargo metadata` also names what a feature would bring that only
/// adds to a dependency which nobody switched on.
fn built() -> anyhow::Result<BTreeSet<(String, String)>> {
    let mut tree = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    tree.current_dir(workspace::root()).args(["tree", "--workspace", "--all-features"]);
    tree.args(["--target", "all", "--edges", "no-dev", "--prefix", "none", "--format", "{p}"]);
    let output = tree.output().context("cargo tree")?;
    ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let lines = String::from_utf8(output.stdout)?;
    let one = |line: &str| {
        let mut words = line.split(' ');
        let version = |word: &str| word.strip_prefix('v').map(str::to_owned);
        Some((words.next()?.to_owned(), words.next().and_then(version)?))
    };
    Ok(lines.lines().filter_map(one).collect())
}

fn list(value: &Value, key: &str) -> Vec<Value> {
    value.get(key).and_then(Value::as_array).cloned().unwrap_or_default()
}

fn text(value: &Value, key: &str) -> String {
    value.get(key).and_then(Value::as_str).unwrap_or_default().to_owned()
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
