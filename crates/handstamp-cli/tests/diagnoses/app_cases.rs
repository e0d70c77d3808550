//! Tokens that only their salt tells apart.

use handstamp_itsdangerous::{Digest, KeyDerivation};

use crate::case::{CSRF, Case, case};
use crate::support::{FLASK, HOUR, NOW, Token, base64};

pub(crate) fn app_cases() -> Vec<Case> {
    const DJANGO: KeyDerivation = KeyDerivation::DjangoConcat;
    let token = Token { derivation: DJANGO, ..FLASK };
    let quart = Token { salt: "quart auth salt", digest: Digest::Sha512, ..token };
    let actor = |json: &str| Token { salt: "actor", ..token }.untimed(&base64(json));
    let octoprint = Token { salt: "octoprint-csrf-token", ..token };
    let admin = Token { salt: "starlette-admin-csrf", ..token };
    let calibre = |json: &str| Token { salt: "remember", ..FLASK }.untimed(&base64(json));
    let year = 365 * 24 * HOUR;
    let (no, ok) = ("not-valid", "valid");
    vec![
        case(quart.json("\"2\""), "quart-auth-token", ok, &[]),
        case(
            Token { at: NOW - year - 1, ..quart }.json("\"2\""),
            "quart-auth-token",
            no,
            &["expired"],
        ),
        case(quart.untimed(&base64("\"2\"")), "quart-auth-token", no, &["timestamp-missing"]),
        Case {
            args: &["--salt", "mine", "--digest", "sha512"],
            ..case(Token { salt: "mine", ..quart }.json("\"2\""), "signed-token", ok, &[])
        },
        case(actor(r#"{"a":{"id":"root"}}"#), "datasette-actor", ok, &["never-expires"]),
        // 1,800,003,600 and 1,799,999,999 as Datasette writes them.
        case(actor(r#"{"a":{"id":"root"},"e":"BxodKI"}"#), "datasette-actor", ok, &[]),
        case(actor(r#"{"a":{"id":"root"},"e":"BxocOD"}"#), "datasette-actor", no, &["expired"]),
        case(
            actor(r#"{"a":{"id":"root"},"e":"!"}"#),
            "datasette-actor",
            no,
            &["payload-not-of-the-kind"],
        ),
        case(
            actor(r#"{"id":"root"}"#),
            "datasette-actor",
            no,
            &["payload-not-of-the-kind", "never-expires"],
        ),
        Case {
            args: &["--salt", "mine"],
            ..case(actor(r#"{"a":{"id":"root"}}"#), "signed-token", no, &["other-salt"])
        },
        // Datasette's serializer has no time stamps.
        case(
            Token { salt: "actor", ..token }.json(r#"{"a":{"id":"root"}}"#),
            "flask-session",
            no,
            &["other-salt", "other-derivation"],
        ),
        case(octoprint.json(CSRF), "octoprint-csrf-token", ok, &["needs-its-copy"]),
        case(
            octoprint.json("1"),
            "octoprint-csrf-token",
            no,
            &["payload-not-of-the-kind", "needs-its-copy"],
        ),
        case(
            admin.untimed(&base64("\"c0ffee\"")),
            "starlette-admin-csrf-token",
            ok,
            &["needs-its-copy"],
        ),
        case(
            calibre(r#"{"user":"1","random":"a1"}"#),
            "calibre-web-remember-token",
            ok,
            &["needs-its-record"],
        ),
        case(
            calibre(r#"{"user":"1"}"#),
            "calibre-web-remember-token",
            no,
            &["payload-not-of-the-kind", "needs-its-record"],
        ),
    ]
}
