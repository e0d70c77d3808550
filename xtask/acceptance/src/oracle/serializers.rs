//! Kinds `serializer`, `timed-serializer`, `urlsafe`, `urlsafe-timed`: values as Python's JSON.

use std::time::SystemTime;

use handstamp_itsdangerous::{
    BadData, DumpError, DumpPayload, LoadPayload, SERIALIZER_SALT, Serializer, Signer,
    TimedSerializer, UrlSafeSerializer, UrlSafeTimedSerializer,
};
use handstamp_value::Value;
use handstamp_value::json::{self, Limits, ReadError, Style, Tags, WriteError};

use super::answer::Answer;
use super::question::{Question, limits};
use super::settings;

/// Python's `json` as a payload format: plain for serializers, compact for URL-safe ones.
struct PythonJson(Style);

impl PythonJson {
    fn plain() -> Self {
        Self(Style::default())
    }

    /// itsdangerous' `_CompactJSON`.
    fn compact() -> Self {
        Self(Style::default().with_compact(true).with_ascii(false))
    }
}

impl LoadPayload<Value> for PythonJson {
    type Error = ReadError;

    fn load(&self, payload: &[u8]) -> Result<Value, ReadError> {
        let text = std::str::from_utf8(payload).map_err(|_| ReadError::NotUtf8)?;
        json::read(text, Tags::Plain, &Limits::default().with_bytes(usize::MAX))
    }
}

impl DumpPayload<Value> for PythonJson {
    type Error = WriteError;

    fn dump(&self, value: &Value, out: &mut Vec<u8>) -> Result<(), WriteError> {
        out.extend_from_slice(json::write(value, &self.0, &limits())?.as_bytes());
        Ok(())
    }
}

/// Loads or dumps a value.
pub(super) fn answer(question: &Question) -> anyhow::Result<Answer> {
    let signers = match settings::signers(question, SERIALIZER_SALT)? {
        Some(Ok(signers)) => signers,
        Some(Err(error)) => return Ok(Answer::refused(error)),
        None => return Ok(Answer::Unsupported),
    };
    let mut signers = signers.into_iter();
    let Some(signer) = signers.next() else { return Ok(Answer::Unsupported) };
    if question.text("do")? == "write" {
        write(question, signer)
    } else {
        read(question, signer, signers)
    }
}

fn read(
    question: &Question,
    signer: Signer,
    fallbacks: impl Iterator<Item = Signer>,
) -> anyhow::Result<Answer> {
    let token = question.bytes("token")?;
    let timed = |signer| settings::timed(question, signer);
    Ok(match question.text("kind")? {
        "serializer" => {
            let first = Serializer::with_signer(signer, PythonJson::plain());
            let all = fallbacks.fold(first, Serializer::with_fallback);
            loaded(&token, all.loads(&token).map(untimed))
        }
        "urlsafe" => {
            let first = UrlSafeSerializer::with_signer(signer, PythonJson::compact());
            let all = fallbacks.fold(first, UrlSafeSerializer::with_fallback);
            loaded(&token, all.loads(&token).map(untimed))
        }
        "timed-serializer" => {
            let (now, max_age) = question.now_and_max_age()?;
            let first = TimedSerializer::with_signer(timed(signer), PythonJson::plain());
            let all = fallbacks.map(timed).fold(first, TimedSerializer::with_fallback);
            loaded(&token, all.loads_timestamped(&token, now, max_age).map(stamped))
        }
        _ => {
            let (now, max_age) = question.now_and_max_age()?;
            let first = UrlSafeTimedSerializer::with_signer(timed(signer), PythonJson::compact());
            let all = fallbacks.map(timed).fold(first, UrlSafeTimedSerializer::with_fallback);
            loaded(&token, all.loads_timestamped(&token, now, max_age).map(stamped))
        }
    })
}

type Loaded = (Value, Option<SystemTime>);

fn untimed(value: Value) -> Loaded {
    (value, None)
}

fn stamped((value, time): (Value, SystemTime)) -> Loaded {
    (value, Some(time))
}

fn loaded<E: std::error::Error>(token: &[u8], loaded: Result<Loaded, BadData<E>>) -> Answer {
    match loaded {
        Ok((value, timestamp)) => Answer::Value { value, timestamp },
        Err(error) => Answer::bad_data(token, &error),
    }
}

fn write(question: &Question, signer: Signer) -> anyhow::Result<Answer> {
    let Ok(value) = question.value("write_input")? else {
        return Ok(Answer::refused("no JSON has this value"));
    };
    let timed = |signer| settings::timed(question, signer);
    let (plain, compact) = (PythonJson::plain, PythonJson::compact);
    let (format, token) = match question.text("kind")? {
        "serializer" => (plain(), Serializer::with_signer(signer, plain()).dumps(&value)),
        "urlsafe" => {
            (compact(), bytes(UrlSafeSerializer::with_signer(signer, compact()).dumps(&value)))
        }
        "timed-serializer" => {
            let serializer = TimedSerializer::with_signer(timed(signer), plain());
            (plain(), serializer.dumps(&value, question.now()?))
        }
        _ => {
            let serializer = UrlSafeTimedSerializer::with_signer(timed(signer), compact());
            (compact(), bytes(serializer.dumps(&value, question.now()?)))
        }
    };
    Ok(match token {
        Ok(token) => Answer::Written {
            token,
            json: Some(json::write(&value, &format.0, &limits())?),
            set_cookie: None,
        },
        Err(error) => Answer::refused(error),
    })
}

fn bytes<E>(token: Result<String, DumpError<E>>) -> Result<Vec<u8>, DumpError<E>> {
    token.map(String::into_bytes)
}
