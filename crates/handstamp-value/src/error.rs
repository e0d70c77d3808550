use std::time::Duration;

/// Why a session could not be read, or could not be written.
///
/// One enum serves every codec, so that a log can name the reason without knowing the dialect.
/// It is for the log alone: an HTTP client never learns which check failed. Making one of the
/// reading errors allocates nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The cookie is longer than the codec takes. Nothing was computed.
    #[error("the cookie is longer than {limit} bytes")]
    CookieTooLong {
        /// The codec's limit in bytes.
        limit: usize,
    },
    /// The cookie has no signature, or it was not made with any of the keys.
    #[error("the signature does not match")]
    BadSignature,
    /// The time stamp is missing or is not one.
    #[error("the time stamp is missing or malformed")]
    BadTimestamp,
    /// The signature holds, but it is too old.
    #[error("signed {age:?} ago, the most that is taken is {max_age:?}")]
    Expired {
        /// The time since signing, whole seconds.
        age: Duration,
        /// The codec's limit.
        max_age: Duration,
    },
    /// The signature holds, but it was made ahead of this machine's clock.
    #[error("signed {ahead:?} ahead of this clock")]
    SignedAhead {
        /// How far ahead the time stamp is, whole seconds.
        ahead: Duration,
    },
    /// The payload is signed but is not base64 as the dialect writes it.
    #[error("the payload is not base64 in its canonical form")]
    BadBase64,
    /// The payload is signed but does not inflate.
    #[error("the payload does not inflate")]
    BadDeflate,
    /// The JSON text is longer than the limit, or would inflate to more.
    #[error("the session's JSON text is longer than {limit} bytes")]
    TextTooLong {
        /// The limit in bytes.
        limit: usize,
    },
    /// The payload is not UTF-8.
    #[error("the session's text is not UTF-8")]
    NotUtf8,
    /// The payload is not JSON as Python reads it.
    #[error("not JSON at byte {at}")]
    Syntax {
        /// Where, counted in bytes from the start of the text.
        at: usize,
    },
    /// Lists and dicts are nested too deeply.
    #[error("nested deeper than {limit} levels")]
    TooDeep {
        /// The limit in levels.
        limit: usize,
    },
    /// An integer has more digits than Python reads or writes (4,300).
    #[error("an integer of more than 4300 digits")]
    IntegerTooLong,
    /// A tag of Flask's JSON holds what Flask never writes in it.
    #[error("a tag that Flask does not write, at byte {at}")]
    BadTag {
        /// Where, counted in bytes from the start of the text.
        at: usize,
    },
    /// The payload is JSON, but no dict.
    #[error("the payload is not a dict")]
    NotADict,
    /// A dict has keys that Python cannot sort: text beside numbers, or NaN.
    #[error("a dict with keys of mixed kinds cannot be sorted")]
    UnsortableKeys,
    /// A value has no form in the JSON that was asked for.
    #[error("plain JSON has no {kind}")]
    NoJsonForm {
        /// What kind of value it was, as Python names it.
        kind: &'static str,
    },
    /// A lone surrogate cannot be written without escapes.
    #[error("a lone surrogate cannot be written as UTF-8")]
    LoneSurrogate,
    /// A value did not fit the type that was asked for, or a type could not become a value.
    #[error("{0}")]
    Typed(Box<str>),
    /// The codec could not sign the session.
    #[error("the session could not be signed: {0}")]
    NotSigned(Box<str>),
    /// The response has gone out: the session can be written no more.
    #[error("the response has gone out: the session can be written no more")]
    Closed,
}
