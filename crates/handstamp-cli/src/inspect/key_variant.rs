//! Keys that would fit if they were written differently: with a line break too many, or with quotes.

use handstamp_itsdangerous::SecretKey;
use zeroize::Zeroizing;

/// How a key has to be written to fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyVariant {
    /// Without the blanks or line breaks around it.
    Trimmed,
    /// Without the quotes around it.
    Unquoted,
    /// With a line break at its end.
    WithNewline,
    /// Its hexadecimal digits stand for bytes.
    HexDecoded,
    /// Its bytes are written as hexadecimal digits.
    HexEncoded,
}

impl KeyVariant {
    pub(crate) const ALL: [Self; 5] =
        [Self::Trimmed, Self::Unquoted, Self::WithNewline, Self::HexDecoded, Self::HexEncoded];

    /// The key in this variant. `None` if that is the same key, or if there is no such variant of it.
    pub(crate) fn of(self, key: &SecretKey) -> Option<SecretKey> {
        let bytes = key.expose_secret();
        let other = match self {
            Self::Trimmed => SecretKey::allow_weak(bytes.trim_ascii()),
            Self::Unquoted => SecretKey::allow_weak(unquoted(bytes.trim_ascii())?),
            Self::WithNewline => {
                SecretKey::allow_weak(Zeroizing::new([bytes, b"\n".as_slice()].concat()))
            }
            Self::HexDecoded => SecretKey::allow_weak(from_hex(bytes)?),
            Self::HexEncoded => {
                let text = Zeroizing::new(base16ct::lower::encode_string(bytes));
                SecretKey::allow_weak(text.as_bytes())
            }
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

/// The bytes that hexadecimal digits, in upper or lower case, stand for.
fn from_hex(text: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let mut bytes = Zeroizing::new(vec![0; text.len() / 2]);
    base16ct::mixed::decode(text, &mut bytes).ok()?;
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_variant_is_another_key() {
        let is = |variant: KeyVariant, key: &[u8], expected: Option<&[u8]>| {
            let found = variant.of(&SecretKey::allow_weak(key));
            assert_eq!(found.as_ref().map(SecretKey::expose_secret), expected, "{variant:?}");
        };
        is(KeyVariant::Trimmed, b" key\n", Some(b"key"));
        is(KeyVariant::Trimmed, b"key", None);
        is(KeyVariant::Unquoted, b"'key'\n", Some(b"key"));
        is(KeyVariant::Unquoted, b"'key", None);
        is(KeyVariant::WithNewline, b"key", Some(b"key\n"));
        is(KeyVariant::HexDecoded, b"00fFa1", Some(b"\x00\xff\xa1"));
        is(KeyVariant::HexDecoded, b"00fFa", None);
        is(KeyVariant::HexDecoded, b"00fg", None);
        is(KeyVariant::HexDecoded, b"", None);
        is(KeyVariant::HexEncoded, b"\x00\xff", Some(b"00ff"));
        is(KeyVariant::HexEncoded, b"", None);
    }
}
