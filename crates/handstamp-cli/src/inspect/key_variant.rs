//! Keys that would fit if they were written differently: a newline too many, quotes that were kept.

use handstamp_itsdangerous::SecretKey;

/// How a key that does not fit becomes one that does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyVariant {
    /// Without the blanks or newlines around it.
    Trimmed,
    /// Without the quotes around it.
    Unquoted,
    /// With a newline at its end.
    WithNewline,
    /// Its hexadecimal digits stand for bytes.
    HexDecoded,
    /// Its bytes are written as hexadecimal digits.
    HexEncoded,
}

impl KeyVariant {
    pub(crate) const ALL: [Self; 5] =
        [Self::Trimmed, Self::Unquoted, Self::WithNewline, Self::HexDecoded, Self::HexEncoded];

    /// The key of this variant, if it is another one.
    pub(crate) fn of(self, key: &SecretKey) -> Option<SecretKey> {
        let bytes = key.expose_secret();
        let other = match self {
            Self::Trimmed => SecretKey::allow_weak(bytes.trim_ascii()),
            Self::Unquoted => SecretKey::allow_weak(unquoted(bytes.trim_ascii())?),
            Self::WithNewline => {
                let mut longer = bytes.to_vec();
                longer.push(b'\n');
                SecretKey::allow_weak(longer)
            }
            Self::HexDecoded => SecretKey::allow_weak(from_hex(bytes)?),
            Self::HexEncoded => SecretKey::allow_weak(to_hex(bytes)),
        };
        (other.expose_secret() != bytes).then_some(other)
    }

    pub(crate) fn sentence(self) -> &'static str {
        match self {
            Self::Trimmed => "only without the blanks or line breaks around it",
            Self::Unquoted => "only without the quotes around it",
            Self::WithNewline => "only with a line break at its end: the app's key has one",
            Self::HexDecoded => "only as bytes: the app decodes its hexadecimal digits",
            Self::HexEncoded => "only as text: the app has its hexadecimal digits",
        }
    }
}

fn unquoted(key: &[u8]) -> Option<&[u8]> {
    match key {
        [b'"', inner @ .., b'"'] | [b'\'', inner @ .., b'\''] => Some(inner),
        _ => None,
    }
}

/// The bytes that hexadecimal digits stand for.
pub(crate) fn from_hex(text: &[u8]) -> Option<Vec<u8>> {
    let digit =
        |byte: &u8| char::from(*byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    if text.is_empty() || !text.len().is_multiple_of(2) {
        return None;
    }
    text.chunks(2)
        .map(|pair| match pair {
            [high, low] => Some(digit(high)? << 4 | digit(low)?),
            _ => None,
        })
        .collect()
}

fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
