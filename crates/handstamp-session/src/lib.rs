//! The session of a Python web app: its keys and values, what was changed, and the joints for codecs and stores.
//!
//! **Who needs this crate.** You write a codec or a store of your own, or have a cookie that itsdangerous signed
//! and neither Flask nor Starlette wrote. If you want Flask's session cookie, take `handstamp-flask`, for
//! Starlette's and FastAPI's `handstamp-starlette`; they hand out the [`Session`] that is described here.
//!
//! # In scope
//! - [`Session`]: lazy, typed, knows what was changed; flash messages in Flask's form.
//! - [`Codec`]: cookie text to session and back, in two steps: [`verify`](Codec::verify), then
//!   [`open`](Codec::open).
//! - [`SignedCodec`]: the codec that Flask's and Starlette's cookies have in common, with every setting.
//! - [`Store`]: sessions that live on a server, by [`SessionId`]; [`MemoryStore`] is one. [`IdCodec`]: the
//!   cookie of such a session.
//!
//! # Out of scope
//! - A framework's own settings: `handstamp-flask`, `handstamp-starlette`.
//! - Values and JSON: `handstamp-value`. Signatures: `handstamp-itsdangerous`.
//! - HTTP. A clock: `now` is an argument.
//!
//! # Example
//! ```
//! use handstamp_session::Session;
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
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Python → here
//! | Python | here |
//! |---|---|
//! | `session["a"]`, `session.get("a")` | [`Session::get`], [`Session::get_str`], [`Session::get_as`] |
//! | `session["a"] = 1` | [`Session::insert`], [`Session::insert_value`] |
//! | `session.pop("a", None)`, `session.clear()` | [`Session::remove`], [`Session::clear`] |
//! | `session.modified`, `session.new` | [`Session::is_changed`], [`Session::is_new`] |
//! | `session.permanent` | [`Session::is_permanent`], [`Session::set_permanent`] |
//! | `flash("hi", "info")` | [`Session::flash`] |
//! | `get_flashed_messages(with_categories=True)` | [`Session::take_flashes`] |
//! | `URLSafeTimedSerializer`, `TimestampSigner` around a session | [`SignedCodec`] |
#![cfg_attr(docsrs, feature(doc_cfg))]

mod changes;
mod codec;
mod decode_error;
mod encode_error;
mod flashes;
mod id_codec;
mod memory_store;
mod payload;
mod permanent;
mod save_changes;
mod session;
mod session_id;
mod signed_codec;
mod signed_codec_builder;
mod store;
mod token_codec;
mod verified;

pub use crate::changes::Changes;
pub use crate::codec::Codec;
pub use crate::decode_error::{DecodeError, OpenError, VerifyError};
pub use crate::encode_error::EncodeError;
pub use crate::flashes::Flash;
pub use crate::id_codec::{IdCodec, PlainIds, SignedIds};
pub use crate::memory_store::{MemoryLimits, MemoryStore, MemoryStoreError};
pub use crate::payload::PayloadEncoding;
pub use crate::save_changes::save_changes;
pub use crate::session::Session;
pub use crate::session_id::SessionId;
pub use crate::signed_codec::SignedCodec;
pub use crate::signed_codec_builder::SignedCodecBuilder;
pub use crate::store::{BoxFuture, Loaded, Revision, Store, StoreError, Updated};
pub use crate::token_codec::TokenCodec;
pub use crate::verified::Verified;
