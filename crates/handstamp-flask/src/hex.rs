//! Lower-case hexadecimal, as Python's `hexdigest` writes it.

/// The text of the bytes.
pub(crate) fn encode(bytes: &[u8]) -> String {
    let digit = |nibble: u8| char::from_digit(nibble.into(), 16).unwrap_or_default();
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// The bytes of a text that has exactly that many of them; `None` for upper case and anything else.
pub(crate) fn decode<const N: usize>(text: &str) -> Option<[u8; N]> {
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    if pairs.len() != N || !rest.is_empty() {
        return None;
    }
    let digit = |digit: u8| match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    };
    let mut bytes = [0; N];
    for (byte, [high, low]) in bytes.iter_mut().zip(pairs) {
        *byte = (digit(*high)? << 4) | digit(*low)?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comes_back_in_one_form_only() {
        assert_eq!(encode(&[0, 0x1f, 0xa9, 0xff]), "001fa9ff");
        assert_eq!(decode("001fa9ff"), Some([0, 0x1f, 0xa9, 0xff]));
        for bad in ["001fa9f", "001fa9ff0", "001fa9ff00", "001FA9FF", "001fa9fg", "001fa9é", ""] {
            assert_eq!(decode::<4>(bad), None, "{bad}");
        }
    }
}
