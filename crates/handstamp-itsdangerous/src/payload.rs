//! URL-safe payloads: base64url of bytes, or "." and base64url of the bytes compressed by zlib
//! (Python: `URLSafeSerializerMixin` in `url_safe.py`).

use crate::base64;
use crate::deflate;
use crate::format::{DumpPayload, LoadPayload};
use crate::inflate;
use crate::payload_error::PayloadError;

/// The first byte of a compressed payload.
const COMPRESSED: u8 = b'.';

/// How many bytes a compressed payload may have after decompression. The default of all
/// serializers: 65,536 bytes (64 KiB).
pub const DEFAULT_INFLATE_LIMIT: usize = 64 * 1024;

/// Decodes a URL-safe payload into `out` (Python: `load_payload`, without the JSON).
///
/// What `out` held before is overwritten. Its capacity is kept: if the buffer is large enough,
/// nothing is allocated. A compressed payload may have `inflate_limit` bytes after decompression.
///
/// This function checks no signature. Verify first, then decode.
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
/// [`PayloadError::Base64`], [`PayloadError::Zlib`] or [`PayloadError::TooLarge`]. After an error,
/// do not use what is in `out`.
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

/// Appends the URL-safe payload of these bytes to `out` (Python: `dump_payload`, without the
/// JSON).
///
/// The bytes are compressed if that saves two bytes or more, as in Python. What holds then:
/// - Python decompresses them to exactly these bytes.
/// - The compressed bytes are often those that Python writes, but not always: for one text there
///   are many valid streams. Of sessions that are compressed, 99 % are the same below 300 bytes of
///   JSON, 9 in 10 from 300 to 1,000 bytes, 7 in 10 from 1,000 to 4,000 bytes, and less than half
///   above that.
/// - Whether bytes are compressed is the same as in Python, with one known exception: less than
///   100 bytes that end in three bytes which occur earlier, such as `}}}`. Python can save one or
///   two bytes more there, and sometimes compresses what handstamp does not.
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
