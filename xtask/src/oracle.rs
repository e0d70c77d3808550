//! `cargo xtask oracle`: answers recorded questions, so that vectors of other implementations can be
//! held against this one. One JSON object a line in, one out, flushed before the next is waited for.

mod answer;
mod flask_sessions;
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

/// The answer to one line.
pub(crate) fn reply(line: &str) -> anyhow::Result<String> {
    let question = Question::parse(line)?;
    let id = question.field("id").cloned().unwrap_or(Value::Null);
    let answer = answer(&question).unwrap_or_else(|error| Answer::not_understood(&error));
    answer.write(id)
}

fn answer(question: &Question) -> anyhow::Result<Answer> {
    let kind = question.text("kind")?;
    match (question.text("do")?, kind) {
        (_, "signer" | "timestamp-signer") => signers::answer(question),
        ("read", "signer-construct") => signers::construct(question),
        (_, "serializer" | "timed-serializer" | "urlsafe" | "urlsafe-timed") => {
            serializers::answer(question)
        }
        ("read", "flask-session") => flask_sessions::read(question),
        ("write", "flask-session" | "flask-session-write") => flask_sessions::write(question),
        ("read", "starlette-session") => starlette_sessions::read(question),
        ("write", "starlette-session") => starlette_sessions::write(question),
        ("read", "starlette-clear") => starlette_sessions::clear(question),
        ("read", "http-date-parse") => http_dates::parse(question),
        ("read", "http-date-format") => http_dates::format(question),
        _ => Ok(Answer::Unsupported),
    }
}
