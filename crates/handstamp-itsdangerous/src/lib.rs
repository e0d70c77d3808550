//! Python's [itsdangerous] 2.2: signed, timed and URL-safe tokens, byte for byte.
//!
//! **Who needs this crate.** You have tokens that a Python app signed with itsdangerous (mail
//! confirmation links, password resets, API tokens, Starlette's session) and want to check or make
//! them in Rust. If you want Flask's session, take `handstamp-flask`; it is built on this one.
//!
//! # In scope
//! - Every signer and serializer of itsdangerous 2.2, key lists, fallback signers, all key
//!   derivations, the digests SHA-1 to SHA-512 (SHA-3 and BLAKE2 as features), the unsigned
//!   algorithm under a name that warns, reading an unverified payload under a name that says so.
//! - Tokens of itsdangerous 0.24, whose time stamps count from 2011 ([`Epoch`]).
//! - Keys that can be guessed are refused ([`SecretKey`]).
//!
//! # Out of scope
//! - HTTP, cookies, frameworks. A clock: `now` is an argument.
//! - Python's JSON. A serializer here takes the payload format from you ([`LoadPayload`],
//!   [`DumpPayload`]); `handstamp-session` has Python's, the feature `serde_json` has `Json`.
//!
//! # Example
//! A link that confirms a mail address, valid for a day:
//! ```
//! use std::time::{Duration, SystemTime};
//! use handstamp_itsdangerous::{BadData, SecretKey, Signer, TimestampSigner};
//!
//! let key = SecretKey::new("2f1d9a0c5be74386a1d0f7c2e9b85d34")?; // or from_env, from_file
//! let signer = TimestampSigner::new(Signer::builder(key).salt("confirm-mail").build());
//!
//! let now = SystemTime::now();
//! let token = signer.sign("ann@example.org", now)?;
//!
//! let day = Some(Duration::from_secs(24 * 60 * 60));
//! match signer.unsign(&token, now, day) {
//!     Ok(timed) => assert_eq!(timed.value, b"ann@example.org"),
//!     Err(BadData::SignatureExpired(expired)) => println!("sent {:?}", expired.date_signed),
//!     Err(refused) => println!("no link of ours: {refused}"),
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Python name → here
//! | Python | here |
//! |---|---|
//! | `secret_key` | [`SecretKey`]; a list of keys: [`SecretKeys`] |
//! | `Signer(secret_key, salt, sep, key_derivation, digest_method)` | [`Signer::builder`] |
//! | `sign`, `unsign`, `validate`, `get_signature`, `verify_signature` | [`Signer::sign`], [`unsign`](Signer::unsign), [`validate`](Signer::validate), [`signature`](Signer::signature), [`verify_signature`](Signer::verify_signature) |
//! | `key_derivation="django-concat"` | [`KeyDerivation::DjangoConcat`] |
//! | `digest_method=hashlib.sha256` | [`Digest::Sha256`] |
//! | `algorithm=NoneAlgorithm()` | [`SignerBuilder::algorithm_none_accepts_anything`] |
//! | `TimestampSigner` | [`TimestampSigner`] |
//! | `EPOCH` (0.24) | [`Epoch::Year2011`] |
//! | `Serializer`, `TimedSerializer` | [`Serializer`], [`TimedSerializer`] |
//! | `URLSafeSerializer`, `URLSafeTimedSerializer` | [`UrlSafeSerializer`], [`UrlSafeTimedSerializer`] |
//! | `serializer=json` | a format `F`: [`LoadPayload`] and [`DumpPayload`] |
//! | `fallback_signers` | `with_fallback` |
//! | `max_age=60` | `Some(Duration::from_secs(60))` |
//! | `return_timestamp=True` | [`TimedValue::date_signed`], [`TimedSerializer::loads_timestamped`] |
//! | `loads_unsafe` | `loads_unverified` |
//! | `BadData` and its subclasses | [`BadData`] and its variants |
//! | `BadSignature.payload` | [`BadData::unverified_payload`] |
//! | `BadTimeSignature.date_signed` | [`BadData::date_signed`] |
//! | `BadPayload.original_error` | the value in [`BadData::BadPayload`] |
//!
//! Stricter than Python: base64 is read in its one canonical form, so that one session is one
//! text; a zlib stream is whole, has nothing after it and inflates to 64 KiB at most; weak keys
//! are refused.
//!
//! [itsdangerous]: https://itsdangerous.palletsprojects.com/
#![cfg_attr(docsrs, feature(doc_cfg))]

mod bad_data;
mod base64;
mod builder;
mod deflate;
mod digest;
mod error;
mod format;
mod inflate;
#[cfg(feature = "serde_json")]
mod json;
mod mac;
mod payload;
mod secret_key;
mod secret_keys;
mod separator;
mod serializer;
mod signer;
mod timed_serializer;
mod timestamp;
mod timestamp_signer;
mod url_safe;
mod url_safe_timed;
mod weak_key;

pub use crate::bad_data::{
    BadData, BadSignature, BadSignatureReason, BadTimeSignature, BadTimeSignatureReason,
    SignatureExpired,
};
pub use crate::builder::SignerBuilder;
pub use crate::digest::{Digest, KeyDerivation};
pub use crate::error::{DumpError, Error, WeakKey};
pub use crate::format::{DumpPayload, LoadPayload, RawBytes};
#[cfg(feature = "serde_json")]
pub use crate::json::{Json, JsonError};
pub use crate::payload::{DEFAULT_INFLATE_LIMIT, PayloadError, decode_payload, encode_payload};
pub use crate::secret_key::SecretKey;
pub use crate::secret_keys::SecretKeys;
pub use crate::serializer::{SERIALIZER_SALT, Serializer, Unverified};
pub use crate::signer::Signer;
pub use crate::timed_serializer::TimedSerializer;
pub use crate::timestamp::Epoch;
pub use crate::timestamp_signer::{TimedValue, TimestampSigner};
pub use crate::url_safe::UrlSafeSerializer;
pub use crate::url_safe_timed::UrlSafeTimedSerializer;
