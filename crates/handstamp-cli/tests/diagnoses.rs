//! Each diagnosis, from a cookie that has it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use std::collections::BTreeSet;

use handstamp_itsdangerous::{Digest, KeyDerivation};
use serde_json::Value;
use support::{
    FLASK, HOUR, KEY, NOW, OLD, SESSION, Token, YEAR_2011, base64, codes, inspect, jwt,
    remember_code,
};

const CSRF: &str = r#""51813017b37133a9ea0ce9bc29143bb0a374e9a2""#;
// Flask-Login 0.4.0 made it (vector p-003009).
const REMEMBER: &str = "42|73128763f09877013b6712fadc95593031f8e2018f43de53c91f5892f8e87d797b362c87086164eaa99547c6d6c179ca7c814eb07b4fdf6aa312618f82c9bedb";
const REMEMBER_KEY: &str = "33dfa0869e315b08f65c53c4d75c26ee18e1f377104ffc88cbd25c7b9615e3e8";
// RFC 7515, appendix A.1: HS256 with a key of 64 bytes that are no text.
const JWT: &str = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const JWT_KEY: &str = "0323354b2b0fa5bc837e0665777ba68f5ab328e6f054c928a90f84b2d2502ebfd3fb5a92d20647ef968ab4c377623d223d2e2172052e4f08c0cd9af567d080a3";

/// A cookie, and what is said of it.
struct Case {
    cookie: String,
    key: &'static str,
    args: &'static [&'static str],
    kind: &'static str,
    verdict: &'static str,
    codes: &'static [&'static str],
}

/// With [`KEY`] and without arguments.
fn case(
    cookie: impl Into<String>,
    kind: &'static str,
    verdict: &'static str,
    codes: &'static [&'static str],
) -> Case {
    Case { cookie: cookie.into(), key: KEY, args: &[], kind, verdict, codes }
}

fn flask_cases() -> Vec<Case> {
    let session = FLASK.json(SESSION);
    let (front, signature) = session.rsplit_once('.').unwrap();
    let compressed = FLASK.json(&format!("{{\"a\":\"{}\"}}", "long ".repeat(100)));
    let flask = "flask-session";
    let (no, ok) = ("not-valid", "valid");
    let large =
        (0..2_000_u32).map(|n| format!("{:x}", n.wrapping_mul(2_654_435_761))).collect::<String>();
    vec![
        case(&session, flask, ok, &[]),
        case(&compressed, flask, ok, &[]),
        case(format!("\"{session}\""), flask, ok, &["quoted"]),
        case(format!("'{session}'"), flask, no, &["quoted"]),
        case(session.replace('.', "%2E"), flask, no, &["url-encoded"]),
        case(session.replacen('.', ".\n  ", 1), flask, no, &["line-breaks"]),
        case(&compressed[1..], flask, no, &["truncated"]),
        case(&session[..session.len() - 5], flask, no, &["truncated"]),
        case(front, flask, no, &["truncated"]),
        case(&compressed[..30], flask, no, &["truncated"]),
        case(format!("{session}AAA"), flask, no, &["signature-length"]),
        case(format!("{session}="), flask, no, &["not-canonical"]),
        case(
            FLASK.raw(format!("{}=", base64("{\"a\":22}")).as_bytes()),
            flask,
            no,
            &["not-canonical"],
        ),
        case(FLASK.json(&format!("{{\"a\":\"{large}\"}}")), flask, ok, &["too-large-cookie"]),
        case(
            FLASK.json(&format!("{{\"a\":\"{}\"}}", " ".repeat(70_000))),
            flask,
            no,
            &["too-large-inflated"],
        ),
        case(FLASK.raw(b".eJwAAAAA"), flask, no, &["payload-damaged"]),
        case(FLASK.json("{\"a\":}"), flask, no, &["payload-not-json"]),
        case(FLASK.json("[1]"), flask, no, &["payload-not-a-dict"]),
        case(FLASK.json("{}"), flask, ok, &["empty-session"]),
        Case { key: OLD, ..case(&session, flask, no, &["wrong-key"]) },
        Case { key: "", ..case(&session, flask, "not-verified", &["no-key"]) },
        Case {
            key: " 2f1d9a0c5be74386a1d0f7c2e9b85d34\n",
            ..case(&session, flask, no, &["key-written-differently"])
        },
        Case {
            key: "changeme",
            ..case(Token { key: "changeme", ..FLASK }.json(SESSION), flask, ok, &["weak-key"])
        },
        case(Token { salt: "flask-session", ..FLASK }.json(SESSION), flask, no, &["other-salt"]),
        case(
            Token { salt: "itsdangerous", derivation: KeyDerivation::DjangoConcat, ..FLASK }
                .json(SESSION),
            flask,
            no,
            &["other-salt", "other-derivation"],
        ),
        case(
            Token { derivation: KeyDerivation::None, salt: "cookie-session", ..FLASK }
                .json(SESSION),
            flask,
            no,
            &["other-derivation"],
        ),
        case(Token { digest: Digest::Sha256, ..FLASK }.json(SESSION), flask, no, &["other-digest"]),
        Case {
            args: &["--salt", "mine", "--digest", "sha256"],
            ..case(
                Token { salt: "mine", digest: Digest::Sha256, ..FLASK }.json(SESSION),
                flask,
                ok,
                &[],
            )
        },
        case(Token { at: NOW - 31 * 24 * HOUR, ..FLASK }.json(SESSION), flask, ok, &[]),
        case(
            Token { at: NOW - 31 * 24 * HOUR - 1, ..FLASK }.json(SESSION),
            flask,
            no,
            &["expired"],
        ),
        Case { args: &["--max-age", "60"], ..case(&session, flask, no, &["expired"]) },
        Case {
            args: &["--max-age", "any"],
            ..case(Token { at: YEAR_2011, ..FLASK }.json(SESSION), flask, ok, &[])
        },
        case(Token { at: NOW + 30, ..FLASK }.json(SESSION), flask, ok, &["signed-ahead"]),
        case(Token { at: NOW + 31, ..FLASK }.json(SESSION), flask, no, &["signed-ahead"]),
        case(
            Token { at: NOW - HOUR - YEAR_2011, ..FLASK }.json(SESSION),
            flask,
            no,
            &["epoch-2011"],
        ),
        case(FLASK.untimed(&base64(SESSION)), flask, no, &["timestamp-missing"]),
        case(
            FLASK.untimed(&format!("{}.__________8", base64(SESSION))),
            flask,
            no,
            &["timestamp-malformed"],
        ),
        case(FLASK.untimed(&format!("{}.a", base64(SESSION))), flask, no, &["timestamp-malformed"]),
        case(
            format!(
                "{front}.{}",
                signature.chars().rev().collect::<String>().replace(['0', '4', '8'], "A")
            ),
            flask,
            no,
            &["wrong-key"],
        ),
    ]
}

fn other_cases() -> Vec<Case> {
    const DJANGO: KeyDerivation = KeyDerivation::DjangoConcat;
    let starlette = Token { salt: "itsdangerous.Signer", derivation: DJANGO, ..FLASK };
    let csrf = Token { salt: "wtf-csrf-token", derivation: DJANGO, ..FLASK };
    let auth = Token { salt: "remember-salt", derivation: DJANGO, ..FLASK };
    let serializer = Token { salt: "itsdangerous", derivation: DJANGO, ..FLASK };
    let remember = |cookie: &str, verdict, codes| Case {
        key: REMEMBER_KEY,
        ..case(cookie, "flask-login-remember", verdict, codes)
    };
    let hs256 = r#"{"alg":"HS256"}"#;
    let long = "a".repeat(3_968);
    let (no, ok) = ("not-valid", "valid");
    vec![
        case(starlette.raw(b"eyJhIjogMX0="), "starlette-session", ok, &[]),
        case(starlette.raw(b"eyJhIjogMTF9"), "starlette-session", ok, &[]),
        case(starlette.raw(b"e30="), "starlette-session", ok, &["empty-session"]),
        case(starlette.raw(b"eyJhIjogMX0="), "starlette-session", ok, &[]),
        case(
            Token { at: NOW - 15 * 24 * HOUR, ..starlette }.raw(b"eyJhIjogMX0="),
            "starlette-session",
            no,
            &["expired"],
        ),
        case(csrf.json(CSRF), "flask-wtf-csrf", ok, &["needs-its-session"]),
        case(
            Token { at: NOW - HOUR - 1, ..csrf }.json(CSRF),
            "flask-wtf-csrf",
            no,
            &["expired", "needs-its-session"],
        ),
        case(
            Token { at: NOW + 30, ..csrf }.json(CSRF),
            "flask-wtf-csrf",
            ok,
            &["signed-ahead", "needs-its-session"],
        ),
        case(
            Token { at: NOW + 31, ..csrf }.json(CSRF),
            "flask-wtf-csrf",
            no,
            &["signed-ahead", "needs-its-session"],
        ),
        case(csrf.json("\"an app's own\""), "flask-wtf-csrf", ok, &["needs-its-session"]),
        case(
            csrf.json("\"\""),
            "flask-wtf-csrf",
            no,
            &["payload-not-of-the-kind", "needs-its-session"],
        ),
        case(
            auth.json(r#"{"ver":"5","uid":"fc40","exp":0}"#),
            "flask-security-auth-token",
            ok,
            &[],
        ),
        case(auth.json(r#"["fc40"]"#), "flask-security-auth-token", ok, &[]),
        case(
            auth.json(r#"{"ver":"5","uid":"fc40","exp":1799999999}"#),
            "flask-security-auth-token",
            no,
            &["expired"],
        ),
        case(
            auth.json(r#"{"ver":"5","uid":"fc40"}"#),
            "flask-security-auth-token",
            no,
            &["payload-not-of-the-kind"],
        ),
        case(serializer.json("[1,2]"), "signed-token", ok, &[]),
        case(starlette.raw(b"hello"), "signed-token", ok, &[]),
        case(starlette.untimed("a.b.c"), "signed-token", ok, &[]),
        case(
            Token { at: NOW - HOUR - YEAR_2011, ..serializer }.json("[1,2]"),
            "signed-token",
            ok,
            &["epoch-2011"],
        ),
        remember(REMEMBER, ok, &["never-expires"]),
        Case { key: KEY, ..remember(REMEMBER, no, &["wrong-key", "never-expires"]) },
        remember(&REMEMBER.to_uppercase(), no, &["capital-hex", "never-expires"]),
        remember(&REMEMBER[..100], no, &["truncated"]),
        remember(
            &format!("cookie-session|{}", remember_code(REMEMBER_KEY, "cookie-session")),
            no,
            &["id-is-salt", "never-expires"],
        ),
        Case {
            args: &["--salt", "own"],
            ..remember(
                &format!("own|{}", remember_code(REMEMBER_KEY, "own")),
                no,
                &["id-is-salt", "never-expires"],
            )
        },
        remember(
            &format!("{long}|{}", remember_code(REMEMBER_KEY, &long)),
            no,
            &["too-large-cookie", "never-expires"],
        ),
        // An app whose key is bytes, and text in them.
        Case {
            key: "une cl\u{e9} de seize octets",
            ..remember(
                &format!("42|{}", remember_code("une cl\u{e9} de seize octets", "42")),
                ok,
                &["never-expires"],
            )
        },
        remember(&REMEMBER[2..], no, &["wrong-key", "empty-user-id", "never-expires"]),
        Case { key: JWT_KEY, ..case(JWT, "jwt", no, &["key-written-differently", "expired"]) },
        case(jwt(hs256, r#"{"sub":"1","exp":1800000001}"#), "jwt", ok, &[]),
        case(jwt(hs256, r#"{"sub":"1","exp":1800000000}"#), "jwt", no, &["expired"]),
        case(jwt(hs256, r#"{"sub":"1","nbf":1800000001.5}"#), "jwt", no, &["signed-ahead"]),
        case(jwt(r#"{"alg":"none"}"#, r#"{"sub":"1"}"#), "jwt", no, &["algorithm-none"]),
        case(
            jwt(r#"{"alg":"RS256"}"#, r#"{"sub":"1"}"#),
            "jwt",
            "not-verified",
            &["foreign-algorithm"],
        ),
        case(&jwt(hs256, "{}")[..50], "jwt", no, &["truncated"]),
        case("", "cleared", "not-signed", &["empty"]),
        case("null", "cleared", "not-signed", &["cleared"]),
        case("dark", "unknown", "not-signed", &["not-signed"]),
        case("GA1.2.1234567890.1234567890", "unknown", "not-signed", &["not-signed"]),
        case("www.example.com", "unknown", "not-signed", &["not-signed"]),
    ]
}

#[test]
fn each_cookie_has_its_diagnosis() {
    for case in flask_cases().into_iter().chain(other_cases()) {
        let (report, status) = inspect(&case.cookie, case.args, &[("SECRET_KEY", case.key)]);
        let found = (report["kind"].as_str(), report["verdict"].as_str(), codes(&report));
        let expected = (Some(case.kind), Some(case.verdict), case.codes.to_vec());
        assert_eq!(found, expected, "{}\n{report:#}", case.cookie);
        assert_eq!(status == 0, case.verdict == "valid", "{}", case.cookie);
        // A payload that is not verified has a name that says so.
        if matches!(case.verdict, "not-verified" | "not-signed") {
            assert_eq!(report["payload"], Value::Null, "{report:#}");
        }
    }
}

#[test]
fn no_diagnosis_is_without_a_cookie_that_has_it() {
    let source = include_str!("../src/inspect/diagnosis/code.rs");
    let body = source.split("pub fn code(").nth(1).unwrap().split("pub fn ").next().unwrap();
    let all: BTreeSet<&str> = body.split('"').skip(1).step_by(2).collect();
    let cases: Vec<Case> = flask_cases().into_iter().chain(other_cases()).collect();
    let mut shown: BTreeSet<&str> = cases.iter().flat_map(|case| case.codes).copied().collect();
    shown.insert("old-key"); // `an_older_key_is_named`
    assert_eq!(shown, all);
}
