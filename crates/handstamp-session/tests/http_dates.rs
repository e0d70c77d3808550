//! Dates as Werkzeug reads and writes them (`vectors/made.jsonl`, by `cargo xtask vectors`).
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use handstamp_session::{DateTime, http_date, parse_date};
use serde_json::Value as Json;

/// The day and time of a line's `input`, in UTC.
fn date(input: &Json) -> DateTime {
    let field = |at: usize| input["v"][at].as_i64().unwrap();
    let small = |at| u8::try_from(field(at)).unwrap();
    let local =
        DateTime::from_fields((field(0), small(1), small(2)), (small(3), small(4), small(5)));
    let ahead = input["off"].as_i64().unwrap_or_default() * 60;
    local.unwrap().checked_add_seconds(-ahead).unwrap()
}

#[test]
fn made() {
    let mut compared = 0;
    for text in include_str!("vectors/made.jsonl").lines() {
        let line: Json = serde_json::from_str(text).unwrap();
        let expected = &line["expect"]["value"];
        match line["kind"].as_str().unwrap() {
            "http-date-format" => {
                assert_eq!(http_date(date(&line["input"])), expected.as_str().unwrap(), "{text}");
            }
            "http-date-parse" => {
                let read = parse_date(line["input"].as_str().unwrap());
                let wanted = expected["v"].as_str().map(|iso| iso.parse().unwrap());
                assert_eq!(read, wanted, "{text}");
            }
            other => panic!("kind {other}"),
        }
        compared += 1;
    }
    assert_eq!(compared, 180);
}
