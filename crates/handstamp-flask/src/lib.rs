//! Flask's session cookie in Rust: read it, check it, write it back.
//!
//! **Who needs this crate.** A Flask app logs people in, and a Rust service beside it has to know who they
//! are, from the same cookie and the same `SECRET_KEY`. No web framework and no async are needed:
//!
//! ```
//! use handstamp_flask::{SecretKey, session_codec};
//!
//! # let secret_key = "dev-secret-key-0123456789abcdef-rotate-me";
//! # let cookie_value = concat!(
//! #     ".eJwlzklKBEEQQNG75NpFxpBD9GWKGFEEharulXh3C9w-_uL_tKPOvN7b43m",
//! #     "-8q0dH9EeTdkByWACRuDCAFrgsIAlmGTQNEKYFZppssZCKU1BiqFcAahqlYi",
//! #     "7ECTFracNKpjCy71wpG-OHeaLcfBavcaWzmHKkO7tHnldef7fwB3d4tdZx_P",
//! #     "7M79uc6dymDhzkAJ1Jus4nbdZEVVWCTLpbr9_mJBAXw.awJcLg.mwLhMQvbW",
//! #     "wn9DBHRwvXN6zkqB8c",
//! # );
//! # let now = std::time::UNIX_EPOCH + std::time::Duration::from_secs(1_795_316_842);
//! let flask = session_codec(SecretKey::new(secret_key)?).build();
//! let session = flask.decode(cookie_value, now)?;
//! let user: Option<&str> = session.get_str("_user_id");
//! assert_eq!(user, Some("1742"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # In scope
//! - The session cookie of Flask 0.10 to 3.1, both ways: [`session_codec`].
//! - Flask's tagged JSON: tuples, bytes, markup, UUIDs, dates, and dicts that look like tags.
//! - `SECRET_KEY_FALLBACKS`, other salts and digests, clocks that differ, limits.
//! - Flask-Login's remember token ([`RememberToken`]) and session identifier ([`session_identifier`]);
//!   Flask-WTF's CSRF token ([`FlaskWtf`]); Flask-Security's authentication token ([`AuthTokenReader`]).
//!
//! # Out of scope
//! - HTTP: the `Cookie` and `Set-Cookie` headers, who is asking. `handstamp-login` has them.
//! - A clock and randomness: they are arguments.
//!
//! # Typed sessions
//! ```
//! use handstamp_flask::{DateTime, Session, Value};
//! use serde::{Deserialize, Serialize};
//!
//! #[derive(Debug, PartialEq, Serialize, Deserialize)]
//! struct Login<'a> {
//!     #[serde(rename = "_user_id")]
//!     user_id: &'a str,
//!     #[serde(rename = "_fresh", default)]
//!     fresh: bool,
//! }
//!
//! let mut session = Session::new();
//! session.insert("_user_id", "1742")?;
//! session.insert("seen", &DateTime::from_unix(1_700_000_000))?;
//! session.insert("size", &(640, 480))?;
//!
//! let login: Login = session.deserialize()?;
//! assert_eq!(login, Login { user_id: "1742", fresh: false });
//! assert!(matches!(session.get("size"), Some(Value::Tuple(pair)) if pair.len() == 2));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Python → here
//! | Flask | here |
//! |---|---|
//! | `app.secret_key`, `SECRET_KEY` | [`SecretKey`], [`session_codec`], [`keys_from_env`] |
//! | `SECRET_KEY_FALLBACKS` | [`SignedCodecBuilder::fallbacks`] |
//! | `PERMANENT_SESSION_LIFETIME` | [`SignedCodecBuilder::max_age`] |
//! | `session_interface.salt` | [`SignedCodecBuilder::salt`] |
//! | `session_interface.digest_method` | [`SignedCodecBuilder::digest`] |
//! | `session_interface.key_derivation` | [`SignedCodecBuilder::key_derivation`] |
//! | `app.json.sort_keys`, `app.json.ensure_ascii` | [`SignedCodecBuilder::sorted_keys`], [`SignedCodecBuilder::ascii`] |
//! | `get_signing_serializer(app).loads(cookie)` | [`SignedCodec::decode`] |
//! | `get_signing_serializer(app).dumps(dict(session))` | [`SignedCodec::encode`] |
//! | `session["a"]`, `session.get("a")` | [`Session::get`], [`Session::get_str`], [`Session::get_as`] |
//! | `session["a"] = 1`, `session.pop("a", None)` | [`Session::insert`], [`Session::remove`] |
//! | `flash("hi", "info")`, `get_flashed_messages()` | [`Session::flash`], [`Session::take_flashes`] |
//! | `SESSION_COOKIE_…`, `login_user(user)`, `SESSION_PROTECTION`, `REMEMBER_COOKIE_…` | `handstamp-login` |
//! | `encode_cookie`, `decode_cookie` | [`RememberToken::write`], [`RememberToken::read`] |
//! | `generate_csrf()`, `validate_csrf(token)` | [`FlaskWtf::token`], [`FlaskWtf::check`] |
//! | `user.get_auth_token()` | [`AuthTokenReader`] |
//! | `BadSignature`, and HTTP 500 for a bad payload | [`DecodeError`]: no session, a reason for the log |
//!
//! # Stricter than Flask
//! Base64 in its one canonical form; a payload that is not a dict, a tag that Flask never writes, more than
//! 64 KiB of JSON or 200 levels: refused, where Flask takes them or answers with an error 500. Looser in one
//! point: a session that was signed up to 30 seconds ahead of this machine's clock is taken
//! ([`SignedCodecBuilder::clock_tolerance`]).
#![cfg_attr(docsrs, feature(doc_cfg))]

mod auth_token;
mod codec;
mod compact_json;
mod csrf;
mod csrf_error;
mod keys;
mod remember_token;
mod session_identifier;

pub use auth_token::{AuthToken, AuthTokenError, AuthTokenReader, AuthTokenReaderBuilder};
pub use codec::{SESSION_SALT, session_codec};
pub use csrf::{FlaskWtf, FlaskWtfBuilder};
pub use csrf_error::{CsrfError, CsrfTokenError};
pub use handstamp_itsdangerous::{Digest, Epoch, KeyDerivation, SecretKey, SecretKeys};
pub use handstamp_session::{
    Changes, Codec, DecodeError, EncodeError, Flash, OpenError, Session, SignedCodec,
    SignedCodecBuilder, VerifyError,
};
pub use handstamp_value::json::{Limits, ReadError, WriteError};
pub use handstamp_value::{
    DateTime, Dict, Int, Key, Text, TypedError, Uuid, Value, http_date, parse_date,
};
pub use keys::{KeysError, fallback_keys, keys_from_env};
pub use remember_token::{RememberReadError, RememberToken, RememberWriteError};
pub use session_identifier::{
    is_session_identifier, session_identifier, session_identifier_python2,
};
