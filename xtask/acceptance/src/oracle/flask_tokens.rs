//! Kinds `flask-wtf-csrf`, `flask-security-auth-token`.

use std::time::Duration;

use handstamp_flask::{
    AuthTokenError, AuthTokenReader, CsrfError, FlaskWtf, FlaskWtfBuilder, Session, Value,
};

use super::answer::Answer;
use super::question::Question;
use super::settings;

/// Checks a CSRF token against the secret of a session.
pub(super) fn check_csrf(question: &Question) -> anyhow::Result<Answer> {
    let (now, time_limit) = question.now_and_max_age()?;
    let csrf = csrf(question)?.time_limit(time_limit).build();
    let session = session(question)?;
    let token = String::from_utf8_lossy(&question.bytes("token")?).into_owned();
    Ok(match csrf.check(&session, &token, now) {
        Ok(()) => {
            let value = question.field("session_token").cloned().unwrap_or(Value::Null);
            Answer::Value { value, timestamp: None }
        }
        Err(error @ CsrfError::Expired) => Answer::named("SignatureExpired", error),
        Err(error @ CsrfError::Invalid) => Answer::named("BadSignature", error),
        Err(error) => Answer::refused(error),
    })
}

/// Makes a CSRF token of the secret of a session.
pub(super) fn write_csrf(question: &Question) -> anyhow::Result<Answer> {
    let token = csrf(question)?.build().token(&session(question)?, question.now()?)?;
    Ok(Answer::Written { token: token.into_bytes(), json: None, set_cookie: None })
}

fn csrf(question: &Question) -> anyhow::Result<FlaskWtfBuilder> {
    let csrf = FlaskWtf::builder(settings::keys(question)?).epoch(settings::epoch(question));
    Ok(csrf.clock_tolerance(Duration::ZERO))
}

fn session(question: &Question) -> anyhow::Result<Session> {
    let mut session = Session::new();
    let secret = question.field("session_token").or_else(|| question.field("write_input"));
    if let Some(secret) = secret {
        session.insert_value("csrf_token", secret.clone());
    }
    Ok(session)
}

/// Reads an authentication token.
pub(super) fn read_auth_token(question: &Question) -> anyhow::Result<Answer> {
    let (now, max_age) = question.now_and_max_age()?;
    let mut reader = AuthTokenReader::builder(settings::keys(question)?).max_age(max_age);
    if question.field("salt").is_some() {
        reader = reader.salt(question.bytes("salt")?);
    }
    let token = String::from_utf8_lossy(&question.bytes("token")?).into_owned();
    Ok(match reader.build().read(&token, now) {
        Ok(token) => Answer::Value { value: Value::Dict(token.fields().clone()), timestamp: None },
        Err(error) => Answer::named(
            match error {
                AuthTokenError::Expired => "SignatureExpired",
                AuthTokenError::BadSignature => "BadSignature",
                AuthTokenError::BadPayload => "BadPayload",
                _ => "Refused",
            },
            error,
        ),
    })
}
