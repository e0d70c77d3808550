//! Kinds `flask-session`, `flask-session-write`: Flask's session cookie.

use std::time::Duration;

use handstamp_flask::SessionCodec;
use handstamp_session::{Session, Value};

use super::answer::Answer;
use super::question::Question;
use super::{session_errors, settings};

/// Reads a cookie.
pub(super) fn read(question: &Question) -> anyhow::Result<Answer> {
    let Some(codec) = codec(question)? else { return Ok(Answer::Unsupported) };
    let (now, max_age) = question.now_and_max_age()?;
    let read = codec.with_max_age(max_age).decode(question.bytes("token")?, now);
    Ok(match read {
        Ok(session) => {
            let timestamp = session.signed_at();
            Answer::Value { value: Value::Dict(session.into_dict()), timestamp }
        }
        Err(error) => Answer::named(session_errors::name(&error), error),
    })
}

/// Writes a cookie.
pub(super) fn write(question: &Question) -> anyhow::Result<Answer> {
    let Some(codec) = codec(question)? else { return Ok(Answer::Unsupported) };
    let session = match question.value("write_input")? {
        Ok(Value::Dict(dict)) => Session::from_dict(dict),
        Ok(other) => return Ok(Answer::refused(format!("a {} is no session", other.type_name()))),
        Err(_) => return Ok(Answer::refused("Flask's JSON has no such value")),
    };
    let now = question.now()?;
    let written = codec.to_json(&session).and_then(|json| {
        let token = codec.encode(&session, now)?;
        Ok(Answer::Written { token: token.into_bytes(), json: Some(json), set_cookie: None })
    });
    Ok(written.unwrap_or_else(|error| Answer::named(session_errors::name(&error), error)))
}

/// Flask's codec with the settings of the question; `None` for a digest that is not carried over.
fn codec(question: &Question) -> anyhow::Result<Option<SessionCodec>> {
    let params = question.params();
    let Some(digest) = settings::digest(params)? else { return Ok(None) };
    let is_false = |name| question.param(name).and_then(Value::as_bool) == Some(false);
    let mut codec = SessionCodec::new(settings::keys(question)?)
        .with_digest(digest)
        .with_key_derivation(settings::derivation(params)?)
        .with_epoch(settings::epoch(question))
        .with_clock_tolerance(Duration::ZERO)
        .with_sorted_keys(!is_false("json_sort_keys"))
        .with_ascii(!is_false("json_as_ascii"));
    if question.field("salt").is_some() {
        codec = codec.with_salt(question.bytes("salt")?);
    }
    Ok(Some(codec))
}
