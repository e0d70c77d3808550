//! Words that the prose of the house does not have.

use super::sources;

/// A phrase, and what stands in its place. Each is cut in two, so that this file does not have it.
const PHRASES: &[(&str, &str)] = &[
    (concat!("unless told", " otherwise"), "`Default: …`"),
    (concat!("not put together", " right"), "`misconfigured`"),
];

/// No source and no document has one of them.
pub(super) fn phrases() -> anyhow::Result<Vec<String>> {
    let mut texts = sources::rust(&["crates", "examples", "fuzz", "xtask", "benches"])?;
    texts.extend(sources::documents()?);
    let mut complaints = Vec::new();
    for source in texts {
        let found = found(&source.text).into_iter();
        complaints.extend(found.map(|(line, phrase, instead)| {
            format!("{}:{line}: `{phrase}`, say {instead}", source.name())
        }));
    }
    Ok(complaints)
}

/// Where a phrase begins, also one that goes on in the next line.
fn found(text: &str) -> Vec<(usize, &'static str, &'static str)> {
    let (mut prose, mut starts) = (String::new(), Vec::new());
    for line in text.lines() {
        starts.push(prose.len());
        let words = line.trim().trim_start_matches(['/', '!']).trim_end_matches('\\').trim();
        prose += &words.to_lowercase();
        prose.push(' ');
    }
    let mut found = Vec::new();
    for (phrase, instead) in PHRASES {
        for (at, _) in prose.match_indices(phrase) {
            found.push((starts.partition_point(|start| *start <= at), *phrase, *instead));
        }
    }
    found.sort_unstable();
    found
}

#[cfg(test)]
mod tests {
    use super::{PHRASES, found};

    #[test]
    fn a_phrase_is_found_in_docs_strings_and_across_lines() {
        for (phrase, instead) in PHRASES {
            let (first, last) = phrase.rsplit_once(' ').unwrap();
            for text in [
                format!("\n/// A, {phrase}.\n"),
                format!("\nlet a = \"{}\";\n", phrase.to_uppercase()),
                format!("\n    /// A, {first}\n    /// {last}.\n"),
                format!("\n\"a, {first} \\\n {last}\"\n"),
            ] {
                assert_eq!(found(&text), [(2, *phrase, *instead)], "{text}");
            }
            assert_eq!(found(&format!("{first}\n\n{last}")), []);
        }
        assert_eq!(found("/// Default: 31 days.\n"), []);
    }
}
