//! The lazy dict: every way in says the same, nothing is allocated, nothing is shown.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use handstamp_value::json::{LazyDict, Limits, ReadError, Tags};
use handstamp_value::{Dict, TypedError, Value};
use serde::Deserialize;

const LOGIN: &str =
    r#"{"_fresh":true,"_user_id":"1742","size":{" t":[640,480]},"hidden":"s3cr3t"}"#;

fn lazy(text: impl AsRef<[u8]>) -> Result<LazyDict, ReadError> {
    LazyDict::from_payload(Tags::Flask, Limits::default(), |out| {
        out.extend_from_slice(text.as_ref());
        Ok(())
    })
}

fn allocations(act: impl Fn()) -> u64 {
    act();
    allocation_counter::measure(act).count_total
}

#[derive(Debug, PartialEq, Deserialize)]
struct Login<'a> {
    #[serde(rename = "_user_id")]
    user_id: &'a str,
    #[serde(rename = "_fresh")]
    fresh: bool,
}

#[test]
fn before_and_after_it_was_read() {
    let mut lazy = lazy(LOGIN).unwrap();
    for _ in 0..2 {
        assert_eq!(lazy.get_str("_user_id"), Some("1742"));
        assert_eq!(lazy.get_str("_fresh"), None);
        assert_eq!(lazy.get_as("size"), Ok(Some((640, 480))));
        assert_eq!(lazy.get_as::<bool>("missing"), Ok(None));
        assert_eq!(lazy.deserialize(), Ok(Login { user_id: "1742", fresh: true }));
        assert!(!lazy.is_empty());
        assert_eq!(lazy.text(), LOGIN);
        assert_eq!(lazy.as_dict().len(), 4);
    }
    let dict = lazy.take_dict();
    assert_eq!(dict.get_as("_user_id"), Ok(Some("1742")));
    assert_eq!(dict.deserialize_as(), Ok(Login { user_id: "1742", fresh: true }));
    assert_eq!(*lazy.as_dict(), dict, "the text is there still");
}

#[test]
fn the_buffer_of_a_thread_is_empty_again() {
    drop(lazy(LOGIN));
    assert_eq!(lazy(b"{\"a\":\"\xFF\"}").unwrap_err(), ReadError::NotUtf8);
    let failed: Result<_, ReadError> =
        LazyDict::from_payload(Tags::Plain, Limits::default(), |out| {
            out.extend_from_slice(b"{\"left\":1}");
            Err(ReadError::NotUtf8)
        });
    assert!(failed.is_err());
    let empty = lazy("{}").unwrap();
    assert!(empty.is_empty() && empty.as_dict().is_empty());
    assert_eq!(empty.text(), "{}");
}

#[test]
fn what_is_asked_and_what_is_refused_costs_no_allocation() {
    let asked = allocations(|| {
        let lazy = lazy(LOGIN).unwrap();
        assert_eq!(lazy.get_str("_user_id"), Some("1742"));
        assert_eq!(lazy.get_as("_fresh"), Ok(Some(true)));
        assert!(lazy.deserialize::<Login<'_>>().is_ok());
        assert!(!lazy.is_empty() && lazy.get_str("missing").is_none());
    });
    assert_eq!(asked, 0);
    for bad in ["[1]", "{\"a\":", "", "{\"a\":1}x", r#"{"a":{" b":"!"}}"#, r#"{"a":{" t":1}}"#] {
        assert_eq!(allocations(|| assert!(lazy(bad).is_err())), 0, "{bad}");
    }
    assert_eq!(allocations(|| assert!(lazy(b"{\"a\":\"\xFF\"}").is_err())), 0);
}

/// Python takes the last of two, whether the text was read as a whole before or not.
#[test]
fn a_key_that_is_there_twice_is_the_last_one() {
    #[derive(Debug, PartialEq, Deserialize)]
    struct Cart {
        total: u32,
    }
    let lazy = lazy(r#"{"cart":{"total":1,"total":2}}"#).unwrap();
    for _ in 0..2 {
        assert_eq!(lazy.get_as("cart"), Ok(Some(Cart { total: 2 })));
        assert!(lazy.as_dict().get("cart").is_some());
    }
    assert!(lazy.get_as::<u32>("cart").is_err());
}

#[test]
fn neither_debug_nor_an_error_shows_a_value() {
    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "lowercase")]
    enum Kind {
        Plain,
        Tagged,
    }
    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "it is never made")]
    struct Cart {
        total: u32,
    }
    let keys = lazy(r#"{"cart":{"s3cr3t":1}}"#).unwrap();
    let no_field = keys.get_as::<Cart>("cart").unwrap_err();
    assert_eq!(no_field.to_string(), "a key that is none of the fields total");
    let lazy = lazy(LOGIN).unwrap();
    let no_number = lazy.get_as::<u32>("hidden").unwrap_err();
    assert_eq!(no_number.to_string(), "text in place of u32");
    let no_character = lazy.get_as::<char>("hidden").unwrap_err();
    let no_variant = lazy.get_as::<Kind>("hidden").unwrap_err();
    assert_eq!(no_variant.to_string(), "none of the variants plain, tagged");
    let too_small: TypedError =
        Dict::from_iter([("n", Value::from(1742))]).get_as::<u8>("n").unwrap_err();
    assert_eq!(too_small.to_string(), "an integer that is not u8");
    let shown = format!("{lazy:?} {no_number:?} {no_character} {no_character:?} {no_variant:?}");
    assert!(!shown.contains("s3cr3t"), "{shown}");
}
