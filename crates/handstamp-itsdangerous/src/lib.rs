//! Signed, timed and URL-safe tokens, as Python's [itsdangerous] 2.2 makes and checks them.
//!
//! A link that confirms a mail address and is valid for a day:
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
//!     Err(refused) => println!("not a link of ours: {refused}"),
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//! Use this crate for tokens that a Python app signs with itsdangerous: confirmation links,
//! password resets, API tokens. For Flask's session use `handstamp-flask`, for Starlette's and
//! FastAPI's `handstamp-starlette`. Both are built on this crate.
//!
//! # In scope
//! - All signers and serializers of itsdangerous 2.2, with lists of keys, fallback signers and all
//!   key derivations. The digests SHA-1 to SHA-512; SHA-3 and BLAKE2 with the features `sha3` and
//!   `blake2`.
//! - Tokens of itsdangerous 0.24, whose time stamps count from 2011 ([`Epoch`]).
//! - Secret keys from the environment or a file, and a check that they are not easy to guess
//!   ([`SecretKey`]).
//! - Payloads of tokens that are not verified, for tools. The names of these functions say
//!   `unverified`.
//!
//! # Out of scope
//! - HTTP, cookies and frameworks.
//! - The clock. Every function that needs the time takes it as an argument.
//! - Python's JSON. You choose the payload format ([`LoadPayload`], [`DumpPayload`]). The feature
//!   `serde_json` adds `Json`, for any serde type; `handstamp-session` has Python's own JSON.
//!
//! # Names in Python and here
//! | Python | this crate |
//! |---|---|
//! | `secret_key` | [`SecretKey`], or [`SecretKeys`] for a list |
//! | `Signer(secret_key, salt, sep, key_derivation, digest_method)` | [`Signer::builder`] |
//! | `sign`, `unsign`, `validate`, `get_signature`, `verify_signature` | [`Signer::sign`], [`unsign`](Signer::unsign), [`validate`](Signer::validate), [`signature`](Signer::signature), [`verify_signature`](Signer::verify_signature) |
//! | `key_derivation="django-concat"` | [`KeyDerivation::DjangoConcat`] |
//! | `digest_method=hashlib.sha256` | [`Digest::Sha256`] |
//! | `algorithm=NoneAlgorithm()` | [`SignerBuilder::algorithm_none_accepts_anything`] |
//! | `TimestampSigner` | [`TimestampSigner`] |
//! | `EPOCH` (0.24) | [`Epoch::Year2011`] |
//! | `Serializer`, `TimedSerializer` | [`Serializer`], [`TimedSerializer`] |
//! | `URLSafeSerializer`, `URLSafeTimedSerializer` | [`UrlSafeSerializer`], [`UrlSafeTimedSerializer`] |
//! | `serializer=json` | the type parameter `F`, which implements [`LoadPayload`] and [`DumpPayload`] |
//! | `fallback_signers` | `with_fallback` |
//! | `max_age=60` | `Some(Duration::from_secs(60))` |
//! | `return_timestamp=True` | [`TimedValue::date_signed`], [`TimedSerializer::loads_timestamped`] |
//! | `loads_unsafe` | `loads_unverified` |
//! | `BadData` and its subclasses | [`BadData`] and its variants |
//! | `BadSignature.payload` | [`BadData::unverified_payload`] |
//! | `BadTimeSignature.date_signed` | [`BadData::date_signed`] |
//! | `BadPayload.original_error` | the value in [`BadData::BadPayload`] |
//!
//! # Differences from Python
//! - Tokens are read in one form of base64 only, the one that Python writes. So there is only one
//!   text for one session.
//! - A compressed payload is one complete zlib stream with nothing after it, and has at most 64 KiB
//!   after decompression. The limit can be changed.
//! - Keys that are easy to guess are refused. [`SecretKey::allow_weak`] accepts them.
//! - Tokens are written byte for byte as Python writes them, except for compressed payloads, which
//!   are usually the same. [`encode_payload`] says what holds for them.
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
mod payload_error;
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
pub use crate::payload::{DEFAULT_INFLATE_LIMIT, decode_payload, encode_payload};
pub use crate::payload_error::PayloadError;
pub use crate::secret_key::SecretKey;
pub use crate::secret_keys::SecretKeys;
pub use crate::serializer::{SERIALIZER_SALT, Serializer, Unverified};
pub use crate::signer::Signer;
pub use crate::timed_serializer::TimedSerializer;
pub use crate::timestamp::Epoch;
pub use crate::timestamp_signer::{TimedValue, TimestampSigner};
pub use crate::url_safe::UrlSafeSerializer;
pub use crate::url_safe_timed::UrlSafeTimedSerializer;
