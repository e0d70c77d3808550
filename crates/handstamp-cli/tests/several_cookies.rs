//! Several cookies at once, each with its own settings.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use handstamp_itsdangerous::{Digest, KeyDerivation};
use serde_json::Value;
use support::{FLASK, KEY, NOW, SESSION, Token, run};

fn header() -> String {
    let own = Token { salt: "mine", digest: Digest::Sha256, ..FLASK }.json(SESSION);
    let csrf = Token { salt: "wtf-csrf-token", derivation: KeyDerivation::DjangoConcat, ..FLASK }
        .json(r#""51813017b37133a9ea0ce9bc29143bb0a374e9a2""#);
    format!("Cookie: theme=dark; session={own}; csrf={csrf}")
}

/// The verdicts on the cookies of `input`, and the exit status.
fn verdicts(input: &str, args: &[&str]) -> (Vec<String>, i32, String) {
    let now = NOW.to_string();
    let args = [&["inspect", "--json", "--now", &now], args].concat();
    let told = run(&args, &[("SECRET_KEY", KEY)], input.as_bytes());
    let report: Value = serde_json::from_str(&told.stdout).unwrap_or_default();
    let cookies = report["cookies"].as_array().cloned().unwrap_or_default();
    let verdicts = cookies.iter().map(|each| each["verdict"].as_str().unwrap().to_owned());
    (verdicts.collect(), told.status, told.stderr)
}

#[test]
fn a_salt_with_a_name_is_for_that_cookie_alone() {
    let args = ["--salt", "session=mine", "--digest", "sha256"];
    let (found, status, _) = verdicts(&header(), &args);
    assert_eq!((found, status), (vec!["not-signed".into(), "valid".into(), "valid".into()], 0));

    let args = ["--salt", "session=other", "--salt", "csrf=wtf-csrf-token", "--digest", "sha256"];
    let (found, status, _) = verdicts(&header(), &args);
    let not_valid = || String::from("not-valid");
    assert_eq!((found, status), (vec!["not-signed".into(), not_valid(), not_valid()], 1));
}

#[test]
fn a_salt_without_a_name_is_for_the_only_cookie() {
    for (salt, argument) in [("mine", "mine"), ("a=b", "a=b"), ("mine", "session=mine")] {
        let token = Token { salt, ..FLASK }.json(SESSION);
        let (found, status, _) = verdicts(&format!("session={token}"), &["--salt", argument]);
        assert_eq!((found, status), (vec!["valid".into()], 0), "{argument}");
    }
    for (salt, why) in [("mine", "NAME=SALT"), ("other=mine", "other=mine")] {
        let (found, status, error) = verdicts(&header(), &["--salt", salt]);
        assert_eq!((found.len(), status), (0, 2), "{salt}");
        assert!(error.contains(why), "{error}");
    }
}

#[test]
fn a_cookie_has_one_salt() {
    for args in [["--salt", "session=a", "--salt", "session=b"], ["--salt", "a", "--salt", "b"]] {
        let (_, status, error) = verdicts("session=a.b.c", &args);
        assert!(status == 2 && error.contains("one salt"), "{status} {error}");
    }
}

#[test]
fn without_a_salt_the_digest_is_for_all_cookies() {
    let session = Token { digest: Digest::Sha256, ..FLASK }.json(SESSION);
    let input = format!("a={session}; b={session}");
    let (found, status, _) = verdicts(&input, &["--digest", "sha256"]);
    assert_eq!((found, status), (vec!["valid".into(), "valid".into()], 0));
}

#[test]
fn pasted_attributes_are_no_cookies() {
    let session = FLASK.json(SESSION);
    for input in [
        format!("session={session}; HttpOnly; Path=/; Secure; SameSite=Lax; Max-Age=60"),
        format!("Set-Cookie: session={session}; Expires=Wed, 21 Oct 2026 07:28:00 GMT"),
        format!("b'session={session}; Domain=example.com; Path=/'"),
        format!("{session}; HttpOnly"),
    ] {
        let (found, status, _) = verdicts(&input, &[]);
        assert_eq!((found, status), (vec!["valid".into()], 0), "{input}");
    }
}
