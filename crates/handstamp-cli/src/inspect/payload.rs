//! What a cookie says, if it can be read.

use handstamp_itsdangerous::{DEFAULT_INFLATE_LIMIT, PayloadError, decode_payload};
use handstamp_value::Value;
use handstamp_value::json::{self, Limits, Tags};

use super::base64_text::{self, Decoded};
use super::diagnosis::Diagnosis;

/// What a cookie says.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Payload {
    /// JSON, as Python reads it.
    Json(Value),
    /// Anything else.
    Raw(Vec<u8>),
}

/// The payload part of a token, decoded from base64.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Unpacked {
    pub(crate) bytes: Vec<u8>,
    pub(crate) compressed: bool,
    /// Whether it is in the form that itsdangerous writes.
    pub(crate) url_safe: bool,
    /// Whether it is in the form that Starlette writes.
    pub(crate) standard: bool,
}

/// Decodes the base64, and inflates what a leading dot marks as compressed.
///
/// # Errors
/// [`Diagnosis::PayloadDamaged`] or [`Diagnosis::TooLargeInflated`].
pub(crate) fn unpack(payload: &[u8]) -> Result<Unpacked, Diagnosis> {
    let (text, compressed) = match payload.strip_prefix(b".") {
        Some(text) => (text, true),
        None => (payload, false),
    };
    let Decoded { mut bytes, url_safe, standard } =
        base64_text::decode(text).ok_or(Diagnosis::PayloadDamaged)?;
    if compressed {
        let mut marked = vec![b'.'];
        marked.extend(base64_text::canonical(&bytes));
        decode_payload(&marked, DEFAULT_INFLATE_LIMIT, &mut bytes).map_err(
            |error| match error {
                PayloadError::TooLarge { limit } => Diagnosis::TooLargeInflated { limit },
                _ => Diagnosis::PayloadDamaged,
            },
        )?;
    }
    Ok(Unpacked { bytes, compressed, url_safe, standard: standard && !compressed })
}

/// Reads JSON.
///
/// # Errors
/// [`Diagnosis::PayloadDamaged`] if it is not UTF-8, otherwise [`Diagnosis::PayloadNotJson`].
pub(crate) fn read_json(bytes: &[u8], form: Tags) -> Result<Value, Diagnosis> {
    let text = std::str::from_utf8(bytes).map_err(|_| Diagnosis::PayloadDamaged)?;
    let limits = Limits::default().with_bytes(bytes.len().max(DEFAULT_INFLATE_LIMIT));
    json::read(text, form, &limits)
        .map_err(|error| Diagnosis::PayloadNotJson { reason: error.to_string() })
}

/// Whether JSON text has spaces after its colons, as `json.dumps` writes it and Flask does not.
pub(crate) fn is_spaced(json: &[u8]) -> bool {
    let mut bytes = json.iter();
    // The first key is a string; skip it, escapes and all.
    if bytes.next() != Some(&b'{') || bytes.next() != Some(&b'"') {
        return false;
    }
    while let Some(byte) = bytes.next() {
        match byte {
            b'\\' => {
                bytes.next();
            }
            b'"' => return bytes.next() == Some(&b':') && bytes.next() == Some(&b' '),
            _ => {}
        }
    }
    false
}
