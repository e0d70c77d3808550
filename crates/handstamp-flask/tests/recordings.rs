//! Recordings of Flask 0.10 to 3.1: a selection of every kind of case, and all of them where they are at hand.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod recorded;

use std::path::Path;

use handstamp_flask::WriteError;
use serde_json::{Value as Json, json};

/// Holds every line against this crate; how many acts were compared.
fn hold(text: &str) -> usize {
    let mut compared = 0;
    let mut failures = Vec::new();
    for text in text.lines() {
        let line: Json = serde_json::from_str(text).unwrap();
        if line["kind"] != "flask-session" {
            continue;
        }
        let now = line["lib_version"] == "3.1.3" && line["expect"]["ok"] == true;
        let written = now && !line["write_input"].is_null();
        let found = recorded::differs(&line)
            .into_iter()
            .chain(written.then(|| recorded::writes_differently(text, &line)).flatten());
        compared += 1 + usize::from(written);
        let shown = text.get(..600).unwrap_or(text);
        failures.extend(found.map(|it| format!("{} {it}\n  {shown}", line["case"])));
    }
    let shown = failures.iter().take(20).cloned().collect::<Vec<_>>().join("\n");
    assert!(failures.is_empty(), "{} of {compared} differ\n{shown}", failures.len());
    compared
}

#[test]
fn what_flask_wrote_is_read_and_written_alike() {
    assert!(hold(include_str!("vectors/flask_sessions.jsonl")) > 250);
}

#[test]
fn old_and_new_flask_read_each_other() {
    assert!(hold(include_str!("vectors/flask_cross_version.jsonl")) > 100);
}

#[test]
fn what_flask_refuses_is_refused() {
    assert!(hold(include_str!("vectors/negatives.jsonl")) > 300);
}

#[test]
fn what_flask_cannot_write_is_not_written() {
    for text in include_str!("vectors/write_errors.jsonl").lines() {
        let mut line: Json = serde_json::from_str(text).unwrap();
        let input = line["write"]["input"].take();
        let text = json!({ "write_input": input }).to_string();
        // A set has no value here at all.
        if let Some(session) = recorded::session(&text) {
            let written = recorded::codec(&line).build().to_json(&session);
            assert_eq!(written, Err(WriteError::UnsortableKeys), "{text}");
        }
    }
}

#[test]
#[ignore = "needs ../shared/vectors: cargo xtask test vectors"]
fn everything_that_was_recorded() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/vectors/python");
    for file in ["flask_sessions.jsonl", "flask_cross_version.jsonl", "negatives.jsonl"] {
        let compared = hold(&std::fs::read_to_string(folder.join(file)).unwrap());
        println!("{file}: {compared} acts");
        assert!(compared > 500, "{file}: {compared}");
    }
}

/// Written by `cargo xtask vectors`.
#[test]
fn made() {
    assert!(hold(include_str!("vectors/made.jsonl")) > 200);
}
