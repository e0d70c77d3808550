//! How close compressed payloads are to Python's (`vectors/payloads.jsonl`): what the documentation
//! of `encode_payload` and COMPATIBILITY.md claim, and no less.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use handstamp_itsdangerous::{DEFAULT_INFLATE_LIMIT, decode_payload, encode_payload};
use serde_json::Value;

/// One value as Python and as handstamp write it.
struct Line {
    case: String,
    python: String,
    json: String,
    ours: String,
}

impl Line {
    fn read(text: &str) -> Self {
        let line: Value = serde_json::from_str(text).unwrap();
        let python = line["payload"].as_str().unwrap().to_owned();
        let json = decoded(&python);
        let mut ours = Vec::new();
        encode_payload(json.as_bytes(), &mut ours);
        let ours = String::from_utf8(ours).unwrap();
        Self { case: line["case"].as_str().unwrap().to_owned(), python, json, ours }
    }

    /// Whether the text ends in three bytes that occur earlier in it.
    fn ends_in_a_repetition(&self) -> bool {
        let (before, _) = self.json.split_at(self.json.len() - 1);
        before.contains(&self.json[self.json.len() - 3..])
    }
}

fn decoded(payload: &str) -> String {
    let mut out = Vec::new();
    decode_payload(payload.as_bytes(), DEFAULT_INFLATE_LIMIT, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn lines() -> Vec<Line> {
    include_str!("vectors/payloads.jsonl").lines().map(Line::read).collect()
}

/// The length of what a payload's base64 stands for.
fn bytes(payload: &str) -> usize {
    payload.trim_start_matches('.').len() * 3 / 4
}

#[test]
fn what_is_written_decodes_to_the_very_json() {
    for line in lines() {
        assert_eq!(decoded(&line.ours), line.json);
    }
}

#[test]
fn what_python_does_not_compress_is_the_same() {
    let plain = lines().into_iter().filter(|line| !line.python.starts_with('.'));
    let count = plain.inspect(|line| assert_eq!(line.ours, line.python)).count();
    assert!(count >= 100, "{count}");
}

#[test]
fn sessions_are_compressed_when_python_compresses_them() {
    for line in lines().iter().filter(|line| line.case == "session") {
        assert_eq!(line.ours.starts_with('.'), line.python.starts_with('.'), "{}", line.json);
    }
}

#[test]
fn only_a_repetition_at_the_very_end_of_a_small_text_is_left_uncompressed() {
    let lines = lines();
    let other = lines.iter().filter(|l| l.python.starts_with('.') && !l.ours.starts_with('.'));
    let count = other
        .inspect(|line| {
            assert!(line.json.len() < 100 && line.ends_in_a_repetition(), "{}", line.json);
            // Python saved two bytes or three; ours would have been one or two bytes longer.
            assert!(line.json.len() - bytes(&line.python) <= 3, "{}", line.json);
        })
        .count();
    // The example in COMPATIBILITY.md: 25 bytes, and 23 when Python compresses them.
    let mut example = Vec::new();
    encode_payload(br#"{"ui":{"key":{"key":{}}}}"#, &mut example);
    assert!(!example.starts_with(b"."));
    assert!(count > 0, "the exception is gone: take it out of the documentation");
}

#[test]
fn the_share_of_identical_streams_is_as_documented() {
    let lines = lines();
    for (from, below, least) in [(0, 300, 95), (300, 1000, 80), (1000, 4000, 60), (4000, 65536, 20)]
    {
        let of_this_size = lines.iter().filter(|line| {
            line.case == "session"
                && line.python.starts_with('.')
                && (from..below).contains(&line.json.len())
        });
        let same: Vec<bool> = of_this_size.map(|line| line.ours == line.python).collect();
        let count = same.iter().filter(|same| **same).count();
        println!("{from} to {below} bytes of JSON: {count} of {}", same.len());
        assert!(same.len() >= 30, "{from}: only {} payloads", same.len());
        assert!(count * 100 >= same.len() * least, "{from}: {count} of {}", same.len());
    }
}

#[test]
fn streams_differ_by_a_few_bytes_in_length() {
    let lines = lines();
    let length = |payload: fn(&Line) -> &str| -> usize {
        let of = |line: &Line| bytes(payload(line));
        lines.iter().filter(|line| line.case == "session").map(of).sum()
    };
    let (ours, python) = (length(|line| &line.ours), length(|line| &line.python));
    // 1 in 1,000.
    assert!(ours.abs_diff(python) * 1000 <= python, "{ours}, Python {python}");
}
