//! HTTP dates, against recordings of Werkzeug 3.1 and what `email.utils` says of the rest.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use handstamp_value::{DateTime, http_date, parse_date};
use serde_json::Value as Json;

/// Holds every line against this crate; how many there were.
fn hold(lines: &str) -> usize {
    for text in lines.lines() {
        let line: Json = serde_json::from_str(text).unwrap();
        let expected = &line["expect"]["value"];
        if line["kind"] == "http-date-parse" {
            let read = parse_date(line["input"].as_str().unwrap());
            let expected = expected["v"].as_str().map(|iso| iso.parse().unwrap());
            assert_eq!(read, expected, "{text}");
        } else {
            let field = |at: usize| line["input"]["v"][at].as_i64().unwrap();
            let byte = |at: usize| u8::try_from(field(at)).unwrap();
            let local =
                DateTime::from_fields((field(0), byte(1), byte(2)), (byte(3), byte(4), byte(5)));
            let offset = line["input"]["off"].as_i64().unwrap_or(0) * 60;
            let time = local.unwrap().checked_add_seconds(-offset).unwrap();
            assert_eq!(http_date(time), expected.as_str().unwrap(), "{text}");
        }
    }
    lines.lines().count()
}

#[test]
fn as_werkzeug_writes_and_reads_them() {
    assert_eq!(hold(include_str!("vectors/http_date.jsonl")), 31);
}

/// Written by `cargo xtask vectors`.
#[test]
fn made() {
    assert_eq!(hold(include_str!("vectors/made.jsonl")), 180);
}

#[test]
fn years_have_four_digits() {
    let at = |year| DateTime::from_fields((year, 1, 2), (3, 4, 5)).unwrap();
    assert_eq!(http_date(at(1)), "Tue, 02 Jan 0001 03:04:05 GMT");
    assert_eq!(http_date(at(999)), "Wed, 02 Jan 0999 03:04:05 GMT");
    assert_eq!(http_date(at(9999)), "Sat, 02 Jan 9999 03:04:05 GMT");
}

/// Made with Python 3.11: `werkzeug.http.parse_date(text)`.
#[test]
fn as_leniently_as_python() {
    for (text, expected) in include!("vectors/lenient_dates.in") {
        let found = parse_date(text).map(|time| time.to_string());
        assert_eq!(found.as_deref(), expected, "{text:?}");
    }
}
