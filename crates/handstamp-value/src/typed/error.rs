use std::fmt::Display;

use serde::de::{self, Expected, Unexpected};

use crate::json::read_error::ReadError;
use crate::json::stop::Stop;

/// Why a value did not fit the type that was asked for, or a type could not become a value.
///
/// The message names kinds, fields and variants of the type that was asked for. It does not show the value: a
/// session's values are nothing for a log. (A type's own `Deserialize` can say what it likes.)
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct TypedError {
    message: Box<str>,
}

impl TypedError {
    pub(crate) fn new(message: impl Display) -> Self {
        Self { message: message.to_string().into() }
    }

    pub(crate) fn too_deep() -> Self {
        Self::new("nested too deeply")
    }
}

// Text that was checked is walked through again; that the second walk stops cannot happen.
impl From<Stop> for TypedError {
    fn from(stop: Stop) -> Self {
        Self::from(ReadError::from(stop))
    }
}

impl From<ReadError> for TypedError {
    fn from(error: ReadError) -> Self {
        Self::new(error)
    }
}

impl de::Error for TypedError {
    fn custom<T: Display>(message: T) -> Self {
        Self::new(message)
    }

    fn invalid_type(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::new(format_args!("{} in place of {expected}", kind(found)))
    }

    fn invalid_value(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::new(format_args!("{} that is not {expected}", kind(found)))
    }

    fn unknown_field(_: &str, expected: &'static [&'static str]) -> Self {
        Self::new(format_args!("a key that is none of the fields {}", expected.join(", ")))
    }

    fn unknown_variant(_: &str, expected: &'static [&'static str]) -> Self {
        Self::new(format_args!("none of the variants {}", expected.join(", ")))
    }
}

impl serde::ser::Error for TypedError {
    fn custom<T: Display>(message: T) -> Self {
        Self::new(message)
    }
}

/// What was found, without its content.
fn kind(found: Unexpected<'_>) -> &'static str {
    match found {
        Unexpected::Bool(_) => "a bool",
        Unexpected::Unsigned(_) | Unexpected::Signed(_) => "an integer",
        Unexpected::Float(_) => "a float",
        Unexpected::Char(_) | Unexpected::Str(_) => "text",
        Unexpected::Bytes(_) => "bytes",
        Unexpected::Unit | Unexpected::Option => "None",
        Unexpected::Seq => "a list",
        Unexpected::Map => "a dict",
        Unexpected::NewtypeStruct
        | Unexpected::Enum
        | Unexpected::UnitVariant
        | Unexpected::NewtypeVariant
        | Unexpected::TupleVariant
        | Unexpected::StructVariant
        | Unexpected::Other(_) => "a value of another kind",
    }
}
