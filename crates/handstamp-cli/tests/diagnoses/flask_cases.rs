//! Flask's session, and what can be wrong with it.

use handstamp_itsdangerous::{Digest, KeyDerivation};

use crate::case::{Case, case};
use crate::support::{FLASK, HOUR, NOW, OLD, SESSION, Token, YEAR_2011, base64};

pub(crate) fn flask_cases() -> Vec<Case> {
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
        case(format!("b'{session}'"), flask, no, &["bytes-literal"]),
        case(format!("session=b'{session}'; Path=/"), flask, no, &["bytes-literal"]),
        case(format!("b'session={session}; HttpOnly'"), flask, ok, &[]),
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
