//! Why a URL-safe payload is refused.

use std::convert::Infallible;

/// Why a URL-safe payload cannot be read. `E` is the error of the format within.
///
/// In Python all of these are `BadPayload`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PayloadError<E = Infallible> {
    /// The text is not base64url, or not in the form that Python writes: it has padding, or bits
    /// that stand for nothing are set.
    #[error("the payload is not canonical base64url")]
    Base64,
    /// The bytes are not one complete zlib stream, or more bytes follow it.
    #[error("the payload is not one complete zlib stream")]
    Zlib,
    /// The payload is larger than the limit after decompression.
    #[error(
        "the payload is larger than {limit} bytes after decompression; if the app writes payloads \
         of this size, set a higher inflate limit"
    )]
    TooLarge {
        /// The limit in bytes.
        limit: usize,
    },
    /// The format within cannot read the payload.
    #[error("the payload was decoded, but its format cannot read it")]
    Format(#[source] E),
}
