//! Imports name the module that a thing comes from.

use std::collections::BTreeSet;
use std::path::Path;

use super::sources;

/// No file of `crates/*/src` but `lib.rs` imports what the crate root re-exports.
pub(super) fn by_module() -> anyhow::Result<Vec<String>> {
    let sources = sources::rust(&["crates"])?;
    let modules = |root: &Path| -> BTreeSet<String> {
        let inside = sources.iter().filter_map(|source| source.path.strip_prefix(root).ok());
        let first = inside.filter_map(|path| path.components().next());
        first
            .map(|part| part.as_os_str().to_string_lossy().trim_end_matches(".rs").to_owned())
            .collect()
    };
    let mut complaints = Vec::new();
    for source in &sources {
        let root = source.path.ancestors().find(|folder| folder.ends_with("src"));
        let Some(root) = root.filter(|_| !source.path.ends_with("src/lib.rs")) else { continue };
        let found = from_the_root(&source.text, &modules(root)).into_iter();
        complaints.extend(found.map(|(line, names)| {
            format!("{}:{line}: from the crate root, not from its module: {names}", source.name())
        }));
    }
    Ok(complaints)
}

/// What each `use` imports from the crate root and is no module of it, with its line.
fn from_the_root(text: &str, modules: &BTreeSet<String>) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut rest = text.lines().enumerate();
    while let Some((at, line)) = rest.next() {
        let Some(start) = import(line) else { continue };
        let mut tree = start.to_owned();
        while !tree.contains(';') {
            let Some((_, line)) = rest.next() else { break };
            tree += line.trim();
        }
        let tree = tree.split(';').next().unwrap_or_default().trim();
        let names = match tree.strip_prefix('{') {
            Some(group) => branches(group.trim_end_matches('}')),
            None => vec![tree],
        };
        let first = |name: &str| name.split("::").next().unwrap_or_default().trim().to_owned();
        let names = names.into_iter().map(first);
        let names: Vec<_> =
            names.filter(|name| !name.is_empty() && !modules.contains(name)).collect();
        if !names.is_empty() {
            found.push((at + 1, names.join(", ")));
        }
    }
    found
}

/// What follows `use crate::`, whatever the visibility.
fn import(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let line = match line.strip_prefix("pub") {
        Some(line) if line.starts_with('(') => line.split_once(')')?.1,
        Some(line) => line,
        None => line,
    };
    line.trim_start().strip_prefix("use crate::")
}

/// The parts of a group that commas part, those of inner groups aside.
fn branches(group: &str) -> Vec<&str> {
    let mut depth = 0_i32;
    let parts = group.split(move |c| {
        depth += i32::from(c == '{') - i32::from(c == '}');
        c == ',' && depth == 0
    });
    parts.map(str::trim).collect()
}

#[cfg(test)]
mod tests {
    use super::from_the_root;

    #[test]
    fn what_comes_from_the_root_is_named() {
        let modules = ["error", "json"].map(str::to_owned).into();
        let text = "use crate::error::Error;\nuse crate::json;\nuse crate::Error;\n\
                    pub(crate) use crate::{json::{A, B}, Value, error, Key};\n\
                    use crate::{\n    Session,\n    json::limits::Limits,\n};\n\
                    pub use crate::parse as read;\nuse crate::*;\n// use crate::Comment;\n";
        let found = from_the_root(text, &modules);
        let found: Vec<_> = found.iter().map(|(line, name)| (*line, name.as_str())).collect();
        let expected =
            [(3, "Error"), (4, "Value, Key"), (5, "Session"), (9, "parse as read"), (10, "*")];
        assert_eq!(found, expected);
    }
}
