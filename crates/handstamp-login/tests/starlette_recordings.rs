//! Recordings of Starlette 0.13 to 1.10: what it reads, what it writes, its `Set-Cookie` lines.
#![cfg(feature = "starlette")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use handstamp_authorizer::cookie::SameSite;
use handstamp_login::SessionCookie as _;
use handstamp_login::starlette::CookieSettings;
use handstamp_starlette::{Limits, SecretKey, Session, SignedCodec, Value, session_codec};
use handstamp_value::json::{self, Tags};
use serde_json::Value as Json;

/// Cases that Python takes and that are refused here: base64 that no writer makes, JSON text that
/// Starlette never writes, no object, a clock that is behind (before itsdangerous 2.0).
const MAY_REFUSE: &[&str] = &[
    "neg:b64-",
    "neg:sig-stripped-pad",
    "neg:bom",
    "neg:utf16",
    "neg:pairs",
    "neg:emptylist",
    "neg:future",
    "neg:flip",
];

fn instant(line: &Json, name: &str) -> Option<SystemTime> {
    Some(UNIX_EPOCH + Duration::from_secs(line[name].as_u64()?))
}

fn codec(line: &Json) -> SignedCodec {
    session_codec(SecretKey::allow_weak(line["secret"].as_str().unwrap()))
        .clock_tolerance(Duration::ZERO)
        .max_age(line["max_age"].as_u64().map(Duration::from_secs))
        .build()
}

fn cookie(line: &Json) -> CookieSettings {
    let params = &line["params"];
    let mut cookie = CookieSettings::default();
    if let Some(max_age) = params.get("max_age") {
        cookie.max_age = max_age.as_u64().map(Duration::from_secs);
    }
    if let Some(path) = params["path"].as_str() {
        path.clone_into(&mut cookie.path);
    }
    cookie.same_site = match params["same_site"].as_str() {
        None | Some("lax") => SameSite::Lax,
        Some("strict") => SameSite::Strict,
        Some("none") => SameSite::None,
        other => panic!("{other:?}"),
    };
    cookie.https_only = params["https_only"] == true;
    cookie.domain = params["domain"].as_str().map(str::to_owned);
    cookie.partitioned = params["partitioned"] == true;
    cookie
}

fn reads(line: &Json) -> Result<(), String> {
    let token = line["token"].as_str().unwrap();
    let read = codec(line).decode(token, instant(line, "now").unwrap());
    let case = line["case"].as_str().unwrap();
    let loaded = line["middleware"] == "loaded" || line["max_age"].is_null();
    let taken = line["expect"]["ok"] == true && loaded;
    let session = match (taken, read) {
        (false, Err(_)) => return Ok(()),
        (false, Ok(session)) if session.is_empty() => return Ok(()),
        (false, Ok(session)) => return Err(format!("LOOSER {:?}", session.as_dict())),
        (true, Err(_)) if MAY_REFUSE.iter().any(|prefix| case.starts_with(prefix)) => return Ok(()),
        (true, Err(error)) => return Err(format!("STRICT {error}")),
        (true, Ok(session)) => session,
    };
    if session.signed_at() != instant(&line["expect"], "timestamp") {
        return Err(format!("WRONG signed at {:?}", session.signed_at()));
    }
    let found = codec(line).to_json(&session).unwrap();
    match line["wire"]["json"].as_str() {
        Some(written) if written == found => Ok(()),
        Some(_) => Err(format!("WRONG {found}")),
        None => {
            let same = serde_json::from_str::<Json>(&found).unwrap() == line["expect"]["value"];
            if same { Ok(()) } else { Err(format!("WRONG {found}")) }
        }
    }
}

/// The value is taken from the text that Starlette wrote, so that keys are in its order.
fn writes(line: &Json) -> Result<(), String> {
    let text = line["wire"]["json"].as_str().unwrap();
    let Value::Dict(dict) = json::read(text, Tags::Plain, &Limits::default()).unwrap() else {
        panic!("{text}")
    };
    let now = instant(line, "signed_at").or_else(|| instant(line, "now")).unwrap();
    let session = Session::from_dict(dict);
    let token = codec(line).encode(&session, now).unwrap();
    if token != line["token"].as_str().unwrap() {
        return Err(format!("WRONG {token}"));
    }
    let set = cookie(line).set(&token, &session, now).unwrap().to_string();
    if set == line["set_cookie"].as_str().unwrap() { Ok(()) } else { Err(format!("WRONG {set}")) }
}

fn clears(line: &Json) -> Result<(), String> {
    let clear = cookie(line).delete().unwrap().to_string();
    let same = line["expect"]["set_cookie"] == serde_json::json!([clear]);
    if same { Ok(()) } else { Err(format!("WRONG {clear}")) }
}

/// Holds every line against this crate; how many acts were compared.
fn hold(text: &str) -> usize {
    let mut outcomes = Vec::new();
    for text in text.lines() {
        let line: Json = serde_json::from_str(text).unwrap();
        let version = line["lib_version"].as_str().unwrap();
        if line["kind"] == "starlette-session" {
            outcomes.push((text, reads(&line)));
            // Before, there was no domain, and other defaults.
            if !line["write_input"].is_null() && !version.starts_with("0.1") {
                outcomes.push((text, writes(&line)));
            }
        // Before 0.27 the line had two semicolons.
        } else if !version.starts_with("0.1") {
            outcomes.push((text, clears(&line)));
        }
    }
    let failures: Vec<_> = outcomes
        .iter()
        .filter_map(|(text, outcome)| Some(format!("{}\n  {text}", outcome.as_ref().err()?)))
        .collect();
    assert!(failures.is_empty(), "{} differ\n{}", failures.len(), failures.join("\n"));
    outcomes.len()
}

#[test]
fn a_selection() {
    assert!(hold(include_str!("vectors/starlette.jsonl")) > 150);
}

#[test]
#[ignore = "needs ../shared/vectors: cargo xtask test vectors"]
fn everything_that_was_recorded() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/vectors/python");
    let text = std::fs::read_to_string(folder.join("starlette.jsonl")).unwrap();
    assert!(hold(&text) > 800);
}
