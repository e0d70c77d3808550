//! Reports for programs: JSON in ASCII, with stable names.

use std::fmt::Write as _;
use std::time::SystemTime;

use handstamp_cli::{Diagnosis, Payload, Report, SignedBy, derivation_name, digest_name};
use handstamp_value::{Key, Value, http_date};
use serde_json::{Value as Json, json};

/// The reports as one JSON object.
pub(crate) fn text(reports: &[Report]) -> String {
    let cookies: Vec<Json> = reports.iter().map(cookie).collect();
    ascii(&format!("{:#}", json!({ "cookies": cookies })))
}

fn cookie(report: &Report) -> Json {
    json!({
        "name": report.name,
        "bytes": report.bytes,
        "kind": report.kind.code(),
        "verdict": report.verdict.code(),
        "payload": report.payload.as_ref().map(payload),
        "unverified_payload": report.unverified_payload.as_ref().map(payload),
        "signed_at": report.signed_at.map(unix),
        "expires_at": report.expires_at.map(unix),
        "signed_by": report.signed_by.as_ref().map(signed_by),
        "algorithm": report.algorithm,
        "diagnoses": report.diagnoses.iter().map(diagnosis).collect::<Vec<_>>(),
    })
}

fn diagnosis(diagnosis: &Diagnosis) -> Json {
    json!({
        "code": diagnosis.code(),
        "fault": diagnosis.is_fault(),
        "sentence": diagnosis.sentence(),
        "cure": diagnosis.cure(),
    })
}

fn signed_by(by: &SignedBy) -> Json {
    json!({
        "key": by.key,
        "key_index": by.key_index,
        "salt": by.scheme.as_ref().map(|scheme| &scheme.salt),
        "key_derivation": by.scheme.as_ref().map(|scheme| derivation_name(scheme.key_derivation)),
        "digest": by.scheme.as_ref().map(|scheme| digest_name(scheme.digest)),
    })
}

fn payload(payload: &Payload) -> Json {
    match payload {
        Payload::Json(json) => value(json),
        Payload::Raw(bytes) => Json::String(String::from_utf8_lossy(bytes).into_owned()),
        _ => Json::Null,
    }
}

/// The JSON of a session's value. Flask's tags stand for types that JSON does not have. Integers that do not
/// fit, NaN and infinities become strings. Lone surrogates become U+FFFD.
fn value(of: &Value) -> Json {
    let tag =
        |name: &str, inner: Json| Json::Object([(name.to_owned(), inner)].into_iter().collect());
    match of {
        Value::Null => Json::Null,
        Value::Bool(truth) => Json::Bool(*truth),
        Value::Int(int) => match (int.as_i64(), int.as_u64()) {
            (Some(int), _) => json!(int),
            (None, Some(int)) => json!(int),
            _ => Json::String(int.to_string()),
        },
        Value::Float(float) => match serde_json::Number::from_f64(*float) {
            Some(number) => Json::Number(number),
            None => Json::String(float.to_string()),
        },
        Value::Str(text) => Json::String(text.to_string()),
        Value::List(items) => Json::Array(items.iter().map(value).collect()),
        Value::Tuple(items) => tag(" t", Json::Array(items.iter().map(value).collect())),
        Value::Bytes(bytes) => tag(" b", Json::String(base64_text(bytes))),
        Value::Markup(text) => tag(" m", Json::String(text.to_string())),
        Value::Uuid(uuid) => tag(" u", Json::String(uuid.to_string())),
        Value::DateTime(time) => tag(" d", Json::String(http_date(*time))),
        Value::Dict(dict) => {
            Json::Object(dict.iter().map(|(key, item)| (key_text(key), value(item))).collect())
        }
        _ => Json::Null,
    }
}

/// Values that are read from JSON have only text keys.
fn key_text(key: &Key) -> String {
    match key {
        Key::Text(text) => text.to_string(),
        other => format!("{other:?}"),
    }
}

fn base64_text(bytes: &[u8]) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

fn unix(instant: SystemTime) -> i64 {
    handstamp_value::DateTime::try_from(instant).map_or(0, handstamp_value::DateTime::unix)
}

/// The JSON text with everything but ASCII escaped, so that a terminal has nothing to act on. Such characters
/// are only in strings.
fn ascii(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        if character == '\n' || (' '..='~').contains(&character) {
            out.push(character);
        } else {
            for unit in character.encode_utf16(&mut [0; 2]) {
                let _ = write!(out, "\\u{unit:04x}");
            }
        }
    }
    out
}
