//! A list of keys, so that a key can be replaced without logging users out.

use crate::error::Error;
use crate::secret_key::SecretKey;

/// One or more secret keys, for key rotation. The newest key signs; all keys verify, the newest
/// first.
///
/// The list is never empty. A single [`SecretKey`] converts into a list of one. All keys are wiped
/// from memory when the list is dropped.
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
    /// A list of one key, which signs and verifies.
    pub fn new(newest: SecretKey) -> Self {
        Self { newest, fallbacks: Vec::new() }
    }

    /// Adds older keys, which only verify: oldest first, as in Flask's `SECRET_KEY_FALLBACKS`.
    ///
    /// Keys that are in the list already stay there and count as older than the added ones. So
    /// `.with_fallbacks([a]).with_fallbacks([b])` is the same as `.with_fallbacks([a, b])`.
    #[must_use]
    pub fn with_fallbacks(mut self, oldest_first: impl IntoIterator<Item = SecretKey>) -> Self {
        self.fallbacks.extend(oldest_first);
        self
    }

    /// The key that signs.
    pub fn newest(&self) -> &SecretKey {
        &self.newest
    }

    /// All keys, in the order in which they are tried: newest first, oldest last.
    pub fn iter(&self) -> impl Iterator<Item = &SecretKey> {
        std::iter::once(&self.newest).chain(self.fallbacks.iter().rev())
    }

    /// The number of keys, at least 1.
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

/// Takes a list as Python's itsdangerous does: oldest first, and the last one signs. An empty list
/// is [`Error::NoKey`].
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

    fn key(name: &str) -> SecretKey {
        SecretKey::allow_weak(name)
    }

    fn secrets(keys: &SecretKeys) -> Vec<&[u8]> {
        keys.iter().map(SecretKey::expose_secret).collect()
    }

    #[test]
    fn the_newest_is_first_and_the_oldest_last() {
        let flask = SecretKeys::new(key("new")).with_fallbacks([key("oldest"), key("old")]);
        let python = SecretKeys::try_from(vec![key("oldest"), key("old"), key("new")]).unwrap();
        assert_eq!(secrets(&flask), [&b"new"[..], b"old", b"oldest"]);
        assert_eq!(secrets(&flask), secrets(&python));
        assert_eq!(flask.newest().expose_secret(), b"new");
        assert!(matches!(SecretKeys::try_from(vec![]), Err(Error::NoKey)));
    }

    #[test]
    fn fallbacks_are_added_and_never_replaced() {
        let keys = SecretKeys::new(key("new")).with_fallbacks([key("a"), key("b")]);
        let keys = keys.with_fallbacks([]).with_fallbacks([key("c")]);
        assert_eq!(secrets(&keys), [&b"new"[..], b"c", b"b", b"a"]);
        let python = SecretKeys::try_from(vec![key("a"), key("new")]).unwrap();
        assert_eq!(secrets(&python.with_fallbacks([key("b")])), [&b"new"[..], b"b", b"a"]);
    }
}
