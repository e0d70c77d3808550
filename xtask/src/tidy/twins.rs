//! The two adapters: the same files and the same public names.

use std::collections::BTreeSet;
use std::path::Path;

use super::sources::{self, Source};

const TWINS: [&str; 2] = ["handstamp-axum", "handstamp-actix-web"];

/// Begins the section of a front page that says which names its twin does not have.
const DIFFERENCES: &str = "//! # What differs";

/// What one has and the other has not. A name passes that a front page lists as a difference.
pub(super) fn alike() -> anyhow::Result<Vec<String>> {
    let [first, second] = [adapter(TWINS[0])?, adapter(TWINS[1])?];
    Ok([only_in(&first, &second), only_in(&second, &first)].concat())
}

struct Adapter {
    name: &'static str,
    files: BTreeSet<String>,
    /// File and name, such as `view.rs: View`.
    names: BTreeSet<(String, String)>,
    front_page: String,
}

fn adapter(name: &'static str) -> anyhow::Result<Adapter> {
    let folder = format!("crates/{name}/src");
    let sources = sources::rust(&[&folder])?;
    let short = |source: &Source| {
        let path = source.path.strip_prefix(&folder).unwrap_or(Path::new(""));
        path.display().to_string()
    };
    let front_page = sources.iter().find(|source| source.path.ends_with("src/lib.rs"));
    Ok(Adapter {
        name,
        files: sources.iter().map(short).collect(),
        names: sources
            .iter()
            .flat_map(|source| {
                public(&source.text).into_iter().map(move |name| (short(source), name))
            })
            .collect(),
        front_page: front_page.map(|page| page.text.clone()).unwrap_or_default(),
    })
}

fn only_in(this: &Adapter, other: &Adapter) -> Vec<String> {
    let listed = [listed(&this.front_page), listed(&other.front_page)].concat();
    let files = this.files.difference(&other.files);
    let files = files.map(|file| format!("{} has {file}, {} has not", this.name, other.name));
    let names = this.names.difference(&other.names).filter(|(_, name)| !listed.contains(name));
    let names = names.map(|(file, name)| {
        format!(
            "{} has {name} in {file}, {} has not, and no front page says so",
            this.name, other.name
        )
    });
    files.chain(names).collect()
}

/// The names in backticks below [`DIFFERENCES`].
fn listed(front_page: &str) -> Vec<String> {
    let section = front_page.lines().skip_while(|line| !line.starts_with(DIFFERENCES));
    let section = section.skip(1).take_while(|line| !line.starts_with("//! # "));
    let text = section.collect::<Vec<_>>().join("\n");
    text.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// The names that are `pub`: items, methods, re-exports, and the methods of public traits.
fn public(text: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let mut in_trait = false;
    for line in sources::without_tests(text) {
        let code = line.trim_start();
        let begins = code.starts_with("pub trait ");
        in_trait = (in_trait || begins) && line != "}" && !(begins && line.ends_with("{}"));
        let item = code.strip_prefix("pub ").or(Some(code).filter(|_| in_trait));
        let Some(item) = item else { continue };
        if let Some(path) = item.strip_prefix("use ") {
            let path = path.trim_end_matches(';');
            let group = path.split_once('{').map(|(_, group)| group.trim_end_matches('}'));
            let last = path.rsplit("::").next().unwrap_or_default();
            names.extend(group.unwrap_or(last).split(',').map(|name| name.trim().to_owned()));
        } else {
            names.extend(declared(item));
        }
    }
    names
}

/// The name that `fn`, `struct` and the like declare.
fn declared(item: &str) -> Option<String> {
    let mut words =
        item.split(' ').skip_while(|word| matches!(*word, "async" | "const" | "unsafe"));
    let keyword = words.next()?;
    if !matches!(keyword, "fn" | "struct" | "enum" | "trait" | "type" | "mod" | "static" | "union")
    {
        return None;
    }
    let name = words.next()?.split(|c: char| !c.is_alphanumeric() && c != '_').next()?;
    Some(name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{Adapter, listed, only_in, public};

    #[test]
    fn public_names_are_found() {
        let text = "pub use a::{B, C};\npub use d::E;\npub(crate) fn hidden() {}\nfn own() {}\n\
                    pub trait Short: Copy {}\nimpl Short for u8 {\n    fn hidden_too() {}\n}\npub trait F<U> {\n    /// Doc.\n    fn g(&self);\n}\nimpl H {\n    pub fn i() {}\n\
                    \x20   fn j() {}\n}\npub struct K<T>(T);\npub async fn l() {}\n\
                    #[cfg(test)]\nmod tests {\n    pub fn m() {}\n}\n";
        let found: Vec<_> = public(text).into_iter().collect();
        assert_eq!(found, ["B", "C", "E", "F", "K", "Short", "g", "i", "l"]);
    }

    #[test]
    fn what_one_twin_has_alone_is_named() {
        let adapter = |name, files: &[&str], names: &[&str], front_page: &str| Adapter {
            name,
            files: files.iter().map(|file| (*file).to_owned()).collect(),
            names: names.iter().map(|name| ("a.rs".to_owned(), (*name).to_owned())).collect(),
            front_page: front_page.to_owned(),
        };
        let page =
            "//! `C`\n//! # What differs from x\n//! - [`B`] is public.\n//! # More\n//! `D`\n";
        assert_eq!(listed(page), ["B"]);
        let this = adapter("this", &["a.rs", "b.rs"], &["A", "B", "C"], page);
        let other = adapter("other", &["a.rs"], &["A", "D"], "");
        let found = only_in(&this, &other);
        let says = "other has not, and no front page says so";
        assert_eq!(found, ["this has b.rs, other has not", &format!("this has C in a.rs, {says}")]);
        assert_eq!(only_in(&other, &this).len(), 1);
    }
}
