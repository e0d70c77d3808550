//! Kinds `flask-login-remember`, `flask-login-identifier`.

use anyhow::Context as _;
use handstamp_flask::{RememberToken, session_identifier, session_identifier_python2};
use handstamp_value::Value;

use super::answer::Answer;
use super::question::Question;
use super::settings;

/// Reads a remember cookie.
pub(super) fn read(question: &Question) -> anyhow::Result<Answer> {
    let tokens = tokens(question)?;
    // What is no UTF-8 reaches no reader of cookies as it is.
    let token = String::from_utf8_lossy(&question.bytes("token")?).into_owned();
    Ok(match tokens.read(&token) {
        Ok(user_id) => Answer::Value { value: user_id.into(), timestamp: None },
        Err(error) => Answer::refused(error),
    })
}

/// Writes a remember cookie.
pub(super) fn write(question: &Question) -> anyhow::Result<Answer> {
    let token = tokens(question)?.write(question.text("write_input")?)?;
    Ok(Answer::Written { token: token.into_bytes(), json: None, set_cookie: None })
}

/// A key of text is Latin-1 there, one of bytes is as it is.
pub(super) fn tokens(question: &Question) -> anyhow::Result<RememberToken> {
    let keys = settings::keys(question)?;
    let is_text = matches!(question.field("secret"), Some(Value::Str(_)));
    Ok(if is_text { RememberToken::new(keys) } else { RememberToken::with_byte_keys(keys) })
}

/// The `_id` of a session. The recorded Flask believed any `X-Forwarded-For`.
pub(super) fn identifier(question: &Question) -> anyhow::Result<Answer> {
    let input = question.field("input").and_then(Value::as_dict).context("no \"input\"")?;
    let text = |name| input.get(name).and_then(Value::as_str);
    let forwarded = text("x_forwarded_for").and_then(|line| line.split(',').next());
    let address = forwarded.map(str::trim).or_else(|| text("remote_addr"));
    let user_agent = text("user_agent").map(|text| user_agent(question, text));
    let identifier =
        if is_python2(question) { session_identifier_python2 } else { session_identifier };
    let value = identifier(address, user_agent.as_deref()).into();
    Ok(Answer::Value { value, timestamp: None })
}

/// The header as the test client of Python sends it: Latin-1 from Python 3, UTF-8 from Python 2.
pub(super) fn user_agent(question: &Question, text: &str) -> Vec<u8> {
    if is_python2(question) {
        return text.as_bytes().to_vec();
    }
    text.chars().map(|c| u8::try_from(c).unwrap_or(b'?')).collect()
}

pub(super) fn is_python2(question: &Question) -> bool {
    question.text("python").is_ok_and(|version| version.starts_with('2'))
}
