//! One question: a line of JSON, read by Python's rules, so that `1`, `1.0` and large integers stay
//! what they are.

use std::time::{Duration, SystemTime};

use anyhow::{Context as _, bail};
use handstamp_value::json::{self, Limits, Tags};
use handstamp_value::{Dict, Value};

use super::notation;

/// Questions are trusted: only the nesting is bounded.
pub(super) fn limits() -> Limits {
    Limits::default().with_bytes(usize::MAX).with_depth(500)
}

/// A question's fields.
pub(super) struct Question(Dict);

impl Question {
    pub(super) fn parse(line: &str) -> anyhow::Result<Self> {
        match json::read(line, Tags::Plain, &limits())? {
            Value::Dict(fields) => Ok(Self(fields)),
            _ => bail!("a question is a JSON object"),
        }
    }

    /// A field, unless it is missing or null.
    pub(super) fn field(&self, name: &str) -> Option<&Value> {
        self.0.get(name).filter(|value| **value != Value::Null)
    }

    pub(super) fn text(&self, name: &str) -> anyhow::Result<&str> {
        self.field(name).and_then(Value::as_str).with_context(|| format!("no text {name:?}"))
    }

    /// Text as its UTF-8 bytes, or bytes.
    pub(super) fn bytes(&self, name: &str) -> anyhow::Result<Vec<u8>> {
        notation::bytes(self.field(name).with_context(|| format!("no {name:?}"))?)
    }

    /// The value of a field in the notation of the vectors.
    pub(super) fn value(&self, name: &str) -> anyhow::Result<Result<Value, notation::NotWritable>> {
        notation::read(self.field(name).unwrap_or(&Value::Null))
    }

    pub(super) fn list(&self, name: &str) -> &[Value] {
        self.field(name).and_then(Value::as_list).unwrap_or_default()
    }

    /// A field of `params`, unless it is missing or null.
    pub(super) fn param(&self, name: &str) -> Option<&Value> {
        param(self.params(), name)
    }

    pub(super) fn params(&self) -> Option<&Dict> {
        self.field("params").and_then(Value::as_dict)
    }

    /// The question's clock.
    pub(super) fn now(&self) -> anyhow::Result<SystemTime> {
        let now = self.field("now").and_then(Value::as_i64).context("no \"now\"")?;
        let distance = Duration::from_secs(now.unsigned_abs());
        let time = if now < 0 {
            SystemTime::UNIX_EPOCH.checked_sub(distance)
        } else {
            SystemTime::UNIX_EPOCH.checked_add(distance)
        };
        time.context("\"now\" is far off")
    }

    /// The clock and the limit of age. Python takes a negative limit, and no age is under it: here
    /// that is a clock after all time stamps, and no age allowed.
    pub(super) fn now_and_max_age(&self) -> anyhow::Result<(SystemTime, Option<Duration>)> {
        const AFTER_ALL: Duration = Duration::from_secs(1 << 40);
        let Some(max_age) = self.field("max_age").and_then(Value::as_i64) else {
            return Ok((self.now()?, None));
        };
        Ok(match u64::try_from(max_age) {
            Ok(seconds) => (self.now()?, Some(Duration::from_secs(seconds))),
            Err(_) => (SystemTime::UNIX_EPOCH + AFTER_ALL, Some(Duration::ZERO)),
        })
    }

    /// Which itsdangerous made the token, such as `2.2.0`. Where only Flask is named: both left 0.x together.
    pub(super) fn itsdangerous_version(&self) -> &str {
        let deps = self.field("deps").and_then(Value::as_dict);
        let named = |lib| deps.and_then(|deps| deps.get(lib)).and_then(Value::as_str);
        let named = named("itsdangerous").or_else(|| named("flask"));
        named.or_else(|| self.text("lib_version").ok()).unwrap_or_default()
    }
}

/// A field of a `params` object, unless it is missing or null.
pub(super) fn param<'a>(params: Option<&'a Dict>, name: &str) -> Option<&'a Value> {
    params?.get(name).filter(|value| **value != Value::Null)
}
