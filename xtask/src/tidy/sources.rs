//! The Rust sources and the documents of the workspace.

use std::path::{Path, PathBuf};

use xtask::workspace;

/// A text file.
pub(super) struct Source {
    /// From the top of the repository.
    pub(super) path: PathBuf,
    pub(super) text: String,
}

impl Source {
    /// Whether it lies in a folder `tests`.
    pub(super) fn is_test(&self) -> bool {
        self.path.components().any(|part| part.as_os_str() == "tests")
    }

    /// The path, as complaints begin.
    pub(super) fn name(&self) -> String {
        self.path.display().to_string()
    }
}

/// Every Rust source below the workspace's `folders`, build output aside.
pub(super) fn rust(folders: &[&str]) -> anyhow::Result<Vec<Source>> {
    below(folders, "rs")
}

/// The documents at the top of the repository and below `crates`.
pub(super) fn documents() -> anyhow::Result<Vec<Source>> {
    let mut documents = below(&["crates"], "md")?;
    for entry in std::fs::read_dir(workspace::root())? {
        let path = entry?.path();
        if path.extension().is_some_and(|end| end == "md") {
            documents.push(read(&path)?);
        }
    }
    Ok(documents)
}

fn below(folders: &[&str], extension: &str) -> anyhow::Result<Vec<Source>> {
    let mut found = Vec::new();
    let mut open: Vec<_> = folders.iter().map(|folder| workspace::root().join(folder)).collect();
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(&folder)? {
            let path = entry?.path();
            if path.is_dir() {
                open.extend((!path.ends_with("target")).then_some(path));
            } else if path.extension().is_some_and(|end| end == extension) {
                found.push(read(&path)?);
            }
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(found)
}

fn read(path: &Path) -> anyhow::Result<Source> {
    let text = std::fs::read_to_string(path)?;
    let path = path.strip_prefix(workspace::root()).unwrap_or(path).to_owned();
    Ok(Source { path, text })
}

/// The lines up to the unit tests.
pub(super) fn without_tests(text: &str) -> impl Iterator<Item = &str> {
    let mut lines = text.lines().peekable();
    std::iter::from_fn(move || {
        let line = lines.next()?;
        let tests = line.trim() == "#[cfg(test)]"
            && lines.peek().is_some_and(|next| next.trim_start().starts_with("mod "));
        (!tests).then_some(line)
    })
}

#[cfg(test)]
mod tests {
    use super::without_tests;

    #[test]
    fn only_a_module_of_tests_ends_the_code() {
        let text = "#[cfg(test)]\nuse a::B;\nfn c() {}\n#[cfg(test)]\nmod tests {\n}\n";
        let lines: Vec<_> = without_tests(text).collect();
        assert_eq!(lines, ["#[cfg(test)]", "use a::B;", "fn c() {}"]);
    }
}
