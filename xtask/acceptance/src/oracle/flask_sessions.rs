//! Kinds `flask-session`, `flask-session-write`: Flask's session cookie.

use std::time::Duration;

use handstamp_flask::session_codec;
use handstamp_session::{EncodeError, Session, SignedCodecBuilder};
use handstamp_value::Value;

use super::answer::Answer;
use super::question::Question;
use super::{session_errors, settings};

/// Reads a cookie.
pub(super) fn read(question: &Question) -> anyhow::Result<Answer> {
    let Some(codec) = codec(question)? else { return Ok(Answer::Unsupported) };
    let (now, max_age) = question.now_and_max_age()?;
    let read = codec.max_age(max_age).build().decode(question.bytes("token")?, now);
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
    let codec = codec.build();
    let session = match question.value("write_input")? {
        Ok(Value::Dict(dict)) => Session::from_dict(dict),
        Ok(other) => return Ok(Answer::refused(format!("a {} is no session", other.type_name()))),
        Err(_) => return Ok(Answer::refused("Flask's JSON has no such value")),
    };
    let now = question.now()?;
    let written = codec.to_json(&session).map_err(EncodeError::from).and_then(|json| {
        let token = codec.encode(&session, now)?;
        Ok(Answer::Written { token: token.into_bytes(), json: Some(json), set_cookie: None })
    });
    Ok(written.unwrap_or_else(Answer::refused))
}

/// Flask's codec with the settings of the question; `None` for a digest that is not carried over.
fn codec(question: &Question) -> anyhow::Result<Option<SignedCodecBuilder>> {
    let params = question.params();
    let Some(digest) = settings::digest(params)? else { return Ok(None) };
    let is_false = |name| question.param(name).and_then(Value::as_bool) == Some(false);
    let mut codec = session_codec(settings::keys(question)?)
        .digest(digest)
        .key_derivation(settings::derivation(params)?)
        .epoch(settings::epoch(question))
        .clock_tolerance(Duration::ZERO)
        .sorted_keys(!is_false("json_sort_keys"))
        .ascii(!is_false("json_as_ascii"));
    if question.field("salt").is_some() {
        codec = codec.salt(question.bytes("salt")?);
    }
    Ok(Some(codec))
}
