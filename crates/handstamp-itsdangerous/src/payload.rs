//! URL-safe payloads: base64url of bytes, or "." and base64url of the bytes compressed by zlib
//! (Python: `URLSafeSerializerMixin`).

use std::convert::Infallible;

use crate::base64;
use crate::format::{DumpPayload, LoadPayload};
use crate::{deflate, inflate};

/// The marker of a compressed payload.
const COMPRESSED: u8 = b'.';

/// How many bytes a compressed payload may have after inflating, unless told otherwise: 64 KiB.
pub const DEFAULT_INFLATE_LIMIT: usize = 64 * 1024;

/// Why a URL-safe payload cannot be read. `E` is the error of the format within.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PayloadError<E = Infallible> {
    /// Not base64, or base64 that no encoder writes (padding, loose bits).
    #[error("could not base64 decode the payload")]
    Base64,
    /// Not a whole zlib stream, or something comes after it.
    #[error("could not zlib decompress the payload before decoding the payload")]
    Zlib,
    /// The inflated payload is over the limit.
    #[error("the inflated payload is larger than {limit} bytes")]
    TooLarge {
        /// The limit in bytes.
        limit: usize,
    },
    /// The format within cannot read the payload.
    #[error("could not load the payload")]
    Format(#[source] E),
}

/// Decodes a URL-safe payload into `out`, which is overwritten and keeps its capacity: with a
/// buffer that is large enough nothing is allocated.
///
/// `inflate_limit` is in bytes and bounds the memory that a compressed payload can take. Verify
/// first: this looks at no signature.
///
/// ```
/// use handstamp_itsdangerous::{DEFAULT_INFLATE_LIMIT, decode_payload, encode_payload};
///
/// let json = format!(r#"{{"a":"{}"}}"#, "long ".repeat(100));
/// let (mut payload, mut again) = (Vec::new(), Vec::new());
/// encode_payload(json.as_bytes(), &mut payload);
/// assert!(payload.starts_with(b".") && payload.len() < 100);
/// decode_payload(&payload, DEFAULT_INFLATE_LIMIT, &mut again)?;
/// assert_eq!(again, json.as_bytes());
/// # Ok::<(), handstamp_itsdangerous::PayloadError>(())
/// ```
///
/// # Errors
/// [`PayloadError`]; `out` then holds nothing that may be used.
pub fn decode_payload(
    payload: &[u8],
    inflate_limit: usize,
    out: &mut Vec<u8>,
) -> Result<(), PayloadError> {
    match payload.split_first() {
        Some((&COMPRESSED, text)) => inflate::inflate_base64(text, inflate_limit, out),
        _ => base64::decode_into(payload, out).map_err(|_| PayloadError::Base64),
    }
}

/// Appends the URL-safe payload of these bytes to `out`: compressed at zlib's level 6 if that
/// saves two bytes or more, as Python does.
pub fn encode_payload(bytes: &[u8], out: &mut Vec<u8>) {
    deflate::with_deflated(bytes, |shorter| match shorter {
        Some(compressed) => {
            out.push(COMPRESSED);
            base64::encode_onto(compressed, out);
        }
        None => base64::encode_onto(bytes, out),
    });
}

/// A format that makes another one URL-safe.
#[derive(Debug, Clone)]
pub(crate) struct UrlSafe<F> {
    pub(crate) format: F,
    pub(crate) inflate_limit: usize,
}

impl<F> UrlSafe<F> {
    pub(crate) fn new(format: F) -> Self {
        Self { format, inflate_limit: DEFAULT_INFLATE_LIMIT }
    }
}

impl<T, F: LoadPayload<T>> LoadPayload<T> for UrlSafe<F> {
    type Error = PayloadError<F::Error>;

    fn load(&self, payload: &[u8]) -> Result<T, Self::Error> {
        let mut bytes = Vec::new();
        decode_payload(payload, self.inflate_limit, &mut bytes).map_err(|error| match error {
            PayloadError::Base64 => PayloadError::Base64,
            PayloadError::Zlib => PayloadError::Zlib,
            PayloadError::TooLarge { limit } => PayloadError::TooLarge { limit },
            PayloadError::Format(never) => match never {},
        })?;
        self.format.load(&bytes).map_err(PayloadError::Format)
    }
}

impl<T: ?Sized, F: DumpPayload<T>> DumpPayload<T> for UrlSafe<F> {
    type Error = F::Error;

    fn dump(&self, value: &T, out: &mut Vec<u8>) -> Result<(), Self::Error> {
        let mut bytes = Vec::new();
        self.format.dump(value, &mut bytes)?;
        encode_payload(&bytes, out);
        Ok(())
    }
}
