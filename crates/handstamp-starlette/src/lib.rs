//! The session cookie of Starlette and FastAPI in Rust: read it, check it, write it back.
//!
//! **Who needs this crate.** A FastAPI or Starlette app keeps its users' logins in `SessionMiddleware`, and
//! a Rust service beside it has to know who they are, or logs them in itself, with the same cookie and the
//! same key. No web framework and no async are needed:
//!
//! ```
//! use handstamp_starlette::{SecretKey, session_codec};
//!
//! # let secret_key = "c1bb4b1b7e2cf6f2a1b0d5f0e37a2f64";
//! # let now = std::time::UNIX_EPOCH + std::time::Duration::from_secs(1_795_316_842);
//! # let mut john = handstamp_starlette::Session::new();
//! # john.insert("username", "john")?;
//! # let cookie_value = session_codec(SecretKey::new(secret_key)?).build().encode(&john, now)?;
//! let starlette = session_codec(SecretKey::new(secret_key)?).build();
//! let session = starlette.decode(cookie_value, now)?;
//! let user: Option<&str> = session.get_str("username");
//! assert_eq!(user, Some("john"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # In scope
//! - The session cookie of Starlette 0.13 to 1.x, both ways: [`session_codec`].
//!
//! # Out of scope
//! - HTTP: the `Cookie` and `Set-Cookie` headers, who is asking. `handstamp-login` has them.
//! - A clock: `now` is an argument.
//!
//! # One key, one purpose
//! Starlette signs its sessions with itsdangerous' default salt. Whatever else a Python app signs with the
//! same key and `TimestampSigner(key)` (a link in a mail, a download) and hands out **is a session** to
//! Starlette, and so it is here, if its value is base64 of a JSON object. Give `SessionMiddleware` a key
//! that signs nothing else.
//!
//! # Python → here
//! | Starlette | here |
//! |---|---|
//! | `SessionMiddleware(app, secret_key=…)` | [`session_codec`] |
//! | `max_age`, or `None` | [`SignedCodecBuilder::max_age`] |
//! | `request.session["a"]`, `request.session.get("a")` | [`Session::get`], [`Session::get_str`], [`Session::get_as`] |
//! | `request.session["a"] = 1`, `.pop("a", None)`, `.clear()` | [`Session::insert`], [`Session::remove`], [`Session::clear`] |
//! | HTTP 500 for a bad payload | [`DecodeError`]: no session, a reason for the log |
//!
//! # Stricter than Starlette
//! Base64 in its one canonical form, JSON that is UTF-8 without a byte order mark, an object and nothing
//! else, 64 KiB and 200 levels at most: anything else is refused, where Starlette takes it or answers with
//! an error 500. An empty signed session is a session, and no login. Looser in one point: a session that
//! was signed up to 30 seconds ahead of this machine's clock is taken
//! ([`SignedCodecBuilder::clock_tolerance`]).
#![cfg_attr(docsrs, feature(doc_cfg))]

mod codec;

pub use codec::session_codec;
pub use handstamp_itsdangerous::{SecretKey, SecretKeys};
pub use handstamp_session::{
    Changes, Codec, DecodeError, EncodeError, Flash, OpenError, Session, SignedCodec,
    SignedCodecBuilder, VerifyError,
};
pub use handstamp_value::json::{Limits, ReadError, WriteError};
pub use handstamp_value::{Dict, Int, Key, Text, TypedError, Value};
