//! Modules that import each other in a circle.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::Context as _;
use syn::visit::{self, Visit};
use syn::{ItemMod, ItemUse, UseTree, Visibility};

use super::sources::{self, Source};

/// The circles that are meant, by the names of their modules. ARCHITECTURE.md says why.
const MEANT: &[&[&str]] = &[
    // A trait, and what its provided methods return.
    &["identity::authenticator", "identity::load_user", "identity::map_user"],
    // A request shows its context, and the context keeps what judges the request.
    &[
        "auth::context",
        "auth::policies",
        "auth::request_policies",
        "denial::json",
        "denial::policy",
        "request::cross_origin",
        "request::cross_origin_cure",
        "request::forwarded",
        "request::origin",
        "request::trusted_proxies",
        "request::view",
    ],
];

/// A module's path below the crate root.
type Name = Vec<String>;

/// The circles of each crate, and the circles that are meant and are gone.
pub(super) fn none() -> anyhow::Result<Vec<String>> {
    let mut crates = BTreeMap::<String, BTreeMap<Name, Module>>::new();
    for source in sources::rust(&["crates"])? {
        let Some((name, module)) = place(&source) else { continue };
        let parsed = Module::parse(&module, &source).with_context(|| source.name())?;
        crates.entry(name).or_default().insert(module, parsed);
    }
    let mut complaints = Vec::new();
    let mut found = BTreeSet::new();
    for (name, modules) in &crates {
        for circle in circles(modules) {
            let names: Vec<_> = circle.iter().map(|module| module.join("::")).collect();
            if !MEANT.contains(&&*names.iter().map(String::as_str).collect::<Vec<_>>()) {
                complaints.push(format!("{name}: a circle of {}", names.join(", ")));
            }
            found.insert(names);
        }
    }
    let gone = MEANT.iter().filter(|meant| !found.iter().any(|names| names == *meant));
    complaints.extend(gone.map(|names| format!("no circle any more: {}", names.join(", "))));
    Ok(complaints)
}

/// The crate and the module that a file of `crates/*/src` is.
fn place(source: &Source) -> Option<(String, Name)> {
    let inside = source.path.strip_prefix("crates").ok()?;
    let (name, file) = inside.to_str()?.split_once("/src/")?;
    let module = Path::new(file).with_extension("");
    let module = module.iter().map(|part| part.to_string_lossy().into_owned());
    let is_root = matches!(file, "lib.rs" | "main.rs");
    Some((name.to_owned(), if is_root { Name::new() } else { module.collect() }))
}

/// What a file says about other modules of its crate.
#[derive(Default)]
struct Module {
    name: Name,
    /// What it uses, as paths below the crate root.
    uses: Vec<Name>,
    /// What it passes on under a name.
    passes_on: BTreeMap<String, Name>,
    /// The modules below it.
    below: BTreeSet<String>,
}

impl Module {
    fn parse(name: &Name, source: &Source) -> anyhow::Result<Self> {
        let file = syn::parse_file(&source.text)?;
        let mut module = Self { name: name.clone(), ..Self::default() };
        let items = file.items.iter();
        module.below = items
            .filter_map(|item| match item {
                syn::Item::Mod(item) if item.content.is_none() => Some(item.ident.to_string()),
                _ => None,
            })
            .collect();
        module.visit_file(&file);
        Ok(module)
    }

    /// A path below the crate root; `None` where it leads out of the crate.
    fn within(&self, path: &[String]) -> Option<Name> {
        let up = path.iter().take_while(|part| *part == "super").count();
        let (first, rest) = path.split_first()?;
        match first.as_str() {
            "crate" => Some(rest.to_vec()),
            "self" => Some([&self.name, rest].concat()),
            "super" => Some([self.name.get(..self.name.len() - up)?, path.get(up..)?].concat()),
            below if self.below.contains(below) => Some([&self.name, path].concat()),
            _ => None,
        }
    }

    fn imports(&mut self, tree: &UseTree, before: &[String], passes_on: bool) {
        let (ident, alias) = match tree {
            UseTree::Path(path) => {
                let path_so_far = [before, &[path.ident.to_string()]].concat();
                return self.imports(&path.tree, &path_so_far, passes_on);
            }
            UseTree::Group(group) => {
                return group.items.iter().for_each(|tree| self.imports(tree, before, passes_on));
            }
            UseTree::Name(name) => (&name.ident, &name.ident),
            UseTree::Rename(rename) => (&rename.ident, &rename.rename),
            _ => return self.uses.extend(self.within(before)),
        };
        let Some(path) = self.within(&[before, &[ident.to_string()]].concat()) else { return };
        if passes_on {
            self.passes_on.insert(alias.to_string(), path);
        } else {
            self.uses.push(path);
        }
    }
}

impl<'s> Visit<'s> for Module {
    fn visit_item_mod(&mut self, item: &'s ItemMod) {
        let is_test = item.attrs.iter().any(|attribute| attribute.path().is_ident("cfg"));
        if !(is_test && item.content.is_some()) {
            visit::visit_item_mod(self, item);
        }
    }

    fn visit_item_use(&mut self, item: &'s ItemUse) {
        let passes_on = !matches!(item.vis, Visibility::Inherited);
        self.imports(&item.tree, &[], passes_on);
    }

    /// `pub(super)` imports nothing.
    fn visit_visibility(&mut self, _: &'s Visibility) {}

    fn visit_path(&mut self, path: &'s syn::Path) {
        let parts: Vec<_> = path.segments.iter().map(|part| part.ident.to_string()).collect();
        if matches!(parts.first().map(String::as_str), Some("crate" | "super" | "self")) {
            self.uses.extend(self.within(&parts));
        }
        visit::visit_path(self, path);
    }
}

/// The module in which what a path names is written, wherever it is passed on.
fn written_in(modules: &BTreeMap<Name, Module>, path: &[String]) -> Option<Name> {
    let mut splits = (0..=path.len()).rev().filter_map(|at| path.split_at_checked(at));
    let (module, rest) = splits.find(|(module, _)| modules.contains_key(*module))?;
    let onward = rest.split_first().and_then(|(first, rest)| {
        let onward = modules.get(module)?.passes_on.get(first)?;
        Some([onward, rest].concat())
    });
    match onward {
        Some(onward) if onward != path => written_in(modules, &onward),
        _ => Some(module.to_vec()),
    }
}

/// The sets of modules each of which leads to all others of its set.
fn circles(modules: &BTreeMap<Name, Module>) -> BTreeSet<Vec<Name>> {
    let uses = |name: &Name| -> Vec<Name> {
        let paths = modules.get(name).into_iter().flat_map(|module| &module.uses);
        paths.filter_map(|path| written_in(modules, path)).filter(|to| !to.is_empty()).collect()
    };
    let reach = |from: &Name| {
        let (mut reached, mut open) = (BTreeSet::new(), uses(from));
        while let Some(next) = open.pop() {
            if reached.insert(next.clone()) {
                open.extend(uses(&next));
            }
        }
        reached
    };
    let reached: BTreeMap<_, _> = modules.keys().map(|name| (name, reach(name))).collect();
    let circle = |(name, reachable): (&&Name, &BTreeSet<Name>)| -> Vec<Name> {
        let back = |to: &&Name| reached.get(to).is_some_and(|reached| reached.contains(*name));
        reachable.iter().filter(back).cloned().collect()
    };
    reached.iter().map(circle).filter(|circle| circle.len() > 1).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_circle_is_found_however_it_is_imported() {
        let files = [
            ("lib.rs", "mod a; mod b; mod c; pub use a::A;"),
            ("a.rs", "use crate::b::deep::D; pub struct A(D);"),
            ("b.rs", "mod deep; pub(crate) use deep::D;"),
            (
                "b/deep.rs",
                "use crate::{c::{self, C}}; pub struct D(C); fn f() { super::super::c::f() }",
            ),
            (
                "c.rs",
                "pub struct C; fn f(a: &crate::A) {} #[cfg(test)] mod tests { use crate::x::X; }",
            ),
            ("d.rs", "mod e; use e::E; use crate::b::D; use std::fmt::Debug;"),
            ("d/e.rs", "pub(super) struct E;"),
        ];
        let modules = files.map(|(file, text)| {
            let path = Path::new("crates/k/src").join(file);
            let source = Source { path, text: text.to_owned() };
            let (_, name) = place(&source).unwrap();
            (name.clone(), Module::parse(&name, &source).unwrap())
        });
        let modules = modules.into_iter().collect();
        let found = circles(&modules);
        let names: Vec<Vec<_>> = found
            .iter()
            .map(|circle| circle.iter().map(|name| name.join("::")).collect())
            .collect();
        assert_eq!(names, [["a", "b::deep", "c"]]);
    }
}
