//! What a session costs in allocations, once its thread is warm.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use handstamp_session::Session;
use handstamp_value::json::{Limits, ReadError, Tags};

const LOGIN: &str = r#"{"_fresh":true,"_id":"a4c123b1612d","_user_id":"1742","cart":[{"sku":1}]}"#;

fn open(text: &str) -> Result<Session, ReadError> {
    Session::from_payload(Tags::Flask, Limits::default(), |out| {
        out.extend_from_slice(text.as_bytes());
        Ok(())
    })
}

fn allocations(act: impl Fn()) -> u64 {
    act();
    allocation_counter::measure(act).count_total
}

#[test]
fn a_string_out_of_a_session_costs_none() {
    assert_eq!(
        allocations(|| {
            let session = open(LOGIN).unwrap();
            assert_eq!(session.get_str("_user_id"), Some("1742"));
            assert_eq!(session.get_str("missing"), None);
            assert!(!session.is_empty());
        }),
        0
    );
}

#[test]
fn a_borrowing_type_costs_none() {
    #[derive(serde::Deserialize)]
    struct Login<'a> {
        #[serde(rename = "_user_id")]
        user_id: &'a str,
        #[serde(rename = "_fresh")]
        fresh: bool,
    }
    assert_eq!(
        allocations(|| {
            let session = open(LOGIN).unwrap();
            let login: Login<'_> = session.deserialize().unwrap();
            assert!(login.fresh && login.user_id == "1742");
        }),
        0
    );
}

#[test]
fn a_refusal_costs_none() {
    let tags = [
        r#"{"a":{" b":"!"}}"#,
        r#"{"a":{" u":"x"}}"#,
        r#"{"a":{" d":"Tue, 30 Feb 2024 03:04:05 GMT"}}"#,
        r#"{"a":{" t":1}}"#,
    ];
    for text in ["[1]", "{\"a\":", "{\"a\":\"\\x\"}", "", "{\"a\":1}x"].iter().chain(&tags) {
        assert_eq!(allocations(|| assert!(open(text).is_err())), 0, "{text}");
    }
}
