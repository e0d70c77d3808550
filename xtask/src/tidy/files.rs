//! Source files: their size, their names, and words that library code does not have.

use std::path::{Path, PathBuf};

use xtask::workspace;

/// Lines of code of one file at most.
const LONGEST: usize = 350;

/// Lines of code that half of the files stay under.
const MEDIAN: usize = 120;

/// Names that say nothing of a file's job.
const VAGUE: &[&str] = &["utils", "util", "common", "helpers", "helper", "core", "misc"];

/// What library code does not have outside of comments and tests.
const LOOSE_ENDS: &[&str] =
    &[".unwrap()", ".expect(\"", "panic!(", "todo!(", "unimplemented!(", "unreachable!(", "dbg!("];

/// Every Rust source of the workspace's `folders`, tests and build output aside.
fn sources(folders: &[&str]) -> anyhow::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut open: Vec<_> = folders.iter().map(|folder| workspace::root().join(folder)).collect();
    while let Some(folder) = open.pop() {
        let Ok(entries) = std::fs::read_dir(&folder) else { continue };
        for entry in entries {
            let path = entry?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if path.is_dir() && !matches!(name.as_str(), "target" | "tests") {
                open.push(path);
            } else if name.ends_with(".rs") {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

fn short(path: &Path) -> String {
    path.strip_prefix(workspace::root()).unwrap_or(path).display().to_string()
}

/// The lines up to the unit tests.
fn without_tests(text: &str) -> impl Iterator<Item = &str> {
    text.lines().take_while(|line| line.trim() != "#[cfg(test)]")
}

/// Lines that are neither blank nor comment nor test.
fn code_lines(text: &str) -> usize {
    let code = |line: &&str| !line.trim().is_empty() && !line.trim().starts_with("//");
    without_tests(text).filter(code).count()
}

/// No file is long, most are short, and each is named by its job.
pub(super) fn sizes_and_names() -> anyhow::Result<Vec<String>> {
    let mut complaints = Vec::new();
    let mut sizes = Vec::new();
    for path in sources(&["crates", "examples", "fuzz", "xtask", "benches"])? {
        let lines = code_lines(&std::fs::read_to_string(&path)?);
        if lines > LONGEST {
            complaints.push(format!("{} has {lines} lines of code: two files?", short(&path)));
        }
        sizes.push(lines);
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        let folder = path.parent().and_then(Path::file_name).unwrap_or_default().to_string_lossy();
        if VAGUE.contains(&&*stem) || VAGUE.contains(&&*folder) {
            complaints.push(format!("{}: what is its job?", short(&path)));
        }
    }
    sizes.sort_unstable();
    let median = sizes.get(sizes.len() / 2).copied().unwrap_or_default();
    if median > MEDIAN {
        complaints.push(format!("half of the files have more than {median} lines of code"));
    }
    Ok(complaints)
}

/// Library code has no way to panic that a lint could be told to overlook, and no notes to self.
pub(super) fn words() -> anyhow::Result<Vec<String>> {
    let mut complaints = Vec::new();
    for path in sources(&["crates"])? {
        let text = std::fs::read_to_string(&path)?;
        complaints
            .extend(loose_ends(&text).map(|(at, word)| format!("{}:{at}: {word}", short(&path))));
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
    use super::{code_lines, loose_ends};

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
