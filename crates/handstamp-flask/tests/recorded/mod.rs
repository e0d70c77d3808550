//! Recordings of real Python: how they write values down, and what they say of a session.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use handstamp_flask::{
    DateTime, Dict, Digest, Epoch, Key, KeyDerivation, SecretKey, SecretKeys, Session,
    SignedCodecBuilder, Text, Value, http_date, session_codec,
};
use serde_json::{Value as Json, json};

pub(crate) fn bytes(json: &Json) -> Vec<u8> {
    match json {
        Json::String(text) => text.clone().into_bytes(),
        marked => STANDARD.decode(marked["v"].as_str().unwrap()).unwrap(),
    }
}

pub(crate) fn instant(json: &Json) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(json.as_u64().unwrap())
}

/// The settings of the codec that a recording is about, with Python's tolerance for clocks.
pub(crate) fn codec(line: &Json) -> SignedCodecBuilder {
    let older = line["secret_fallbacks"].as_array().into_iter().flatten();
    let keys = SecretKeys::new(SecretKey::allow_weak(bytes(&line["secret"])))
        .with_fallbacks(older.map(|key| SecretKey::allow_weak(bytes(key))));
    let params = &line["params"];
    assert_eq!(params["key_derivation"], "hmac", "{line}");
    let old =
        line["deps"]["itsdangerous"].as_str().is_some_and(|version| version.starts_with("0."));
    session_codec(keys)
        .salt(bytes(&line["salt"]))
        .key_derivation(KeyDerivation::Hmac)
        .digest(match params["digest"].as_str() {
            None | Some("sha1") => Digest::Sha1,
            Some("sha256") => Digest::Sha256,
            Some("sha512") => Digest::Sha512,
            Some(other) => panic!("digest {other}"),
        })
        .epoch(if old { Epoch::Year2011 } else { Epoch::Unix })
        .clock_tolerance(Duration::ZERO)
        .max_age(line["max_age"].as_u64().map(Duration::from_secs))
        .sorted_keys(params["json_sort_keys"] != false)
        .ascii(params["json_as_ascii"] != false)
}

/// What Flask was given to write. Read from the line's text: keys are in the order in which they came.
pub(crate) fn session(text: &str) -> Option<Session> {
    #[derive(serde::Deserialize)]
    struct Line {
        write_input: Value,
    }
    let line: Line = serde_json::from_str(text).unwrap();
    match unmarked(line.write_input)? {
        Value::Dict(dict) => Some(Session::from_dict(dict)),
        other => panic!("{other:?}"),
    }
}

pub(crate) fn value(json: &Json) -> Option<Value> {
    unmarked(serde_json::from_value(json.clone()).unwrap())
}

/// A value of what it is written down as. `None` for what no Rust value stands for.
pub(crate) fn unmarked(value: Value) -> Option<Value> {
    Some(match value {
        Value::List(items) => Value::List(items.into_iter().map(unmarked).collect::<Option<_>>()?),
        Value::Dict(dict) => match dict.get("$t").and_then(Value::as_str) {
            Some(kind) => marked(kind, &dict)?,
            None => {
                let pairs = dict.into_iter().map(|(key, held)| Some((key, unmarked(held)?)));
                Value::Dict(pairs.collect::<Option<Dict>>()?)
            }
        },
        scalar => scalar,
    })
}

fn marked(kind: &str, dict: &Dict) -> Option<Value> {
    let held = dict.get("v").cloned().unwrap_or_default();
    let number = |key: &str| dict.get(key).and_then(Value::as_i64);
    let list = || held.as_list().unwrap().iter().cloned();
    let text = || held.as_str().unwrap();
    let fields = || list().map(|field| field.as_i64().unwrap()).collect::<Vec<_>>();
    Some(match kind {
        "tuple" => Value::Tuple(list().map(unmarked).collect::<Option<_>>()?),
        "bytes" => Value::Bytes(STANDARD.decode(text()).unwrap()),
        "uuid" => Value::Uuid(text().parse().unwrap()),
        "markup" | "htmlobj" => Value::Markup(text().into()),
        "float" => Value::Float(text().parse().unwrap()),
        "int" => Value::Int(text().parse().unwrap()),
        "wtf8" => Value::Str(Text::from_wtf8(&STANDARD.decode(text()).unwrap()).unwrap()),
        "decimal" => text().into(),
        "date" => http_date(date_time(&fields(), 0)).into(),
        "dt" => Value::DateTime(date_time(&fields(), number("off").unwrap_or(0))),
        "datetime" => {
            let zoned = if text().len() == 19 { format!("{}Z", text()) } else { text().to_owned() };
            Value::DateTime(zoned.parse().unwrap())
        }
        "dict" => Value::Dict(
            list()
                .map(|pair| {
                    let [key, held] = <[Value; 2]>::try_from(pair.as_list()?.to_vec()).ok()?;
                    Some((as_key(unmarked(key)?), unmarked(held)?))
                })
                .collect::<Option<Dict>>()?,
        ),
        "str_repeat" => text().repeat(number("n").unwrap().try_into().unwrap()).into(),
        "deep" | "set" => return None,
        other => panic!("{other}"),
    })
}

fn as_key(value: Value) -> Key {
    match value {
        Value::Null => Key::Null,
        Value::Bool(truth) => Key::Bool(truth),
        Value::Int(int) => Key::Int(int),
        Value::Float(float) => Key::Float(float),
        Value::Str(text) => Key::Text(text),
        other => panic!("{other:?} as a key"),
    }
}

fn date_time(fields: &[i64], offset_minutes: i64) -> DateTime {
    let byte = |at: usize| u8::try_from(fields.get(at).copied().unwrap_or(0)).unwrap();
    let local = DateTime::from_fields((fields[0], byte(1), byte(2)), (byte(3), byte(4), byte(5)));
    local.unwrap().checked_add_seconds(-offset_minutes * 60).unwrap()
}

/// NaN is not equal to itself; what it looks like is.
pub(crate) fn same(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Float(left), Value::Float(right)) => {
            left.to_bits() == right.to_bits() || (left.is_nan() && right.is_nan())
        }
        (Value::List(left), Value::List(right)) | (Value::Tuple(left), Value::Tuple(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(a, b)| same(a, b))
        }
        (Value::Dict(left), Value::Dict(right)) => {
            left.len() == right.len()
                && left.iter().all(|(key, a)| right.get_key(key).is_some_and(|b| same(a, b)))
        }
        _ => left == right,
    }
}

/// Cases of which a recording says that Python takes them, and which may be refused: base64 that is not
/// canonical, JSON or tags that Flask never writes, no dict, over a limit.
fn may_refuse(case: &str) -> bool {
    let base64 = [
        "lastchar",
        "flip",
        "str:sig-",
        "str:crlf",
        "signed:ts-padded",
        "signed:ts-leading0",
        "signed:b64-",
    ];
    let limits = [
        "signed:json-bigint",
        "signed:deep-",
        "signed:zbomb",
        "signed:z-trailing",
        "signed:z-twice",
        "signed:z-double-dot",
    ];
    let tags = ["signed:tag-", "signed:json-dup-tag"];
    let no_dict = ["list", "emptylist", "pairs", "str", "estr", "null", "true", "num"];
    base64.iter().chain(&limits).chain(&tags).any(|prefix| case.starts_with(prefix))
        || case.strip_prefix("signed:json-").is_some_and(|rest| no_dict.contains(&rest))
}

/// Cases that Pythons of different age answer differently.
fn any_verdict(line: &Json, case: &str) -> bool {
    let ages = line["lib_version"].as_str().unwrap().starts_with("0.");
    case.starts_with("signed:deep-")
        || (ages && ["esc-", "rand", "signed:tag-di"].iter().any(|prefix| case.starts_with(prefix)))
}

/// What differs between Python's answer and this crate's, if anything does.
pub(crate) fn differs(line: &Json) -> Option<String> {
    let case = line["case"].as_str().unwrap();
    let read = codec(line).build().decode(bytes(&line["token"]), instant(&line["now"]));
    if any_verdict(line, case) {
        return None;
    }
    let expect = &line["expect"];
    let opened = line["open_session"].as_str().filter(|_| !line["max_age"].is_null());
    let taken = expect["ok"] == true
        && !expect["value"].is_null()
        && opened.is_none_or(|opened| opened == "loaded");
    // A time stamp ahead of the clock: Python takes it before itsdangerous 2.0.
    let future = ["future", "cross", "age-"].iter().any(|part| case.contains(part));
    match (taken, read) {
        (false, Err(_)) => None,
        (false, Ok(session)) if session.is_empty() => None,
        (false, Ok(session)) => Some(format!("LOOSER {:?}", session.as_dict())),
        (true, Err(_)) if may_refuse(case) || future => None,
        (true, Err(error)) => Some(format!("STRICT {error}")),
        (true, Ok(session)) => {
            let expected = value(&expect["value"])?;
            let found = Value::Dict(session.as_dict().clone());
            if !same(&expected, &found) {
                return Some(format!("WRONG {found:?}"));
            }
            let signed_at =
                session.signed_at().unwrap().duration_since(UNIX_EPOCH).unwrap().as_secs();
            let wrong = expect["timestamp"].is_u64() && expect["timestamp"] != json!(signed_at);
            wrong.then(|| format!("WRONG signed at {signed_at}"))
        }
    }
}

/// What differs between what Flask 3.1.3 wrote and what this crate writes.
pub(crate) fn writes_differently(text: &str, line: &Json) -> Option<String> {
    let now = if line["signed_at"].is_null() { &line["now"] } else { &line["signed_at"] };
    let settings = codec(line);
    let codec = settings.clone().build();
    let session = session(text)?;
    let json = match codec.to_json(&session) {
        Ok(json) => json,
        Err(error) => return Some(format!("STRICT {error}")),
    };
    if line["wire"]["json"].as_str().is_some_and(|expected| expected != json) {
        return Some(format!("WRONG {json}"));
    }
    let token = codec.encode(&session, instant(now)).unwrap();
    if line["wire"]["compressed"] == true {
        // The bytes of a deflate stream, and how few they are, are the compressor's own choice.
        let again = settings.max_age(None).build().decode(&token, instant(now)).unwrap();
        return (again.text() != Some(json.as_str())).then(|| format!("WRONG {token}"));
    }
    (token.as_bytes() != bytes(&line["token"])).then(|| format!("WRONG {token}"))
}
