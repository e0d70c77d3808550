use std::fmt;
use std::time::SystemTime;

use subtle::ConstantTimeEq;

/// The SHA-256 of a key. Compared in constant time, and never shown.
#[derive(Clone, Copy)]
pub struct KeyDigest([u8; 32]);

impl KeyDigest {
    /// With these bytes.
    #[must_use]
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The bytes, for a store.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl PartialEq for KeyDigest {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl Eq for KeyDigest {}

impl fmt::Debug for KeyDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeyDigest")
    }
}

/// What a store has of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct KeyRecord {
    /// The key's name.
    pub id: String,
    /// What is left of the key itself.
    pub digest: KeyDigest,
    /// The id of the user on whose behalf it is used.
    pub user_id: String,
    /// What it is for, in the words of whoever issued it.
    pub label: String,
    /// The scopes that it grants.
    pub scopes: Vec<String>,
    /// When it was issued.
    pub created: SystemTime,
    /// When it ends. `None`: never by itself.
    pub expires: Option<SystemTime>,
    /// When it was used last, to a minute. `None`: never yet.
    pub last_used: Option<SystemTime>,
}

impl KeyRecord {
    /// A key that was never used, never ends, has no label and grants no scope.
    #[must_use]
    pub fn new(
        id: impl Into<String>,
        digest: KeyDigest,
        user_id: impl Into<String>,
        created: SystemTime,
    ) -> Self {
        Self {
            id: id.into(),
            digest,
            user_id: user_id.into(),
            label: String::new(),
            scopes: Vec::new(),
            created,
            expires: None,
            last_used: None,
        }
    }

    /// Whether it has ended.
    #[must_use]
    pub fn is_expired(&self, now: SystemTime) -> bool {
        self.expires.is_some_and(|end| now >= end)
    }
}
