//! The session: lazy, typed, knows what was changed.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::HashMap;
use std::time::{Duration, UNIX_EPOCH};

use handstamp_session::{OpenError, Session};
use handstamp_value::json::{Limits, ReadError, Tags};
use handstamp_value::{DateTime, Dict, Int, Text, TypedError, Uuid, Value, to_value};
use serde::{Deserialize, Serialize};

fn session(text: &str) -> Session {
    try_session(text.as_bytes()).unwrap()
}

fn try_session(text: &[u8]) -> Result<Session, ReadError> {
    Session::from_payload(Tags::Flask, Limits::default(), |out| {
        out.extend_from_slice(text);
        Ok(())
    })
}

#[test]
fn a_bad_payload_is_no_session() {
    assert_eq!(try_session(b"{\"a\":\"\xFF\"}").unwrap_err(), ReadError::NotUtf8);
    assert_eq!(try_session(b"[1]").unwrap_err(), ReadError::NotADict);
    assert_eq!(try_session(b"{\"a\":1").unwrap_err(), ReadError::Syntax { at: 6 });
    let filled =
        Session::from_payload(Tags::Plain, Limits::default(), |_| Err(OpenError::BadBase64));
    assert_eq!(filled.unwrap_err(), OpenError::BadBase64);
    // What failed left nothing behind for the next one.
    assert_eq!(session("{}").text(), Some("{}"));
}

#[test]
fn strings_are_found_in_the_text() {
    let session = session(
        r#" { "a" : "x" , "n":{"a":"inner"}, "e":"\u00e9", "i":5, "a":"last", "m":{" m":"<b>"}, "\u006b":"key" } "#,
    );
    assert_eq!(session.get_str("a"), Some("last"));
    assert_eq!(session.get_str("k"), Some("key"));
    assert_eq!(session.get_str("missing"), None);
    assert_eq!(session.get_str("i"), None);
    assert_eq!(session.get_str("e"), Some("é"));
    assert_eq!(session.get_str("m"), Some("<b>"));
    // The same once it has been read into a dict.
    assert_eq!(session.get("i"), Some(&5.into()));
    assert_eq!(session.get_str("a"), Some("last"));
    assert_eq!(session.get_str("e"), Some("é"));
    assert_eq!(session.iter().len(), 6);
}

#[test]
fn a_session_that_looks_like_a_tag() {
    let session = session(r#"{" di":{" b__":"AAAA"}}"#);
    assert!(!session.is_empty());
    assert_eq!(session.get_str(" b"), Some("AAAA"));
    assert_eq!(session.get_as(" b"), Ok(Some("AAAA")));
    assert_eq!(session.get_str(" di"), None);
    let map: HashMap<String, String> = session.deserialize().unwrap();
    assert_eq!(map[" b"], "AAAA");
}

#[test]
fn what_changed_is_known() {
    let mut fresh = Session::new();
    assert!(fresh.is_new() && fresh.is_empty() && !fresh.is_changed());
    assert_eq!(fresh.text(), None);
    fresh.insert("a", "1").unwrap();
    assert!(fresh.is_new() && fresh.is_changed() && !fresh.is_empty());

    let mut session = session(r#"{"a":1,"b":2}"#);
    assert!(!session.is_new() && !session.is_changed() && !session.is_empty());
    assert_eq!(session.remove("missing"), None);
    assert!(!session.is_changed());
    assert_eq!(session.remove("a"), Some(1.into()));
    session.insert_value("b", 2);
    session.insert_value("b", 3);
    assert!(session.is_changed());
    let keys = |session: &Session| -> Vec<String> {
        session.changes().keys().map(Text::to_string).collect()
    };
    assert_eq!(keys(&session), ["a", "b"]);
    assert!(!session.changes().is_cleared());
    assert_eq!(session.get("b"), Some(&3.into()));
    assert_eq!(session.get_str("a"), None);
    assert_eq!(session.text(), Some(r#"{"a":1,"b":2}"#));
    session.clear();
    assert!(session.is_empty() && session.changes().is_cleared());
    assert!(keys(&session).is_empty());
    session.insert_value("c", true);
    assert_eq!(keys(&session), ["c"]);
    assert_eq!(session.into_dict(), [("c", true)].into_iter().collect());

    let mut empty = Session::new();
    empty.clear();
    assert!(empty.is_changed());
    let stored = Session::from_dict([("a", 1)].into_iter().collect());
    assert!(!stored.is_new() && !stored.is_changed());
    let time = UNIX_EPOCH + Duration::from_secs(5);
    assert_eq!(stored.with_signed_at(time).signed_at(), Some(time));
}

#[test]
fn debug_does_not_show_what_is_in_it() {
    assert!(!format!("{:?}", session(r#"{"csrf_token":"hidden"}"#)).contains("hidden"));
}

#[test]
fn flashes_have_flasks_form() {
    let mut session =
        session(r#"{"_flashes":[{" t":["info",{" m":"<a>"}]},["error","plain"],5,{" t":["x"]}]}"#);
    session.flash("message", "third");
    let flashes = session.take_flashes();
    let said: Vec<_> =
        flashes.iter().map(|f| (f.category.to_string(), f.message.clone())).collect();
    assert_eq!(
        said,
        [
            ("info".into(), Value::Markup("<a>".into())),
            ("error".into(), "plain".into()),
            ("message".into(), "third".into()),
        ]
    );
    assert_eq!(session.get("_flashes"), None);
    assert!(session.take_flashes().is_empty());
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Everything {
    text: String,
    tuple: (i64, String),
    list: Vec<u8>,
    when: DateTime,
    uuid: Uuid,
    big: Int,
    lone: Text,
    any: Value,
    maybe: Option<f64>,
    kind: Kind,
    by_number: HashMap<u32, bool>,
    wrapped: Wrapped,
    unit: (),
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Wrapped(String);

#[derive(Debug, PartialEq, Serialize, Deserialize)]
enum Kind {
    Plain,
    Holding(i32),
    Named { a: bool },
}

fn everything() -> Everything {
    let bytes = Value::Bytes(vec![1, 2]);
    let big: Int = format!("-{}", "9".repeat(60)).parse().unwrap();
    let lone = Text::from_wtf8(b"a\xED\xA0\xBD").unwrap();
    let inner: Dict = [("lone", Value::Str(lone.clone())), ("m", Value::Markup("<b>".into()))]
        .into_iter()
        .collect();
    Everything {
        text: "é\n".into(),
        tuple: (-5, "x".into()),
        list: vec![1, 2, 3],
        when: DateTime::from_unix(1_700_000_000).unwrap(),
        uuid: Uuid::from_bytes([7; 16]),
        big: big.clone(),
        lone,
        any: Value::Tuple(vec![
            bytes,
            big.into(),
            DateTime::from_unix(-5).unwrap().into(),
            Uuid::from_bytes([9; 16]).into(),
            Value::Dict(inner),
            Value::List(vec![Value::Null, 2.5.into(), true.into()]),
        ]),
        maybe: Some(0.5),
        kind: Kind::Named { a: true },
        by_number: [(10, true)].into(),
        wrapped: Wrapped("w".into()),
        unit: (),
    }
}

#[test]
fn types_go_in_and_come_out() {
    let Value::Dict(dict) = to_value(&everything()).unwrap() else { panic!("no dict") };
    assert!(matches!(dict.get("when"), Some(Value::DateTime(_))));
    assert!(matches!(dict.get("uuid"), Some(Value::Uuid(_))));
    assert!(matches!(dict.get("tuple"), Some(Value::Tuple(_))));
    assert!(matches!(dict.get("list"), Some(Value::List(_))));
    // From values.
    let written = Session::from_dict(dict.clone());
    assert_eq!(written.deserialize::<Everything>().unwrap(), everything());
    // From text.
    let style = handstamp_value::json::Style::default().with_tags(Tags::Flask);
    let text = handstamp_value::json::write_dict(&dict, &style, &Limits::default()).unwrap();
    let read = session(&text);
    assert_eq!(read.deserialize::<Everything>().unwrap(), everything());
    assert_eq!(read.get_as::<Value>("any").unwrap(), Some(everything().any));
    assert_eq!(read.get_as::<(i64, &str)>("tuple").unwrap(), Some((-5, "x")));
    assert_eq!(read.deserialize::<Dict>().unwrap().get("any"), Some(&everything().any));
    assert_eq!(read.as_dict().get("any"), Some(&everything().any));
    assert_eq!(read.deserialize::<Everything>().unwrap(), everything());
}

#[test]
fn typed_look_ups() {
    let session = session(
        r#"{"n":18446744073709551615,"big":340282366920938463463374607431768211455,"s":"x","o":null,"k":"Plain","h":{"Holding":3},"b":{" b":"AQI="},"d":{" d":"Tue, 02 Jan 2024 03:04:05 GMT"},"t":{" t":[1,2,3]}}"#,
    );
    for _ in 0..2 {
        assert_eq!(session.get_as("n"), Ok(Some(u64::MAX)));
        assert_eq!(session.get_as("big"), Ok(Some(u128::MAX)));
        assert_eq!(session.get_as("s"), Ok(Some("x")));
        assert_eq!(session.get_as("s"), Ok(Some(Some(Wrapped("x".into())))));
        assert_eq!(session.get_as::<Option<i32>>("o"), Ok(Some(None)));
        assert_eq!(session.get_as::<i32>("missing"), Ok(None));
        assert_eq!(session.get_as("k"), Ok(Some(Kind::Plain)));
        assert_eq!(session.get_as("h"), Ok(Some(Kind::Holding(3))));
        assert_eq!(session.get_as("b"), Ok(Some(vec![1_u8, 2])));
        assert_eq!(session.get_as("d"), Ok(Some("2024-01-02T03:04:05Z".to_owned())));
        assert_eq!(session.get_as("t"), Ok(Some([1, 2, 3])));
        assert!(matches!(session.get_as::<(i32, i32)>("t"), Err(TypedError { .. })));
        assert!(matches!(session.get_as::<i32>("s"), Err(TypedError { .. })));
        assert!(session.get_as::<u64>("big").is_err());
        // The second time from values.
        assert!(session.get("n").is_some());
    }
}

#[test]
fn a_struct_takes_the_last_of_equal_keys() {
    #[derive(Deserialize)]
    struct Login {
        user: String,
    }
    let login: Login = session(r#"{"user":"a","user":"b"}"#).deserialize().unwrap();
    assert_eq!(login.user, "b");
    assert!(session("{}").deserialize::<Login>().is_err());
}

#[test]
fn other_formats_read_and_write_values() {
    let text = r#"{"b":[1,null,"x"],"a":{"n":2.5,"t":true}}"#;
    let value: Value = serde_json::from_str(text).unwrap();
    assert_eq!(serde_json::to_string(&value).unwrap(), text);
    let dated = serde_json::to_string(&everything().any).unwrap();
    assert!(dated.contains("\"1969-12-31T23:59:55Z\""), "{dated}");
}
