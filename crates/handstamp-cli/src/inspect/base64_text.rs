//! Base64 as Python reads it: with or without padding, in both alphabets, with loose bits.

use base64::Engine as _;
use base64::alphabet;
use base64::engine::general_purpose::{GeneralPurpose, STANDARD, URL_SAFE_NO_PAD};
use base64::engine::{DecodePaddingMode, GeneralPurposeConfig};

const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &alphabet::URL_SAFE,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Bytes that were read from base64, and the forms in which the text is canonical.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Decoded {
    pub(crate) bytes: Vec<u8>,
    /// As itsdangerous writes it: URL-safe, without padding.
    pub(crate) url_safe: bool,
    /// As Starlette writes it: the standard alphabet, padded.
    pub(crate) standard: bool,
}

/// Reads base64 in any form that Python accepts. `None` if it is not base64.
pub(crate) fn decode(text: &[u8]) -> Option<Decoded> {
    if let Ok(bytes) = URL_SAFE_NO_PAD.decode(text) {
        let standard = STANDARD.encode(&bytes).as_bytes() == text;
        return Some(Decoded { bytes, url_safe: true, standard });
    }
    if let Ok(bytes) = STANDARD.decode(text) {
        return Some(Decoded { bytes, url_safe: false, standard: true });
    }
    let alike = text.iter().filter_map(|byte| match byte {
        b'+' => Some(b'-'),
        b'/' => Some(b'_'),
        b'=' => None,
        other => Some(*other),
    });
    let bytes = LENIENT.decode(alike.collect::<Vec<u8>>()).ok()?;
    Some(Decoded { bytes, url_safe: false, standard: false })
}

/// The canonical URL-safe text of bytes.
pub(crate) fn canonical(bytes: &[u8]) -> Vec<u8> {
    URL_SAFE_NO_PAD.encode(bytes).into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_is_read_and_named() {
        for (text, bytes, url_safe, standard) in [
            ("fn5-", "~~~", true, false),
            ("fn5+", "~~~", false, true),
            ("Zm9v", "foo", true, true),
            ("Zm8", "fo", true, false),
            ("Zm8=", "fo", false, true),
            ("Zm9", "fo", false, false),
            ("Zm8==", "fo", false, false),
            ("", "", true, true),
        ] {
            let expected = Decoded { bytes: bytes.into(), url_safe, standard };
            assert_eq!(decode(text.as_bytes()), Some(expected), "{text}");
        }
        assert_eq!(decode(b"Z"), None);
        assert_eq!(decode("Zm9vé".as_bytes()), None);
    }
}
