//! `cargo xtask oracle`: answers recorded questions, so that vectors of other implementations can be
//! held against this one. One JSON object a line in, one out, flushed before the next is waited for.

mod answer;
mod flask_login_requests;
mod flask_logins;
mod flask_responses;
mod flask_sessions;
mod flask_sids;
mod flask_tokens;
mod http_dates;
mod notation;
mod passwords;
mod question;
mod request;
mod serializers;
mod session_errors;
mod settings;
mod signers;
mod starlette_sessions;

use std::io::{BufRead, Write};

use anyhow::Context as _;
use handstamp_value::Value;

use answer::Answer;
use question::Question;

/// Answers questions on stdin until it ends.
pub(crate) fn run(_: &[String]) -> anyhow::Result<()> {
    converse(&mut std::io::stdin().lock(), &mut std::io::stdout().lock())
}

fn converse(from: &mut impl BufRead, to: &mut impl Write) -> anyhow::Result<()> {
    let mut line = Vec::new();
    while from.read_until(b'\n', &mut line).context("stdin")? > 0 {
        if !line.trim_ascii().is_empty() {
            let answer = match std::str::from_utf8(&line) {
                Ok(line) => reply(line)?,
                Err(error) => Answer::not_understood(&error.into()).write(Value::Null)?,
            };
            writeln!(to, "{answer}")?;
            to.flush()?;
        }
        line.clear();
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
        ("read", "flask-session-sid") => flask_sids::read(question),
        ("respond", "flask-login-session") => flask_login_requests::respond(question),
        ("read", "flask-session" | "flask-login-session") => flask_sessions::read(question),
        ("write", "flask-session" | "flask-session-write") => flask_sessions::write(question),
        ("read", "starlette-session") => starlette_sessions::read(question),
        ("write", "starlette-session") => starlette_sessions::write(question),
        ("read", "starlette-clear") => starlette_sessions::clear(question),
        ("read", "werkzeug-pwhash" | "password-hash") => passwords::verify(question),
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

    #[test]
    fn a_line_that_is_not_utf_8_is_answered_and_the_next_one_too() {
        let mut asked =
            &b"{\"id\":1,\"kind\":\"\xff\"}\n\r\n{\"id\":2,\"do\":\"read\",\"kind\":\"x\"}"[..];
        let mut answers = Vec::new();
        converse(&mut asked, &mut answers).unwrap();
        let answers = String::from_utf8(answers).unwrap();
        let [first, second] = answers.lines().collect::<Vec<_>>()[..] else { panic!("{answers}") };
        assert!(first.starts_with(r#"{"id":null,"ok":false,"error":"BadQuestion""#), "{first}");
        assert_eq!(second, r#"{"id":2,"ok":false,"error":"Unsupported"}"#);
    }

    #[test]
    fn a_clock_is_asked_for_only_where_there_is_a_time_stamp() {
        for (kind, timed) in [
            ("signer", false),
            ("timestamp-signer", true),
            ("serializer", false),
            ("timed-serializer", true),
            ("urlsafe", false),
            ("urlsafe-timed", true),
        ] {
            let question = |now: &str, fields: &str| {
                format!(r#"{{"id":1,"kind":"{kind}","secret":"k","salt":"s",{now}{fields}}}"#)
            };
            let write = r#""do":"write","write_input":"v""#;
            let written = reply(&question(r#""now":1700000000,"#, write)).unwrap();
            let written: serde_json::Value = serde_json::from_str(&written).unwrap();
            let read = format!(r#""do":"read","token":{}"#, written["token"]);
            for fields in [write, &read] {
                let answer = reply(&question("", fields)).unwrap();
                let asked_for = answer.contains(r#"no \"now\""#);
                assert_eq!(asked_for, timed, "{kind} {fields}: {answer}");
                assert_eq!(answer.contains(r#""ok":true"#), !timed, "{kind} {fields}: {answer}");
            }
        }
    }

    #[test]
    fn what_is_absurd_is_answered_with_an_error() {
        for value in [
            r#"{"a":{"$t":"deep","depth":1000000}}"#,
            r#"{"a":{"$t":"deep","depth":1000}}"#,
            r#"{"a":{"$t":"str_repeat","v":"q","n":9223372036854775807}}"#,
        ] {
            for kind in ["urlsafe", "flask-session", "starlette-session"] {
                let answer = reply(&format!(
                    r#"{{"id":1,"do":"write","kind":"{kind}","secret":"k","now":1,"write_input":{value}}}"#
                ));
                let answer = answer.unwrap();
                assert!(answer.starts_with(r#"{"id":1,"ok":false,"#), "{kind} {value}: {answer}");
            }
        }
    }

    #[test]
    fn a_lone_surrogate_in_a_markup_is_kept() {
        let ask = |fields: &str| {
            let settings = r#""kind":"flask-session","secret":"k","salt":"cookie-session","now":1"#;
            reply(&format!(r#"{{"id":1,{settings},{fields}}}"#)).unwrap()
        };
        let value = r#"{"a":{"$t":"markup","v":"\ud800"}}"#;
        let written = ask(&format!(r#""do":"write","write_input":{value}"#));
        let written: serde_json::Value = serde_json::from_str(&written).unwrap();
        assert_eq!(written["json"], r#"{"a":{" m":"\ud800"}}"#);
        let read = ask(&format!(r#""do":"read","token":{}"#, written["token"]));
        assert!(read.contains(&format!(r#""value":{value}"#)), "{read}");
    }
}
