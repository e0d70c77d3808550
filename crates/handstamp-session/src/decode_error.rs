use std::time::Duration;

use handstamp_value::json::ReadError;

/// Why a cookie was not taken. For the log: the client never learns which check failed. Making one allocates
/// nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DecodeError {
    /// The signature or the age is not good.
    #[error(transparent)]
    Verify(#[from] VerifyError),
    /// The signature is good, and the payload cannot be read.
    #[error(transparent)]
    Open(#[from] OpenError),
}

/// Why a cookie was not verified.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum VerifyError {
    /// The cookie is longer than the codec takes. Nothing was computed.
    #[error("the cookie is longer than {limit} bytes; the codec's `cookie_limit` raises the limit")]
    CookieTooLong {
        /// The codec's limit in bytes.
        limit: usize,
    },
    /// The cookie is not the id of a session in a store.
    #[error("the cookie is not a session id")]
    NotAnId,
    /// The cookie has no signature, or none of the keys made it.
    #[error(
        "the signature does not match; check that key, salt and digest are those of the Python app"
    )]
    BadSignature,
    /// The signature is good, and there is no time stamp, or one that cannot be read.
    #[error("the time stamp is missing or malformed")]
    BadTimestamp,
    /// The signature is good, and too old.
    #[error("signed {age:?} ago, which is longer than {max_age:?}")]
    Expired {
        /// The time since signing, in whole seconds.
        age: Duration,
        /// The codec's `max_age`.
        max_age: Duration,
    },
    /// The signature is good, and was made ahead of this machine's clock.
    #[error(
        "signed {ahead:?} ahead of this clock; set the clocks, or raise the codec's `clock_tolerance`"
    )]
    SignedAhead {
        /// How far ahead the time stamp is, in whole seconds.
        ahead: Duration,
    },
}

/// Why a payload that was verified cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// The payload is not base64 in its canonical form.
    #[error("the payload is not base64 in its canonical form")]
    BadBase64,
    /// The payload is not a whole zlib stream and nothing after it.
    #[error("the payload does not inflate")]
    BadDeflate,
    /// The payload is not one text, and the codec has one text under a key of the session.
    #[error("the token is not one text; check that it is of the app that the codec is set to")]
    NotText,
    /// The JSON in it is not taken. It is too long also if it would inflate to more than the limit.
    #[error(transparent)]
    Json(#[from] ReadError),
}
