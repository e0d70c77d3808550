//! Kinds `http-date-parse`, `http-date-format`.

use anyhow::bail;
use handstamp_value::{Value, http_date, parse_date};

use super::answer::Answer;
use super::question::Question;

/// Text to a date, or to null.
pub(super) fn parse(question: &Question) -> anyhow::Result<Answer> {
    let value = parse_date(question.text("input")?).into();
    Ok(Answer::Value { value, timestamp: None })
}

/// A date to text.
pub(super) fn format(question: &Question) -> anyhow::Result<Answer> {
    let Ok(Value::DateTime(time)) = question.value("input")? else { bail!("no date") };
    Ok(Answer::Value { value: http_date(time).into(), timestamp: None })
}
