//! The documents at the top of the repository.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Context as _;

use xtask::workspace;

fn read(name: &str) -> anyhow::Result<String> {
    std::fs::read_to_string(workspace::root().join(name)).with_context(|| name.to_owned())
}

/// The changelog has a heading for the version that the manifests state.
pub(super) fn changelog() -> anyhow::Result<Vec<String>> {
    let version = env!("CARGO_PKG_VERSION");
    let text = read("CHANGELOG.md")?;
    let named = text.lines().any(|line| line.starts_with("## ") && line.contains(version));
    Ok(if named { Vec::new() } else { vec![format!("CHANGELOG.md has no `## {version}`")] })
}

/// Every Rust block of the README names the file it comes from, and stands there.
pub(super) fn readme() -> anyhow::Result<Vec<String>> {
    let mut complaints = Vec::new();
    for block in rust_blocks(&read("README.md")?) {
        let Some(file) = block.file else {
            complaints.push(format!(
                "line {}: no `<!-- examples/… -->` above the block says where it comes from",
                block.line
            ));
            continue;
        };
        if let Some(fragment) = missing(&block.text, &read(&file)?) {
            complaints.push(format!("line {}: not in {file}:\n{fragment}", block.line));
        }
    }
    Ok(complaints)
}

struct Block {
    line: usize,
    file: Option<String>,
    text: String,
}

fn rust_blocks(document: &str) -> Vec<Block> {
    let (mut blocks, mut file, mut open) = (Vec::new(), None, None);
    for (at, line) in document.lines().enumerate() {
        if line.starts_with("```") {
            match open.take() {
                Some(block) => blocks.push(block),
                None if line.starts_with("```rust") => {
                    open = Some(Block { line: at + 1, file: file.take(), text: String::new() });
                }
                None => {}
            }
        } else if let Some(block) = &mut open {
            block.text.extend([line, "\n"]);
        } else if let Some(path) = line.strip_prefix("<!-- examples/") {
            file = Some(format!("examples/{}", path.trim_end_matches("-->").trim()));
        }
    }
    blocks
}

/// The first part of a block that does not stand in the file, in order and whatever its
/// indentation. Parts are parted by a line `// …`.
fn missing(block: &str, file: &str) -> Option<String> {
    let lines = |text: &str| text.lines().map(|l| l.trim().to_owned()).collect::<Vec<_>>();
    let (mut rest, block) = (&lines(file)[..], lines(block));
    for part in block.split(|line| line == "// …") {
        let blank = |line: &&String| line.is_empty();
        let skip = part.iter().take_while(blank).count();
        let end = part.len() - part.iter().rev().take_while(blank).count();
        let Some(part) = part.get(skip..end).filter(|part| !part.is_empty()) else { continue };
        match rest.windows(part.len()).position(|window| window == part) {
            Some(at) => rest = rest.get(at + part.len()..).unwrap_or_default(),
            None => return Some(part.join("\n")),
        }
    }
    None
}

/// A table of a document, found by the first words of its heading: the names in backticks of the
/// first column, and for each those of the second.
pub(super) fn table(
    document: &str,
    heading: &[&str],
) -> anyhow::Result<BTreeMap<String, BTreeSet<String>>> {
    let text = read(document)?;
    let cells = |line: &str| -> Vec<String> {
        line.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect()
    };
    let mut lines = text.lines().skip_while(|line| {
        let found = cells(line);
        !line.starts_with('|') || heading.iter().zip(&found).any(|(wanted, cell)| wanted != cell)
    });
    lines.next().with_context(|| format!("{document} has no table | {} |", heading.join(" | ")))?;
    let names = |cell: Option<&String>| -> BTreeSet<String> {
        let cell = cell.map(String::as_str).unwrap_or_default();
        cell.split('`').skip(1).step_by(2).map(str::to_owned).collect()
    };
    let rows = lines.skip(1).take_while(|line| line.starts_with('|')).map(cells);
    let row = |row: Vec<String>| Some((names(row.first()).pop_first()?, names(row.get(1))));
    Ok(rows.filter_map(row).collect())
}

/// No table of ARCHITECTURE.md has two rows that begin alike.
pub(super) fn rows() -> anyhow::Result<Vec<String>> {
    let complaint = |(line, cell)| format!("ARCHITECTURE.md:{line}: a second row for {cell}");
    Ok(repeated_rows(&read("ARCHITECTURE.md")?).into_iter().map(complaint).collect())
}

/// The rows whose first cell another row of the same table has, with their lines.
fn repeated_rows(document: &str) -> Vec<(usize, String)> {
    let (mut seen, mut repeated) = (BTreeSet::new(), Vec::new());
    for (at, line) in document.lines().enumerate() {
        let Some(row) = line.strip_prefix('|') else {
            seen.clear();
            continue;
        };
        let cell = row.split('|').next().unwrap_or_default().trim().to_owned();
        if !seen.insert(cell.clone()) {
            repeated.push((at + 1, cell));
        }
    }
    repeated
}

#[cfg(test)]
mod tests {
    use super::{missing, repeated_rows, rust_blocks};

    #[test]
    fn a_second_row_is_found() {
        let text = "| a | b |\n|---|---|\n| `x` | 1 |\n| `y` | 1 |\n| `x` | 2 |\n\n| a |\n|---|\n| `x` |\n";
        assert_eq!(repeated_rows(text), [(5, "`x`".to_owned())]);
    }

    #[test]
    fn a_block_knows_its_file() {
        let text = "a\n<!-- examples/x/src/main.rs -->\n```rust\nfn a() {}\n```\n```rust\nb\n```\n";
        let blocks = rust_blocks(text);
        assert_eq!(blocks[0].file.as_deref(), Some("examples/x/src/main.rs"));
        assert_eq!(blocks[0].text, "fn a() {}\n");
        assert!(blocks[1].file.is_none());
    }

    #[test]
    fn parts_stand_in_the_file_in_order() {
        let file = "fn main() {\n    a();\n    b();\n    c();\n}\n";
        assert_eq!(missing("a();\n// …\nc();\n", file), None);
        assert_eq!(missing("c();\n// …\na();\n", file).as_deref(), Some("a();"));
        assert_eq!(missing("a();\nc();\n", file).as_deref(), Some("a();\nc();"));
    }
}
