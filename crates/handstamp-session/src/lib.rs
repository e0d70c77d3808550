//! The session of a Python web app: its values, its JSON, what changed, and the joints for codecs and
//! stores.
//!
//! **Who needs this crate.** You write a codec or a store of your own, or handle session values by
//! hand. If you want Flask's session cookie, take `handstamp-flask`; it hands out the [`Session`] that is
//! described here.
//!
//! # In scope
//! - [`Session`]: lazy, typed, knows what was changed; flash messages in Flask's form.
//! - [`Value`]: every type that Python puts into a session.
//! - [`json`]: JSON as Python reads and writes it, Flask's tags included, with limits.
//! - [`Codec`] (cookie text ↔ session) and [`Store`] (session id ↔ session).
//! - [`http_date`] and [`parse_date`], as Werkzeug has them.
//!
//! # Out of scope
//! - Signatures and cookies of a framework: `handstamp-flask`, `handstamp-starlette`.
//! - HTTP. A clock: `now` is an argument.
//!
//! # Example
//! ```
//! use handstamp_session::{Session, Value};
//! use serde::{Deserialize, Serialize};
//!
//! #[derive(Debug, PartialEq, Serialize, Deserialize)]
//! struct Cart {
//!     items: Vec<String>,
//! }
//!
//! let mut session = Session::new();
//! session.insert("_user_id", "42")?;
//! session.insert("cart", &Cart { items: vec!["apple".into()] })?;
//! session.flash("info", "Welcome back");
//!
//! assert_eq!(session.get_str("_user_id"), Some("42"));
//! assert_eq!(session.get("_fresh"), None);
//! let cart: Option<Cart> = session.get_as("cart")?;
//! assert_eq!(cart.unwrap().items, ["apple"]);
//! assert!(session.is_changed());
//! # Ok::<(), handstamp_session::Error>(())
//! ```
//!
//! # Python → here
//! | Python | here |
//! |---|---|
//! | `session["a"]`, `session.get("a")` | [`Session::get`], [`Session::get_str`], [`Session::get_as`] |
//! | `session["a"] = 1` | [`Session::insert`], [`Session::insert_value`] |
//! | `session.pop("a", None)`, `session.clear()` | [`Session::remove`], [`Session::clear`] |
//! | `session.modified`, `session.new` | [`Session::is_changed`], [`Session::is_new`] |
//! | `flash("hi", "info")` | [`Session::flash`] |
//! | `get_flashed_messages(with_categories=True)` | [`Session::take_flashes`] |
//! | `None`, `True`, `3`, `2.5` | [`Value::Null`], [`Value::Bool`], [`Value::Int`], [`Value::Float`] |
//! | `"text"`, `b"bytes"` | [`Value::Str`], [`Value::Bytes`] |
//! | `[1]`, `(1,)`, `{"a": 1}` | [`Value::List`], [`Value::Tuple`], [`Value::Dict`] |
//! | `Markup`, `uuid.UUID`, `datetime` | [`Value::Markup`], [`Value::Uuid`], [`Value::DateTime`] |
//! | `json.loads`, `json.dumps` | [`json::read`], [`json::write`] |
//! | `http_date`, `parse_date` | [`http_date`], [`parse_date`] |
#![cfg_attr(docsrs, feature(doc_cfg))]

mod buffer;
mod changes;
mod codec;
mod date_time;
mod dict;
mod error;
mod flashes;
mod http_date;
mod int;
pub mod json;
mod key;
#[cfg(feature = "login")]
pub mod login;
mod session;
mod store;
mod text;
mod typed;
mod uuid;
mod value;

pub use crate::changes::Changes;
pub use crate::codec::Codec;
pub use crate::date_time::DateTime;
pub use crate::dict::Dict;
pub use crate::error::Error;
pub use crate::flashes::Flash;
pub use crate::http_date::{http_date, parse_date};
pub use crate::int::Int;
pub use crate::key::Key;
pub use crate::session::Session;
pub use crate::store::{BoxFuture, Store, StoreError};
pub use crate::text::Text;
pub use crate::typed::to_value;
pub use crate::uuid::Uuid;
pub use crate::value::Value;
