use crate::int::Int;
use crate::json::limits::Limits;
use crate::json::number::Number;
use crate::json::parse::{Build, parse};
use crate::json::read_error::ReadError;
use crate::json::string::Span;
use crate::json::tags::Tags;
use crate::json::untag::{Untagged, decode_base64};
use crate::key::Key;
use crate::value::Dict;
use crate::value::Value;

/// Reads JSON text as Python's `json.loads` does, and with [`Tags::Flask`] as Flask's
/// `TaggedJSONSerializer.loads` does.
///
/// # Errors
/// [`ReadError::Syntax`], [`ReadError::TooDeep`], [`ReadError::TextTooLong`], [`ReadError::IntegerTooLong`]; and
/// [`ReadError::BadTag`] for a tag around something that Flask never writes there.
pub fn read(text: &str, tags: Tags, limits: &Limits) -> Result<Value, ReadError> {
    parse::<Values>(text, tags, limits, None).map(|(value, _)| value)
}

/// Makes [`Value`]s.
struct Values;

impl<'a> Build<'a> for Values {
    type Value = Value;
    type List = Vec<Value>;
    type Dict = Vec<(Key, Value)>;

    fn null() -> Value {
        Value::Null
    }

    fn bool(value: bool) -> Value {
        Value::Bool(value)
    }

    fn number(number: Number<'a>) -> Value {
        match number {
            Number::Int(text) => Value::Int(Int::of_digits(text)),
            Number::Float(text) => Value::Float(text.parse().unwrap_or(f64::NAN)),
            Number::Special(value) => Value::Float(value),
        }
    }

    fn string(text: &'a str, span: Span) -> Value {
        Value::Str(span.raw(text).to_text())
    }

    fn push(list: &mut Vec<Value>, item: Value) {
        list.push(item);
    }

    fn list(list: Vec<Value>) -> Value {
        Value::List(list)
    }

    fn put(dict: &mut Vec<(Key, Value)>, text: &'a str, key: Span, value: Value) {
        dict.push((Key::Text(key.raw(text).to_text()), value));
    }

    fn dict(pairs: Vec<(Key, Value)>) -> Value {
        Value::Dict(Dict::from_text_pairs(pairs))
    }

    fn untagged(untagged: Untagged<'a>, inner: Value) -> Option<Value> {
        match (untagged, inner) {
            (Untagged::Tuple, Value::List(items)) => Some(Value::Tuple(items)),
            (Untagged::Markup, Value::Str(text)) => Some(Value::Markup(text)),
            (Untagged::Bytes(text), _) => decode_base64(text).map(Value::Bytes),
            (Untagged::Uuid(uuid), _) => Some(Value::Uuid(uuid)),
            (Untagged::DateTime(time), _) => Some(Value::DateTime(time)),
            (Untagged::Dict(tag), Value::Dict(dict)) => {
                let (_, value) = dict.into_iter().next()?;
                Some(Value::Dict(Dict::from_iter([(tag.key(), value)])))
            }
            _ => None,
        }
    }
}
