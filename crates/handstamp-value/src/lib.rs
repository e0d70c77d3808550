//! Python's values and JSON in Rust, as `json.loads`, `json.dumps` and Flask's tags read and write them.
//!
//! **Who needs this crate.** You read or write JSON that a Python program reads or writes, and the bytes and
//! types have to be Python's: integers of any size, tuples, NaN, lone surrogates, key order. If you want a
//! session cookie, take `handstamp-flask` or `handstamp-starlette`; their sessions hold the [`Value`]s that
//! are described here.
//!
//! # In scope
//! - [`Value`]: every type that Python puts into a session, and [`Dict`], [`Key`], [`Text`], [`Int`],
//!   [`Uuid`], [`DateTime`].
//! - [`json`]: JSON as Python reads and writes it, with Flask's tags or without, with limits.
//!   [`json::LazyDict`] is a JSON object that was checked whole and is read only where it is asked.
//! - [`to_value`]: any type that serde knows becomes a value. [`json::LazyDict::get_as`] is the way back.
//! - [`http_date`] and [`parse_date`], as Werkzeug has them.
//!
//! # Out of scope
//! - Sessions, cookies, signatures: `handstamp-session`.
//! - HTTP. A clock: nothing here knows what time it is.
//!
//! # Example
//! ```
//! use handstamp_value::json::{self, Limits, Style, Tags};
//! use handstamp_value::{Dict, Value};
//!
//! let text = r#"{"size": {" t": [640, 480]}, "big": 36893488147419103232}"#;
//! let value = json::read(text, Tags::Flask, &Limits::default())?;
//! let dict: &Dict = value.as_dict().unwrap();
//! assert_eq!(dict.get("size"), Some(&Value::Tuple(vec![640.into(), 480.into()])));
//!
//! let style = Style::default().with_tags(Tags::Flask);
//! assert_eq!(json::write(&value, &style, &Limits::default())?, text);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Python → here
//! | Python | here |
//! |---|---|
//! | `None`, `True`, `3`, `2.5` | [`Value::Null`], [`Value::Bool`], [`Value::Int`], [`Value::Float`] |
//! | `"text"`, `b"bytes"` | [`Value::Str`], [`Value::Bytes`] |
//! | `[1]`, `(1,)`, `{"a": 1}` | [`Value::List`], [`Value::Tuple`], [`Value::Dict`] |
//! | `Markup`, `uuid.UUID`, `datetime` | [`Value::Markup`], [`Value::Uuid`], [`Value::DateTime`] |
//! | `json.loads`, `json.dumps` | [`json::read`], [`json::write`] |
//! | `separators`, `ensure_ascii`, `sort_keys` | [`json::Style`] |
//! | `flask.json.tag.TaggedJSONSerializer` | [`json::Tags::Flask`] |
//! | `werkzeug.http.http_date`, `parse_date` | [`http_date`], [`parse_date`] |
#![cfg_attr(docsrs, feature(doc_cfg))]

mod calendar;
mod date_time;
mod dict;
mod http_date;
mod int;
pub mod json;
mod key;
mod parse_error;
mod rfc3339;
mod text;
mod typed;
mod uuid;
mod value;
mod wtf8;

pub use crate::date_time::DateTime;
pub use crate::http_date::{http_date, parse_date};
pub use crate::int::Int;
pub use crate::key::Key;
pub use crate::parse_error::ParseError;
pub use crate::text::Text;
pub use crate::typed::error::TypedError;
pub use crate::typed::to_value::to_value;
pub use crate::uuid::Uuid;
pub use crate::value::{Dict, Value};
