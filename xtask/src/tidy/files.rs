//! Source files: their size, their names, and words that library code does not have.

use std::path::Path;

use super::sources::{self, without_tests};

/// Lines of code of one file at most.
const LONGEST: usize = 350;

/// Lines of code that half of the files stay under.
const MEDIAN: usize = 120;

/// Names that say nothing of a file's job.
const VAGUE: &[&str] = &["utils", "util", "common", "helpers", "helper", "core", "misc"];

/// What library code does not have outside of comments and tests.
const LOOSE_ENDS: &[&str] =
    &[".unwrap()", ".expect(\"", "panic!(", "todo!(", "unimplemented!(", "unreachable!(", "dbg!("];

/// Lines that are neither blank nor comment nor test.
fn code_lines(text: &str) -> usize {
    let code = |line: &&str| !line.trim().is_empty() && !line.trim().starts_with("//");
    without_tests(text).filter(code).count()
}

/// No file is long, most are short, and each is named by its job. Tests are held to the first alone.
pub(super) fn sizes_and_names() -> anyhow::Result<Vec<String>> {
    let mut complaints = Vec::new();
    let mut sizes = Vec::new();
    for source in sources::rust(&["crates", "examples", "fuzz", "xtask", "benches"])? {
        let lines = code_lines(&source.text);
        complaints
            .extend(too_long(lines).map(|complaint| format!("{} {complaint}", source.name())));
        if source.is_test() {
            continue;
        }
        sizes.push(lines);
        if vague(&source.path) {
            complaints.push(format!("{}: what is its job?", source.name()));
        }
    }
    sizes.sort_unstable();
    let median = sizes.get(sizes.len() / 2).copied().unwrap_or_default();
    if median > MEDIAN {
        complaints.push(format!("half of the files have more than {median} lines of code"));
    }
    Ok(complaints)
}

fn too_long(lines: usize) -> Option<String> {
    (lines > LONGEST).then(|| format!("has {lines} lines of code, {LONGEST} at most: two files?"))
}

/// Whether a file or its folder has a name that says nothing.
fn vague(path: &Path) -> bool {
    let names = [path.file_stem(), path.parent().and_then(Path::file_name)];
    names.into_iter().flatten().any(|name| VAGUE.iter().any(|vague| name == *vague))
}

/// Library code has no way to panic that a lint could be told to overlook, and no notes to self.
pub(super) fn words() -> anyhow::Result<Vec<String>> {
    let mut complaints = Vec::new();
    for source in sources::rust(&["crates"])?.iter().filter(|source| !source.is_test()) {
        let found = loose_ends(&source.text);
        complaints.extend(found.map(|(at, word)| format!("{}:{at}: {word}", source.name())));
    }
    Ok(complaints)
}

fn loose_ends(text: &str) -> impl Iterator<Item = (usize, &'static str)> {
    without_tests(text).enumerate().filter_map(|(at, line)| {
        let comment = line.trim_start().starts_with("//");
        let code = LOOSE_ENDS.iter().filter(|_| !comment).find(|word| line.contains(**word));
        let note = ["TODO", "FIXME", "XXX"].into_iter().find(|word| line.contains(word));
        Some((at + 1, code.copied().or(note)?))
    })
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{LONGEST, code_lines, loose_ends, too_long, vague};

    #[test]
    fn a_long_file_and_a_vague_name_are_found() {
        assert_eq!(too_long(LONGEST), None);
        assert!(too_long(LONGEST + 1).is_some());
        assert!(vague(Path::new("crates/a/src/utils.rs")));
        assert!(vague(Path::new("crates/a/src/common/b.rs")));
        assert!(!vague(Path::new("crates/a/src/cookie.rs")));
    }

    #[test]
    fn comments_blanks_and_tests_do_not_count() {
        let text = "//! Doc.\n\nfn a() {}\n  // why\nfn b() {}\n#[cfg(test)]\nmod tests {}\n";
        assert_eq!(code_lines(text), 2);
    }

    #[test]
    fn loose_ends_are_found_outside_comments() {
        let found: Vec<_> = loose_ends("/// x.unwrap()\nx.unwrap();\n// TODO: y\n").collect();
        assert_eq!(found, [(2, ".unwrap()"), (3, "TODO")]);
    }
}
