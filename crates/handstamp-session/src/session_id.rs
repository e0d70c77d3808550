use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// The shortest and the longest id that is taken, in bytes.
const SHORTEST: usize = 16;
const LONGEST: usize = 256;

/// The id of a session that lives in a [`Store`](crate::Store). Whoever knows it has the session: `Debug`
/// does not show it.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct SessionId(Box<str>);

impl SessionId {
    /// A new id of 256 random bits: 43 characters, as `secrets.token_urlsafe(32)` of Python, which
    /// Flask-Session uses.
    #[must_use]
    pub fn from_random(bytes: &[u8; 32]) -> Self {
        Self(URL_SAFE_NO_PAD.encode(bytes).into())
    }

    /// The id with this text: 16 to 256 letters, digits, `-` and `_`. `None` for anything else.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        let is_sound = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        let is_id = (SHORTEST..=LONGEST).contains(&text.len()) && text.bytes().all(is_sound);
        is_id.then(|| Self(text.into()))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for SessionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SessionId({} bytes)", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_long_enough_and_safe_in_a_url() {
        let id = SessionId::from_random(&[0xff; 32]);
        assert_eq!(id.as_str().len(), 43);
        assert_eq!(SessionId::new(id.as_str()), Some(id.clone()));
        assert_eq!(format!("{id:?}"), "SessionId(43 bytes)");
        assert!(SessionId::new("0fdb2c4e-6f3e-4f0a-8f0c-3f4ad9a6b3c1").is_some());
        for bad in ["", "short", "0123456789abcde", "0123456789abcdef/", "0123456789abcdefé"] {
            assert_eq!(SessionId::new(bad), None, "{bad}");
        }
        assert_eq!(SessionId::new(&"a".repeat(257)), None);
    }
}
