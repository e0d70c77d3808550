use std::error::Error;

use handstamp_value::json::WriteError;

/// Why a session could not become a cookie.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EncodeError {
    /// The cookie would be longer than the codec reads.
    #[error(
        "the cookie would be longer than {limit} bytes; keep less in the session, or raise the codec's \
         `cookie_limit`"
    )]
    CookieTooLong {
        /// The codec's limit in bytes.
        limit: usize,
    },
    /// The session cannot be written as JSON.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// The cookie is one text, and the session holds something else, or more.
    #[error(
        "the cookie holds the text {key:?} of the session alone; keep nothing else in the session"
    )]
    NotOneText {
        /// The codec's `text_key`.
        key: String,
    },
    /// The session cannot be signed.
    #[error("the session cannot be signed")]
    NotSigned(#[source] Box<dyn Error + Send + Sync>),
}

impl EncodeError {
    /// That the session cannot be signed, because of this. The source must not show a key.
    #[must_use]
    pub fn not_signed(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::NotSigned(source.into())
    }
}
