use serde::de::Visitor;

use crate::json::cursor::Cursor;
use crate::json::number::Number;
use crate::typed::error::TypedError;

/// Gives a visitor the number that begins here. An integer of more than 64 bits is given as a float.
pub(crate) fn visit_number<'de, V: Visitor<'de>>(
    cursor: &mut Cursor<'de>,
    visitor: V,
) -> Result<V::Value, TypedError> {
    match cursor.number()? {
        Number::Float(text) => visitor.visit_f64(text.parse().unwrap_or(f64::NAN)),
        Number::Special(value) => visitor.visit_f64(value),
        Number::Int(text) => {
            if let Ok(value) = text.parse::<u64>() {
                visitor.visit_u64(value)
            } else if let Ok(value) = text.parse::<i64>() {
                visitor.visit_i64(value)
            } else {
                visitor.visit_f64(text.parse().unwrap_or(f64::NAN))
            }
        }
    }
}

/// An integer of up to 128 bits.
pub(crate) enum Large {
    Signed(i128),
    Unsigned(u128),
}

impl Large {
    /// The integer that begins here, if it is one and fits. The cursor moves only then.
    pub(crate) fn of(cursor: &mut Cursor<'_>) -> Result<Option<Self>, TypedError> {
        cursor.skip_space();
        if !matches!(cursor.peek(), Some(b'-' | b'0'..=b'9')) {
            return Ok(None);
        }
        let start = cursor.at();
        if let Number::Int(digits) = cursor.number()? {
            if let Ok(value) = digits.parse() {
                return Ok(Some(Self::Signed(value)));
            }
            if let Ok(value) = digits.parse() {
                return Ok(Some(Self::Unsigned(value)));
            }
        }
        cursor.move_to(start);
        Ok(None)
    }
}
