//! URL-safe base64 as Python's itsdangerous writes it, without padding. No other form is read.

use ::base64::Engine as _;
use ::base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// The text is not canonical URL-safe base64.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NotBase64;

/// The length of the text of this many bytes.
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

/// Decodes text into `out`, which is overwritten and keeps its capacity.
pub(crate) fn decode_into(text: &[u8], out: &mut Vec<u8>) -> Result<(), NotBase64> {
    out.clear();
    URL_SAFE_NO_PAD.decode_vec(text, out).map_err(|_| NotBase64)
}

/// Decodes a signature or a time stamp into the start of a buffer, and returns that part. For such
/// a short text, a general decoder spends more time on its set-up than on decoding.
pub(crate) fn decode_short<'b>(text: &[u8], buffer: &'b mut [u8]) -> Result<&'b [u8], NotBase64> {
    let length = text.len() * 3 / 4;
    let out = buffer.get_mut(..length).ok_or(NotBase64)?;
    let (wholes, rest) = text.as_chunks();
    let (threes, end) = out.as_chunks_mut();
    let mut seen = 0;
    for (whole, three) in wholes.iter().zip(threes) {
        let [a, b, c, d] = whole.map(sextet);
        seen |= a | b | c | d;
        *three = [a << 2 | b >> 4, b << 4 | c >> 2, c << 6 | d];
    }
    // The bits that are left over must be zero. Otherwise several texts would stand for one value.
    let loose = match (rest, end) {
        ([], []) => 0,
        (&[a, b], [first]) => {
            let [a, b] = [a, b].map(sextet);
            seen |= a | b;
            *first = a << 2 | b >> 4;
            b << 4
        }
        (&[a, b, c], [first, second]) => {
            let [a, b, c] = [a, b, c].map(sextet);
            seen |= a | b | c;
            [*first, *second] = [a << 2 | b >> 4, b << 4 | c >> 2];
            c << 6
        }
        _ => NO_SEXTET,
    };
    if seen & NO_SEXTET == 0 && loose == 0 { Ok(out) } else { Err(NotBase64) }
}

/// A bit that is not among the six, set for a character outside the alphabet.
const NO_SEXTET: u8 = 1 << 7;

/// The six bits that each character stands for, or [`NO_SEXTET`].
#[expect(
    clippy::indexing_slicing,
    reason = "this runs in the compiler, which rejects an index out of bounds"
)]
const SEXTETS: [u8; 256] = {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut sextets = [NO_SEXTET; 256];
    let mut bits = 0;
    while bits < 64 {
        sextets[ALPHABET[bits as usize] as usize] = bits;
        bits += 1;
    }
    sextets
};

fn sextet(character: u8) -> u8 {
    SEXTETS.get(usize::from(character)).copied().unwrap_or(NO_SEXTET)
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

    proptest::proptest! {
        #[test]
        fn short_text_is_read_as_the_library_reads_it(
            text in proptest::prop_oneof!["[A-Za-z0-9_-]{0,90}", "[A-Z_=+/.]{0,12}", "\\PC{0,8}"],
            room in 60..70_usize,
        ) {
            let (mut buffer, mut out) = (vec![0; room], Vec::new());
            let read = decode_short(text.as_bytes(), &mut buffer).map(<[u8]>::to_vec);
            let library = decode_into(text.as_bytes(), &mut out).map(|()| out);
            let expected = if text.len() * 3 / 4 > room { Err(NotBase64) } else { library };
            proptest::prop_assert_eq!(read, expected);
        }
    }
}
