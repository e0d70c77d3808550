//! URL-safe base64 as Python's itsdangerous writes it: no padding, and no other form is read.

use ::base64::Engine as _;
use ::base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// Text that is not the canonical URL-safe base64 of anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NotBase64;

/// The length of the text for so many bytes.
pub(crate) const fn encoded_len(bytes: usize) -> usize {
    (bytes * 4).div_ceil(3)
}

/// Appends the text of these bytes.
pub(crate) fn encode_onto(bytes: &[u8], out: &mut Vec<u8>) {
    let start = out.len();
    out.resize(start + encoded_len(bytes.len()), 0);
    if let Some(text) = out.get_mut(start..) {
        // The length is exact, so this cannot fail.
        let _written = URL_SAFE_NO_PAD.encode_slice(bytes, text);
    }
}

/// Reads text into `out`, which is overwritten and keeps its capacity.
pub(crate) fn decode_into(text: &[u8], out: &mut Vec<u8>) -> Result<(), NotBase64> {
    out.clear();
    URL_SAFE_NO_PAD.decode_vec(text, out).map_err(|_| NotBase64)
}

/// Reads text into the front of a buffer, and returns that front.
pub(crate) fn decode_front<'b>(text: &[u8], buffer: &'b mut [u8]) -> Result<&'b [u8], NotBase64> {
    let length = URL_SAFE_NO_PAD.decode_slice(text, buffer).map_err(|_| NotBase64)?;
    buffer.get(..length).ok_or(NotBase64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_canonical_form_is_read() {
        let mut out = Vec::new();
        for (text, bytes) in
            [("", ""), ("Zg", "f"), ("Zm8", "fo"), ("Zm9v", "foo"), ("fn5-", "~~~")]
        {
            assert_eq!(decode_into(text.as_bytes(), &mut out), Ok(()), "{text}");
            assert_eq!(out, bytes.as_bytes());
            out.clear();
            encode_onto(bytes.as_bytes(), &mut out);
            assert_eq!(out, text.as_bytes());
        }
        for text in ["Z", "Zh", "Zg==", "Zg=", "Zm9", "Zm9v\n", "Zm 9v", "fn5+", "Zm9vé", "="] {
            assert_eq!(decode_into(text.as_bytes(), &mut out), Err(NotBase64), "{text}");
        }
    }
}
