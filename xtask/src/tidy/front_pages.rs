//! `lib.rs`, the front page of each crate.

use std::collections::BTreeSet;
use std::path::PathBuf;

use serde_json::Value;
use xtask::workspace;

use super::sources;

/// Each crate of `crates/` that is a library, and its front page.
fn pages() -> anyhow::Result<Vec<(String, String)>> {
    let mut pages = Vec::new();
    for entry in std::fs::read_dir(workspace::root().join("crates"))? {
        let folder: PathBuf = entry?.path();
        if let Ok(page) = std::fs::read_to_string(folder.join("src").join("lib.rs")) {
            let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
            pages.push((name, page));
        }
    }
    pages.sort();
    Ok(pages)
}

/// Nothing but documentation, modules and re-exports.
pub(super) fn items() -> anyhow::Result<Vec<String>> {
    let complaint = |(name, page): (String, String)| {
        Some(format!("{name}: `{}` belongs in a file of its own", other_item(&page)?))
    };
    Ok(pages()?.into_iter().filter_map(complaint).collect())
}

/// The first item of a front page that is neither a module nor a re-export.
fn other_item(page: &str) -> Option<String> {
    let code = page.lines().filter(|line| !line.trim_start().starts_with("//"));
    let code = without_attributes(&code.collect::<Vec<_>>().join("\n"));
    let mut items = code.split(';').map(|item| item.trim().trim_start_matches('}').trim());
    let other = items.find(|item| {
        let item = item.strip_prefix("pub ").or(item.strip_prefix("pub(crate) ")).unwrap_or(item);
        !item.is_empty() && !["mod ", "use ", "extern "].iter().any(|word| item.starts_with(word))
    });
    other.map(|item| item.lines().next().unwrap_or_default().to_owned())
}

/// The text without `#[…]` and `#![…]`.
fn without_attributes(code: &str) -> String {
    let mut rest = code;
    let mut kept = String::new();
    while let Some((before, after)) = rest.split_once('#') {
        kept.push_str(before);
        let mut depth = 0_i32;
        let end = after.find(|c| {
            depth += i32::from(c == '[') - i32::from(c == ']');
            c == ']' && depth == 0
        });
        rest = end.and_then(|end| after.get(end + 1..)).unwrap_or_default();
    }
    kept + rest
}

/// Each crate has a README, whose examples are those of its front page, which are compiled.
pub(super) fn readmes() -> anyhow::Result<Vec<String>> {
    let mut complaints = Vec::new();
    for (name, page) in pages()? {
        let file = workspace::root().join("crates").join(&name).join("README.md");
        let Ok(readme) = std::fs::read_to_string(file) else {
            complaints.push(format!("{name} has no README.md"));
            continue;
        };
        let page: Vec<_> = page.lines().filter_map(|line| line.strip_prefix("//!")).collect();
        let code = readme.split("```rust\n").skip(1).filter_map(|rest| rest.split("```").next());
        for line in code.flat_map(str::lines).filter(|line| !line.is_empty()) {
            if !page.iter().any(|known| known.strip_prefix(' ').unwrap_or(known) == line) {
                complaints.push(format!(
                    "{name}: README.md has a line that its front page has not: {line}"
                ));
            }
        }
    }
    Ok(complaints)
}

/// What the crate is for, what it leaves out, and an example that compiles.
pub(super) fn scope() -> anyhow::Result<Vec<String>> {
    let mut complaints = Vec::new();
    for (name, page) in pages()? {
        for wanted in ["In scope", "Out of scope", "//! ```"] {
            if !page.contains(wanted) {
                complaints.push(format!("{name}: the front page has no `{wanted}`"));
            }
        }
    }
    Ok(complaints)
}

/// No front page and no document but the changelog names a crate that is none of the workspace's.
pub(super) fn crates() -> anyhow::Result<Vec<String>> {
    let metadata = workspace::metadata(&["--no-deps"])?;
    let packages = metadata.get("packages").and_then(Value::as_array).into_iter().flatten();
    let names = packages.filter_map(|package| package.get("name").and_then(Value::as_str));
    let known: BTreeSet<_> = names.collect();

    let pages = pages()?.into_iter().map(|(name, page)| {
        let docs = page.lines().filter(|line| line.starts_with("//!"));
        (format!("crates/{name}/src/lib.rs"), docs.collect::<Vec<_>>().join("\n"))
    });
    let documents = sources::documents()?.into_iter().map(|source| (source.name(), source.text));
    let documents = documents.filter(|(name, _)| name != "CHANGELOG.md");
    let mut complaints = Vec::new();
    for (name, text) in pages.chain(documents) {
        let unknown = unknown_crates(&text, &known).into_iter();
        complaints.extend(unknown.map(|other| format!("{name}: there is no crate {other}")));
    }
    Ok(complaints)
}

/// The names of handstamp's crates in a text that are not known.
fn unknown_crates(text: &str, known: &BTreeSet<&str>) -> BTreeSet<String> {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_');
    let named = words.map(|word| word.replace('_', "-").trim_end_matches('-').to_owned());
    let named = named.filter(|word| word.starts_with("handstamp-"));
    named.filter(|word| !known.contains(word.as_str())).collect()
}

#[cfg(test)]
mod tests {
    use super::{other_item, unknown_crates};

    #[test]
    fn a_crate_that_is_not_here_is_named() {
        let known = ["handstamp", "handstamp-flask"].into();
        let text = "handstamp, `handstamp-flask`, handstamp_flask::X, crates/handstamp-flask/;\n\
                    `handstamp-redis` and handstamp_other.";
        let unknown: Vec<_> = unknown_crates(text, &known).into_iter().collect();
        assert_eq!(unknown, ["handstamp-other", "handstamp-redis"]);
    }

    #[test]
    fn modules_and_re_exports_pass() {
        let page = "//! Doc; here.\n#![cfg_attr(x, feature(y))]\nmod a;\n#[cfg(feature = \"z\")]\n\
                    mod z;\npub use a::{B, C};\npub mod testing { pub use crate::a::D; }\n";
        assert_eq!(other_item(page), None);
    }

    #[test]
    fn anything_else_is_named() {
        assert_eq!(other_item("mod a;\npub fn b() {}").as_deref(), Some("pub fn b() {}"));
    }
}
