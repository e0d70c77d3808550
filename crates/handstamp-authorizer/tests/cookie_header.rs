//! The parser of `Cookie` headers: Werkzeug's and Starlette's readings, and any bytes at all.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use std::time::{Duration, Instant};

use handstamp_authorizer::cookie::{Duplicate, cookie};
use proptest::prelude::*;
use support::Fake;

fn both(lines: &[&[u8]], name: &str) -> (Option<String>, Option<String>) {
    let request = lines.iter().fold(Fake::get("/"), |request, line| request.with("cookie", line));
    let read = |duplicate| cookie(&request, name, duplicate).map(|value| value.into_owned());
    (read(Duplicate::First), read(Duplicate::Last))
}

fn session(line: &str) -> (Option<String>, Option<String>) {
    both(&[line.as_bytes()], "session")
}

#[track_caller]
fn reads(line: &str, first: Option<&str>, last: Option<&str>) {
    let (by_first, by_last) = session(line);
    assert_eq!((by_first.as_deref(), by_last.as_deref()), (first, last), "{line:?}");
}

/// Answers of Werkzeug 3.1 and Starlette 1.x, recorded from their parsers.
#[test]
fn reads_as_werkzeug_and_starlette_do() {
    let vectors = include_str!("vectors/cookie_header.jsonl");
    let mut count = 0;
    for line in vectors.lines() {
        let vector: serde_json::Value = serde_json::from_str(line).unwrap();
        let (first, last) = session(vector["header"].as_str().unwrap());
        assert_eq!(first.as_deref(), vector["werkzeug"].as_str(), "First: {line}");
        assert_eq!(last.as_deref(), vector["starlette"].as_str(), "Last: {line}");
        count += 1;
    }
    assert!(count >= 400, "{count} vectors");
}

#[test]
fn finds_one_among_neighbours() {
    reads("a=1; session=s; b=2", Some("s"), Some("s"));
    reads("session=s", Some("s"), Some("s"));
    reads("  session  =  s  ;", Some("s"), Some("s"));
    reads("session=a=b==", Some("a=b=="), Some("a=b=="));
    reads("session=", Some(""), Some(""));
    reads("", None, None);
}

#[test]
fn only_the_very_name_counts() {
    for line in
        ["session2=s", "xsession=s", "Session=s", "SESSION=s", "sess ion=s", "=s", "=session"]
    {
        reads(line, None, None);
    }
    reads("session2=x; session=s; xsession=y", Some("s"), Some("s"));
    reads("a=session=x", None, None);
    assert_eq!(both(&[b"a b=1"], "a b"), (Some("1".into()), Some("1".into())));
}

#[test]
fn of_two_the_dialect_says_which() {
    reads("session=a; session=b", Some("a"), Some("b"));
    let lines: [&[u8]; 2] = [b"session=a", b"x=1; session=b"];
    assert_eq!(both(&lines, "session"), (Some("a".into()), Some("b".into())));
    // Werkzeug takes no value with a blank or a stray quote, Starlette does.
    reads("session=a b; session=c", Some("c"), Some("c"));
    reads("session=c; session=a b", Some("c"), Some("a b"));
    reads("session=\"a; session=c", Some("c"), Some("c"));
    reads("session=a\"b; session=c", Some("c"), Some("c"));
    reads("session=\"; session=c", Some("c"), Some("c"));
    reads("session=\"a\"b\"; session=c", Some("c"), Some("c"));
    reads("session=\"a\\\"; session=c", Some("c"), Some("c"));
}

#[test]
fn quotes_are_undone() {
    reads(r#"session="a b""#, Some("a b"), Some("a b"));
    reads(r#"session="a\"b""#, Some("a\"b"), Some("a\"b"));
    reads(r#"session="a\\b""#, Some("a\\b"), Some("a\\b"));
    reads(r#"session="a\073b\054""#, Some("a;b,"), Some("a;b,"));
    reads(r#"session="\400""#, Some("400"), Some("400"));
    reads(r#"session="\08x""#, Some("08x"), Some("08x"));
    reads(r#"session="""#, Some(""), Some(""));
    reads(r#"session=a\073b"#, Some(r"a\073b"), Some(r"a\073b"));
    assert_eq!(both(&[br#"s="\303\251""#], "s").0.as_deref(), Some("é"));
}

/// Two differences from Werkzeug, on purpose. A browser ends a value at ";" and never holds a name
/// without "=", so that there a neighbour could hide the session or log its user out.
#[test]
fn a_neighbour_hides_nothing() {
    reads("a=\"; session=s; b=\"", Some("s"), Some("s"));
    reads("session; session=s", Some("s"), Some("s"));
    reads("session", None, None);
}

#[test]
fn a_neighbour_of_any_bytes_spoils_nothing() {
    let lines: [&[u8]; 2] =
        [b"a=\xff\xfe; \x80=1; \"; ;;;=; \x01\x7f", b"b=\xc3(; session=s; c=\xf0"];
    assert_eq!(both(&lines, "session"), (Some("s".into()), Some("s".into())));
    let (first, last) = both(&[b"session=a\xffb"], "session");
    assert_eq!((first.as_deref(), last.as_deref()), (Some("a\u{fffd}b"), Some("a\u{fffd}b")));
}

#[test]
fn control_characters_are_not_blanks() {
    for byte in (0..0x20_u8).filter(|byte| *byte != b'\t').chain([0x7f, 0x85, 0xa0]) {
        let line = [b"session", &[byte][..], b"=s"].concat();
        assert_eq!(both(&[&line], "session"), (None, None), "{byte:#x} belongs to the name");
        let line = [b"session=", &[byte][..], b"s"].concat();
        let value = both(&[&line], "session").0.unwrap();
        assert_ne!(value, "s", "{byte:#x} belongs to the value");
    }
}

#[test]
fn a_megabyte_takes_no_longer_than_it_must() {
    let heaps = [";", "session;", "a=b;", "=;", "session=\"", "\\", " ", "session=a b;", "\"\\\";"];
    for heap in heaps {
        let line = heap.repeat((1 << 20) / heap.len());
        let lines = [line.as_bytes(), b"session=s"];
        let start = Instant::now();
        let (_, last) = both(&lines, "session");
        assert_eq!(last.as_deref(), Some("s"), "{heap:?}");
        assert!(start.elapsed() < Duration::from_secs(2), "{heap:?}: {:?}", start.elapsed());
    }
}

#[test]
fn a_plain_value_is_borrowed() {
    let request = Fake::get("/").with("cookie", "a=1; session=\"plain\"; b=2");
    let value = cookie(&request, "session", Duplicate::First).unwrap();
    assert!(matches!(value, std::borrow::Cow::Borrowed("plain")));
}

proptest! {
    #[test]
    fn any_bytes_are_read(lines in proptest::collection::vec(any::<Vec<u8>>(), 0..4), name in ".{0,8}") {
        let lines: Vec<_> = lines.iter().map(Vec::as_slice).collect();
        let (first, last) = both(&lines, &name);
        prop_assert!(first.is_none() || last.is_some());
    }

    #[test]
    fn what_a_browser_sends_is_found(
        before in "[a-zA-Z0-9=\"\\\\ ;,]{0,40}", value in "[!#-+\\--:<-\\[\\]-~]{0,80}", after in "[a-zA-Z0-9=\"\\\\ ;]{0,40}",
    ) {
        let line = format!("{before};the-session={value};{after}");
        let (first, last) = both(&[line.as_bytes()], "the-session");
        prop_assert_eq!(first.as_deref(), Some(value.as_str()));
        prop_assert_eq!(last.as_deref(), Some(value.as_str()));
    }

    #[test]
    fn the_first_of_two_lines_is_the_last_of_the_two_turned_round(a in "[a-z]{1,9}", b in "[a-z]{1,9}") {
        let (a, b) = (format!("s={a}"), format!("s={b}"));
        let there = both(&[a.as_bytes(), b.as_bytes()], "s");
        let back = both(&[b.as_bytes(), a.as_bytes()], "s");
        prop_assert_eq!(there, (back.1, back.0));
    }
}
