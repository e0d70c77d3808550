//! The name of one login.

use std::fmt;

use smol_str::SmolStr;

use crate::error::Error;
use crate::random::Random;

/// The longest id that is taken, in bytes.
const LONGEST: usize = 255;

/// The name of one login: random, so that one login can be revoked without touching the user's others.
/// OpenID Connect's `sid` and a token's `jti` are such names.
///
/// Up to 23 bytes are kept in place, without an allocation.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct LoginId(SmolStr);

impl LoginId {
    /// The id with this text. `None` when it is empty or longer than 255 bytes.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        (!text.is_empty() && text.len() <= LONGEST).then(|| Self(SmolStr::new(text)))
    }

    /// A new id of 110 random bits.
    ///
    /// # Errors
    /// [`Error::Random`] when there is no randomness.
    pub fn random(random: &dyn Random) -> Result<Self, Error> {
        const DIGITS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz"; // Crockford's base 32
        let mut bytes = [0_u8; 22];
        random.fill(&mut bytes)?;
        let digit = |byte: u8| DIGITS.get(usize::from(byte & 31)).copied().unwrap_or(b'0');
        Ok(Self(bytes.iter().map(|byte| char::from(digit(*byte))).collect()))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for LoginId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LoginId({})", self.0)
    }
}

impl fmt::Display for LoginId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_random_id_is_22_digits_of_the_randomness_given() {
        let counting = |bytes: &mut [u8]| {
            for (byte, value) in bytes.iter_mut().zip(0..) {
                *byte = value;
            }
        };
        let id = LoginId::random(&counting).unwrap();
        assert_eq!(id.as_str(), "0123456789abcdefghjkmn");
        assert_ne!(LoginId::random(&crate::SystemRandom), LoginId::random(&crate::SystemRandom));
    }

    #[test]
    fn an_empty_or_endless_text_is_no_id() {
        assert_eq!(LoginId::new(""), None);
        assert_eq!(LoginId::new(&"a".repeat(256)), None);
        assert_eq!(LoginId::new("sid-1").unwrap().to_string(), "sid-1");
    }
}
