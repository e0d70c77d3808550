//! `cargo xtask oracle`: answers recorded questions, so that vectors of other implementations can be
//! held against this one. One JSON object a line in, one out, flushed before the next is waited for.

mod answer;
mod flask_logins;
mod flask_responses;
mod flask_sessions;
mod flask_tokens;
mod http_dates;
mod notation;
mod question;
mod serializers;
mod session_errors;
mod settings;
mod signers;
mod starlette_sessions;

use std::io::{BufRead as _, Write as _};

use anyhow::Context as _;
use handstamp_session::Value;

use answer::Answer;
use question::Question;

/// Answers questions on stdin until it ends.
pub(crate) fn run(_: &[String]) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let line = line.context("stdin")?;
        if line.trim().is_empty() {
            continue;
        }
        writeln!(out, "{}", reply(&line)?)?;
        out.flush()?;
    }
    Ok(())
}

/// The answer to one line. Whatever is wrong with the question, there is one.
pub(crate) fn reply(line: &str) -> anyhow::Result<String> {
    let question = match Question::parse(line) {
        Ok(question) => question,
        Err(error) => return Answer::not_understood(&error).write(Value::Null),
    };
    let id = question.field("id").cloned().unwrap_or(Value::Null);
    let answer = answer(&question).unwrap_or_else(|error| Answer::not_understood(&error));
    // A value may be nested so deeply that an answer cannot hold it.
    answer.write(id.clone()).or_else(|error| Answer::refused(format!("{error:#}")).write(id))
}

fn answer(question: &Question) -> anyhow::Result<Answer> {
    let kind = question.text("kind")?;
    match (question.text("do")?, kind) {
        (_, "signer" | "timestamp-signer") => signers::answer(question),
        ("read", "signer-construct") => signers::construct(question),
        (_, "serializer" | "timed-serializer" | "urlsafe" | "urlsafe-timed") => {
            serializers::answer(question)
        }
        ("respond", "flask-set-cookie") => flask_responses::respond(question),
        ("read", "flask-wtf-csrf") => flask_tokens::check_csrf(question),
        ("write", "flask-wtf-csrf") => flask_tokens::write_csrf(question),
        ("read", "flask-security-auth-token") => flask_tokens::read_auth_token(question),
        ("read", "flask-login-remember") => flask_logins::read(question),
        ("write", "flask-login-remember") => flask_logins::write(question),
        ("read", "flask-login-identifier") => flask_logins::identifier(question),
        ("read", "flask-session" | "flask-login-session") => flask_sessions::read(question),
        ("write", "flask-session" | "flask-session-write") => flask_sessions::write(question),
        ("read", "starlette-session") => starlette_sessions::read(question),
        ("write", "starlette-session") => starlette_sessions::write(question),
        ("read", "starlette-clear") => starlette_sessions::clear(question),
        ("read", "http-date-parse") => http_dates::parse(question),
        ("read", "http-date-format") => http_dates::format(question),
        _ => Ok(Answer::Unsupported),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_answered() {
        let unsupported = r#"{"id":1,"ok":false,"error":"Unsupported"}"#;
        assert_eq!(reply(r#"{"id":1,"do":"read","kind":"django-signing"}"#).unwrap(), unsupported);
        for (line, id) in [
            ("", "null"),
            ("{", "null"),
            ("[]", "null"),
            (r#"{"id":"x"}"#, "\"x\""),
            (r#"{"id":"x","do":"read","kind":"signer"}"#, "\"x\""),
        ] {
            let expected = format!("{{\"id\":{id},\"ok\":false,\"error\":\"BadQuestion\"");
            assert!(reply(line).unwrap().starts_with(&expected), "{line}");
        }
    }

    #[test]
    fn a_signed_value_is_read_and_written() {
        // Python: TimestampSigner("k").sign("v") at 1700000000.
        let question = r#"{"id":7,"do":"write","kind":"timestamp-signer","secret":"k","salt":null,"write_input":"v","now":1700000000}"#;
        let token = "v.ZVPxAA.aIU8OIbK1jtE1qPbtaRmYUMZlpQ";
        let written = format!("{{\"id\":7,\"ok\":true,\"token\":\"{token}\"}}");
        assert_eq!(reply(question).unwrap(), written);
        for (max_age, error) in [("null", None), ("9", None), ("-1", Some("SignatureExpired"))] {
            let question = format!(
                "{{\"id\":8,\"do\":\"read\",\"kind\":\"timestamp-signer\",\"secret\":\"k\",\"token\":\
                 \"{token}\",\"now\":1700000009,\"max_age\":{max_age}}}"
            );
            let reply = reply(&question).unwrap();
            match error {
                Some(error) => assert!(reply.contains(error), "{reply}"),
                None => assert!(reply.contains("\"timestamp\":1700000000"), "{reply}"),
            }
        }
    }
}
