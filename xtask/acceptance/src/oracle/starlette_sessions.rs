//! Kinds `starlette-session`, `starlette-clear`: the session cookie of Starlette and FastAPI.

use std::time::Duration;

use anyhow::bail;
use handstamp_authorizer::cookie::SameSite;
use handstamp_login::SessionCookie as _;
use handstamp_login::starlette::CookieSettings;
use handstamp_session::{DecodeError, EncodeError, Session, SignedCodecBuilder};
use handstamp_starlette::session_codec;
use handstamp_value::Value;

use super::answer::Answer;
use super::question::Question;
use super::{session_errors, settings};

/// Reads a cookie.
pub(super) fn read(question: &Question) -> anyhow::Result<Answer> {
    let (now, max_age) = question.now_and_max_age()?;
    let read = codec(question)?.max_age(max_age).build().decode(question.bytes("token")?, now);
    Ok(match read {
        Ok(session) => {
            let timestamp = session.signed_at();
            Answer::Value { value: Value::Dict(session.into_dict()), timestamp }
        }
        Err(error) => refused(error),
    })
}

/// Writes a cookie.
pub(super) fn write(question: &Question) -> anyhow::Result<Answer> {
    let session = match question.value("write_input")? {
        Ok(Value::Dict(dict)) => Session::from_dict(dict),
        Ok(other) => return Ok(Answer::refused(format!("a {} is no session", other.type_name()))),
        Err(_) => return Ok(Answer::refused("JSON has no such value")),
    };
    let (codec, cookie, now) = (codec(question)?.build(), cookie(question)?, question.now()?);
    let written = codec
        .to_json(&session)
        .map_err(EncodeError::from)
        .and_then(|json| Ok((codec.encode(&session, now)?, json)));
    let (token, json) = match written {
        Ok(written) => written,
        Err(error) => return Ok(Answer::refused(error)),
    };
    Ok(match cookie.set(&token, &session, now) {
        Ok(line) => {
            let set_cookie = Some(line.to_string());
            Answer::Written { token: token.into_bytes(), json: Some(json), set_cookie }
        }
        Err(error) => Answer::refused(error),
    })
}

/// Empties the session that a cookie brought.
pub(super) fn clear(question: &Question) -> anyhow::Result<Answer> {
    let cookie = cookie(question)?;
    let (now, max_age) = (question.now()?, cookie.max_age);
    match codec(question)?.max_age(max_age).build().decode(question.bytes("token")?, now) {
        Ok(_) => {
            let set_cookie = vec![cookie.delete()?.to_string()];
            Ok(Answer::Respond { set_cookie, vary: None })
        }
        Err(error) => Ok(refused(error)),
    }
}

fn refused(error: DecodeError) -> Answer {
    Answer::named(session_errors::name(&error), error)
}

fn codec(question: &Question) -> anyhow::Result<SignedCodecBuilder> {
    Ok(session_codec(settings::keys(question)?).clock_tolerance(Duration::ZERO))
}

/// The parameters of the middleware.
fn cookie(question: &Question) -> anyhow::Result<CookieSettings> {
    let mut cookie = CookieSettings::default();
    let given = |name| question.params().and_then(|params| params.get(name));
    let text = |name| question.param(name).and_then(Value::as_str).map(str::to_owned);
    let is_true = |name| question.param(name).and_then(Value::as_bool) == Some(true);
    if let Some(max_age) = given("max_age") {
        let seconds = max_age.as_i64().and_then(|seconds| u64::try_from(seconds).ok());
        cookie.max_age = seconds.map(Duration::from_secs);
    }
    cookie.session_cookie = text("session_cookie").unwrap_or(cookie.session_cookie);
    cookie.path = text("path").unwrap_or(cookie.path);
    cookie.same_site = match text("same_site").as_deref() {
        None | Some("lax") => SameSite::Lax,
        Some("strict") => SameSite::Strict,
        Some("none") => SameSite::None,
        Some(other) => bail!("same_site {other:?} is not known"),
    };
    cookie.https_only = is_true("https_only");
    cookie.domain = text("domain");
    cookie.partitioned = is_true("partitioned");
    Ok(cookie)
}
