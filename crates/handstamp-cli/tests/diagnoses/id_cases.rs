//! Ids of sessions that are kept on a server.

use handstamp_itsdangerous::KeyDerivation;

use crate::case::{Case, case};
use crate::support::{FLASK, OLD, SESSION, Token, base64};

pub(crate) fn id_cases() -> Vec<Case> {
    const ID: &str = "mHoUarP6EFC6sgsMlVAN_n37PfLO2rb9lGmQ4XT5T1c";
    const UUID: &str = "0fdb2c4e-6f3e-4f0a-8f0c-3f4ad9a6b3c1";
    let signed = Token { salt: "flask-session", ..FLASK }.untimed(ID);
    let signed_uuid = Token { salt: "flask-session", ..FLASK }.untimed(UUID);
    let short = Token { salt: "flask-session", ..FLASK }.untimed("hello");
    let own = Token { salt: "mine", ..FLASK }.untimed(ID);
    let signer =
        Token { salt: "itsdangerous.Signer", derivation: KeyDerivation::DjangoConcat, ..FLASK };
    let long = FLASK.json(&format!("{{\"a\":\"{}\"}}", "many words 0123456789 ".repeat(9)));
    let compressed = long.split('.').nth(1).unwrap();
    let (kind, plain) = ("signed-session-id", "possible-session-id");
    let (no, ok) = ("not-valid", "valid");
    let looks = &["looks-like-session-id"];
    vec![
        case(&signed, kind, ok, &["session-on-server"]),
        case(&signed_uuid, kind, ok, &["session-on-server"]),
        case(short, kind, no, &["payload-not-of-the-kind", "session-on-server"]),
        Case { key: OLD, ..case(&signed, kind, no, &["wrong-key", "looks-like-session-id"]) },
        Case {
            key: "",
            ..case(&signed_uuid, kind, "not-verified", &["no-key", "looks-like-session-id"])
        },
        Case { args: &["--salt", "mine"], ..case(own, kind, ok, &["session-on-server"]) },
        // Flask-Session's signer has no time stamps.
        case(
            Token { salt: "flask-session", ..FLASK }.raw(ID.as_bytes()),
            kind,
            no,
            &["payload-not-of-the-kind", "session-on-server"],
        ),
        Case {
            key: "",
            ..case(FLASK.raw(ID.as_bytes()), "signed-token", "not-verified", &["no-key"])
        },
        // Another signer of itsdangerous: nothing says what the text is for.
        case(signer.untimed(ID), "signed-token", ok, &[]),
        case(ID, plain, "not-signed", looks),
        case(UUID, plain, "not-signed", looks),
        case(UUID.replace('-', ""), plain, "not-signed", looks),
        case(base64(SESSION), "flask-session", no, &["truncated"]),
        // A compressed payload alone, without the dot at its start.
        case(compressed, "flask-session", no, &["truncated", "truncated"]),
    ]
}
