//! The parts of a token: `payload . time . signature`.

use super::age::{self, Stamp};
use super::base64_text::{self, Decoded};
use super::scheme::digest_of_length;

/// The parts of a text that may be a token of itsdangerous.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Parts<'t> {
    pub(crate) payload: &'t [u8],
    /// `None` if there is no such part.
    pub(crate) stamp: Option<StampPart>,
    /// Everything before the signature.
    pub(crate) signed: &'t [u8],
    pub(crate) signature: SignaturePart,
}

/// The part with the time of signing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum StampPart {
    Read(Stamp),
    /// Not base64, or too long.
    Malformed,
}

/// The part with the signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum SignaturePart {
    /// It has the length of a signature. Here it is in its canonical form; and whether it came in that form.
    Whole { text: Vec<u8>, canonical: bool },
    /// It has another length, in characters.
    Odd(usize),
    /// It is missing.
    Missing,
}

impl<'t> Parts<'t> {
    /// Splits the text. `None` if it is not a token of itsdangerous, nor a piece of one.
    pub(crate) fn of(text: &'t [u8]) -> Option<Self> {
        let cut = |text: &'t [u8]| {
            // A dot at the start marks compression; it is not a separator.
            let at = text.iter().rposition(|byte| *byte == b'.').filter(|at| *at > 0)?;
            Some((text.get(..at)?, text.get(at + 1..)?))
        };
        let lost = |payload, stamp| Self {
            payload,
            stamp,
            signed: text,
            signature: SignaturePart::Missing,
        };
        let Some((signed, last)) = cut(text) else {
            return is_payload(text).then(|| lost(text, None));
        };
        let signature = SignaturePart::of(last);
        let whole = matches!(signature, SignaturePart::Whole { .. });
        let Some((payload, stamp)) = cut(signed) else {
            // Two parts: the time or the signature is missing.
            if whole {
                return Some(Self { payload: signed, stamp: None, signed, signature });
            }
            let stamp = age::read(last).map(StampPart::Read);
            return is_payload(signed).then(|| lost(signed, stamp));
        };
        match age::read(stamp) {
            Some(stamp) if whole || is_payload(payload) => {
                Some(Self { payload, stamp: Some(StampPart::Read(stamp)), signed, signature })
            }
            None if is_payload(payload) => {
                Some(Self { payload, stamp: Some(StampPart::Malformed), signed, signature })
            }
            // A value with dots in it, signed without a time.
            _ if whole => Some(Self { payload: signed, stamp: None, signed, signature }),
            _ => None,
        }
    }
}

impl SignaturePart {
    fn of(text: &[u8]) -> Self {
        let decoded = base64_text::decode(text);
        match decoded
            .map(|Decoded { bytes, url_safe, .. }| (base64_text::canonical(&bytes), url_safe))
        {
            Some((signature, canonical)) if digest_of_length(signature.len()).is_some() => {
                Self::Whole { text: signature, canonical }
            }
            _ if text.is_empty() => Self::Missing,
            _ => Self::Odd(text.len()),
        }
    }
}

/// Whether this begins like the payload of a serializer: base64 of a JSON object, list or string, or a dot and
/// base64 of zlib's header.
pub(crate) fn is_payload(text: &[u8]) -> bool {
    let (text, starts): (_, &[u8]) = match text.strip_prefix(b".") {
        Some(text) => (text, b"\x78"),
        None => (text, b"{[\""),
    };
    let front = text.get(..4).and_then(base64_text::decode);
    front.is_some_and(|front| front.bytes.first().is_some_and(|byte| starts.contains(byte)))
}

/// The text with the dot at its start that a double click leaves out. `None` if no dot is missing.
pub(crate) fn with_leading_dot(text: &[u8]) -> Option<Vec<u8>> {
    let marked = [b".", text].concat();
    let payload = text.split(|byte| *byte == b'.').next().unwrap_or_default();
    let inflates = super::payload::unpack(marked.get(..=payload.len())?).is_ok();
    (is_payload(&marked) && inflates).then_some(marked)
}
