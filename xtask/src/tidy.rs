//! `cargo xtask tidy`: the rules of the house that a program can hold. `cargo test -p xtask` holds
//! the same.

mod circles;
mod dependencies;
mod documents;
mod files;
mod front_pages;
mod graph;
mod imports;
mod manifests;
mod prose;
mod sources;
mod twins;

use anyhow::bail;

/// A rule, and the function that lists what breaks it.
struct Rule {
    about: &'static str,
    complaints: fn() -> anyhow::Result<Vec<String>>,
}

const RULES: &[Rule] = &[
    Rule { about: "crates depend on what ARCHITECTURE.md says", complaints: graph::as_documented },
    Rule { about: "tables have one row for one thing", complaints: documents::rows },
    Rule { about: "neutral crates name no framework or runtime", complaints: graph::neutral },
    Rule { about: "the decoder stays light", complaints: graph::decoder },
    Rule { about: "the workshop builds without the library", complaints: graph::workshop },
    Rule { about: "the twins have the same files and public names", complaints: twins::alike },
    Rule { about: "manifests share lints and state a Rust version", complaints: manifests::shared },
    Rule { about: "licences and bans are deny.toml's", complaints: dependencies::allowed },
    Rule { about: "no dependency needs a newer Rust", complaints: dependencies::oldest_rust },
    Rule { about: "files are small and named by their job", complaints: files::sizes_and_names },
    Rule { about: "library code has no panics and no loose ends", complaints: files::words },
    Rule { about: "imports name the module, not the crate root", complaints: imports::by_module },
    Rule { about: "modules import each other in no circle", complaints: circles::none },
    Rule { about: "prose has none of the words it avoids", complaints: prose::phrases },
    Rule { about: "lib.rs is docs, modules and re-exports", complaints: front_pages::items },
    Rule { about: "front pages say what is in scope", complaints: front_pages::scope },
    Rule { about: "READMEs show what front pages show", complaints: front_pages::readmes },
    Rule { about: "pages name crates that are here", complaints: front_pages::crates },
    Rule { about: "the changelog names the version", complaints: documents::changelog },
    Rule { about: "README examples stand in examples/", complaints: documents::readme },
];

/// Prints each rule and what breaks it.
pub(crate) fn run(_arguments: &[String]) -> anyhow::Result<()> {
    let mut broken = 0;
    for rule in RULES {
        let complaints = (rule.complaints)().unwrap_or_else(|error| vec![format!("{error:#}")]);
        println!("  {}  {}", if complaints.is_empty() { "ok  " } else { "FAIL" }, rule.about);
        complaints.iter().for_each(|complaint| println!("        {complaint}"));
        broken += usize::from(!complaints.is_empty());
    }
    if broken > 0 {
        bail!("{broken} of {} rules are broken", RULES.len());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_house_is_tidy() {
        super::run(&[]).unwrap();
    }
}
