//! Kinds `flask-session`, `flask-session-write`: Flask's session cookie.

use std::time::Duration;

use handstamp_flask::{SignedCodecBuilder, session_codec};
use handstamp_session::{EncodeError, Session};
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
    let session = match question.value("write_input")? {
        Ok(Value::Dict(dict)) => Session::from_dict(dict),
        Ok(other) => return Ok(Answer::refused(format!("a {} is no session", other.type_name()))),
        Err(_) => return Ok(Answer::refused("Flask's JSON has no such value")),
    };
    let now = question.now()?;
    let codec = codec.build();
    let written = || -> Result<_, EncodeError> {
        let (json, token) = (codec.to_json(&session)?, codec.encode(&session, now)?);
        Ok(Answer::Written { token: token.into_bytes(), json: Some(json), set_cookie: None })
    };
    Ok(written().unwrap_or_else(Answer::refused))
}

/// Flask's codec with the settings of the question; `None` for a digest that is not carried over.
fn codec(question: &Question) -> anyhow::Result<Option<SignedCodecBuilder>> {
    let codec = session_codec(settings::keys(question)?);
    Ok(codec_settings(question)?.map(|change| change(codec)))
}

/// What the question's parameters say of the codec; `None` for a digest that is not carried over.
pub(super) fn codec_settings(
    question: &Question,
) -> anyhow::Result<Option<impl FnOnce(SignedCodecBuilder) -> SignedCodecBuilder>> {
    let params = question.params();
    let Some(digest) = settings::digest(params)? else { return Ok(None) };
    let derivation = settings::derivation(params)?;
    let epoch = settings::epoch(question);
    let salt = question.field("salt").map(|_| question.bytes("salt")).transpose()?;
    let is_false = |name| question.param(name).and_then(Value::as_bool) == Some(false);
    let (unsorted, unicode) = (is_false("json_sort_keys"), is_false("json_as_ascii"));
    Ok(Some(move |codec: SignedCodecBuilder| {
        let codec = codec.digest(digest).key_derivation(derivation).epoch(epoch);
        let codec = codec.clock_tolerance(Duration::ZERO).sorted_keys(!unsorted).ascii(!unicode);
        match salt {
            Some(salt) => codec.salt(salt),
            None => codec,
        }
    }))
}
