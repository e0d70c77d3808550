//! Typed sessions: between values and any type that serde knows.
//!
//! A date is RFC 3339 text to other types, a UUID its text with hyphens; `DateTime`, `Uuid`, `Int`,
//! `Text` and `Value` keep their kind.

mod from_dict;
mod from_key;
mod from_value;
mod own_types;
mod to_value;
mod value;

pub(crate) use from_dict::FromDict;
pub(crate) use from_key::FromKey;
pub(crate) use from_value::FromValue;
pub use to_value::to_value;

use crate::Error;

// Names of newtype structs by which this crate's types know each other. To any other format they
// are what they hold.
const VALUE: &str = "$handstamp_session::Value";
const TEXT: &str = "$handstamp_session::Text";
const INT: &str = "$handstamp_session::Int";
const UUID: &str = "$handstamp_session::Uuid";
const DATE_TIME: &str = "$handstamp_session::DateTime";
const MARKUP: &str = "$handstamp_session::Markup";

/// Does a type of this crate ask, which wants more than plain JSON can say?
pub(crate) fn is_own_name(name: &str) -> bool {
    matches!(name, VALUE | INT)
}

impl serde::de::Error for Error {
    fn custom<T: std::fmt::Display>(message: T) -> Self {
        Self::Typed(message.to_string().into())
    }
}

impl serde::ser::Error for Error {
    fn custom<T: std::fmt::Display>(message: T) -> Self {
        Self::Typed(message.to_string().into())
    }
}
