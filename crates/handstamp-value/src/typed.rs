//! Between values and any type that serde knows.
//!
//! A date is RFC 3339 text to other types, a UUID its text with hyphens; `DateTime`, `Uuid`, `Int`, `Text` and
//! `Value` keep their kind.

pub(crate) mod error;
pub(crate) mod from_dict;
pub(crate) mod from_key;
pub(crate) mod from_value;
pub(crate) mod kind;
pub(crate) mod names;
mod own_types;
pub(crate) mod to_value;
mod value;
