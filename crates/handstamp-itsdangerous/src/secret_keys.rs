//! A list of keys, so that a key can be replaced without logging everybody out.

use crate::error::Error;
use crate::secret_key::SecretKey;

/// One or more secret keys, for rotation: the newest signs, all verify, the newest is tried first.
///
/// Never empty. A single [`SecretKey`] is a list of one.
///
/// ```
/// use handstamp_itsdangerous::{SecretKey, SecretKeys};
///
/// let newest = SecretKey::new("2f1d9a0c5be74386a1d0f7c2e9b85d34")?;
/// let older = SecretKey::new("70a2c1f4d85b4e6f93b0187a2cde5f61")?;
/// let keys = SecretKeys::new(newest).with_fallbacks([older]);
/// assert_eq!(keys.len(), 2);
/// # Ok::<(), handstamp_itsdangerous::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct SecretKeys {
    newest: SecretKey,
    /// Oldest first.
    fallbacks: Vec<SecretKey>,
}

impl SecretKeys {
    /// A list of one key, which signs.
    pub fn new(newest: SecretKey) -> Self {
        Self { newest, fallbacks: Vec::new() }
    }

    /// Sets the older keys, which only verify; oldest first, as Flask's `SECRET_KEY_FALLBACKS`.
    #[must_use]
    pub fn with_fallbacks(mut self, oldest_first: impl IntoIterator<Item = SecretKey>) -> Self {
        self.fallbacks = oldest_first.into_iter().collect();
        self
    }

    /// The key that signs.
    pub fn newest(&self) -> &SecretKey {
        &self.newest
    }

    /// All keys in the order in which they are tried: the newest first, the oldest last.
    pub fn iter(&self) -> impl Iterator<Item = &SecretKey> {
        std::iter::once(&self.newest).chain(self.fallbacks.iter().rev())
    }

    /// How many keys there are, at least 1.
    #[expect(clippy::len_without_is_empty, reason = "a key list is never empty")]
    pub fn len(&self) -> usize {
        1 + self.fallbacks.len()
    }
}

impl From<SecretKey> for SecretKeys {
    fn from(newest: SecretKey) -> Self {
        Self::new(newest)
    }
}

/// A list as Python's itsdangerous takes it: oldest first, the last one signs.
impl TryFrom<Vec<SecretKey>> for SecretKeys {
    type Error = Error;

    fn try_from(mut oldest_first: Vec<SecretKey>) -> Result<Self, Error> {
        let newest = oldest_first.pop().ok_or(Error::NoKey)?;
        Ok(Self { newest, fallbacks: oldest_first })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secrets(keys: &SecretKeys) -> Vec<&[u8]> {
        keys.iter().map(SecretKey::expose_secret).collect()
    }

    #[test]
    fn the_newest_is_first_and_the_oldest_last() {
        let key = |name: &str| SecretKey::allow_weak(name);
        let flask = SecretKeys::new(key("new")).with_fallbacks([key("oldest"), key("old")]);
        let python = SecretKeys::try_from(vec![key("oldest"), key("old"), key("new")]).unwrap();
        assert_eq!(secrets(&flask), [&b"new"[..], b"old", b"oldest"]);
        assert_eq!(secrets(&flask), secrets(&python));
        assert_eq!(flask.newest().expose_secret(), b"new");
        assert!(matches!(SecretKeys::try_from(vec![]), Err(Error::NoKey)));
    }
}
