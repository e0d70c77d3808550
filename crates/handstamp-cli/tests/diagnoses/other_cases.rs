//! Starlette's session, tokens, JSON Web Tokens, and what is none of these.

use handstamp_itsdangerous::KeyDerivation;

use crate::case::{CSRF, Case, case};
use crate::support::{FLASK, HOUR, KEY, NOW, Token, YEAR_2011, jwt, remember_code};

// Flask-Login 0.4.0 made it (vector p-003009).
const REMEMBER: &str = "42|73128763f09877013b6712fadc95593031f8e2018f43de53c91f5892f8e87d797b362c87086164eaa99547c6d6c179ca7c814eb07b4fdf6aa312618f82c9bedb";
const REMEMBER_KEY: &str = "33dfa0869e315b08f65c53c4d75c26ee18e1f377104ffc88cbd25c7b9615e3e8";
// RFC 7515, appendix A.1: HS256 with a key of 64 bytes that are no text.
const JWT: &str = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const JWT_KEY: &str = "0323354b2b0fa5bc837e0665777ba68f5ab328e6f054c928a90f84b2d2502ebfd3fb5a92d20647ef968ab4c377623d223d2e2172052e4f08c0cd9af567d080a3";

pub(crate) fn other_cases() -> Vec<Case> {
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
