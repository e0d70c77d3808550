//! Flask-Login's remember token and session identifier: recordings.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use handstamp_flask::{
    RememberToken, SecretKey, is_session_identifier, session_identifier, session_identifier_python2,
};
use serde_json::Value as Json;

fn recordings(kind: &str) -> Vec<Json> {
    let lines = include_str!("vectors/flask_login_tokens.jsonl").lines();
    let lines = lines.map(|line| serde_json::from_str::<Json>(line).unwrap());
    lines.filter(|line| line["kind"] == kind).collect()
}

#[test]
fn recorded_remember_tokens() {
    let lines = recordings("flask-login-remember");
    assert!(lines.len() > 50);
    for line in lines {
        let tokens = match &line["secret"] {
            Json::String(text) => RememberToken::new(SecretKey::allow_weak(text)),
            bytes => RememberToken::with_byte_keys(SecretKey::allow_weak(
                STANDARD.decode(bytes["v"].as_str().unwrap()).unwrap(),
            )),
        };
        let token = line["token"].as_str().unwrap();
        assert_eq!(tokens.read(token).ok(), line["expect"]["value"].as_str(), "{line}");
        if let Some(user_id) = line["write_input"].as_str() {
            assert_eq!(tokens.write(user_id).unwrap(), token, "{line}");
        }
    }
}

#[test]
fn recorded_session_identifiers() {
    let lines = recordings("flask-login-identifier");
    assert!(lines.len() > 20);
    for line in lines {
        let input = &line["input"];
        let forwarded = input["x_forwarded_for"].as_str();
        let forwarded = forwarded.map(|line| line.split(',').next().unwrap().trim());
        let address = forwarded.or_else(|| input["remote_addr"].as_str());
        let header = input["user_agent"].as_str();
        let expected = line["expect"]["value"].as_str().unwrap();
        let ours = if line["python"].as_str().unwrap().starts_with("2.") {
            session_identifier_python2(address, header.map(str::as_bytes))
        } else {
            let latin_1 = header
                .map(|text| text.chars().map(|c| u8::try_from(c).unwrap()).collect::<Vec<_>>());
            assert!(is_session_identifier(expected, address, latin_1.as_deref()), "{line}");
            session_identifier(address, latin_1.as_deref())
        };
        assert_eq!(ours, expected, "{line}");
    }
}

#[test]
fn an_identifier_is_compared_without_an_allocation() {
    let (address, agent) = (Some("2001:db8::7"), Some(&b"caf\xe9 it's \"quoted\"\t"[..]));
    let identifier = session_identifier(address, agent);
    let measured = allocation_counter::measure(|| {
        assert!(is_session_identifier(&identifier, address, agent));
        assert!(!is_session_identifier(&identifier, None, agent));
        assert!(!is_session_identifier("caf\u{e9}", address, agent));
    });
    assert_eq!(measured.count_total, 0);
}
