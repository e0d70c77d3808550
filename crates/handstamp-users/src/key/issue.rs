use std::time::{Duration, SystemTime};

use handstamp_authorizer::Random;

use crate::key::api_key::{ApiKey, PrefixError, check_prefix};
use crate::key::key_store::KeyStore;
use crate::key::record::KeyRecord;
use crate::store::StoreError;

/// A key to be issued.
///
/// ```
/// use std::time::{Duration, SystemTime};
/// use handstamp_authorizer::SystemRandom;
/// use handstamp_users::key::{MemoryKeys, NewKey};
///
/// # async fn issue() -> Result<(), Box<dyn std::error::Error>> {
/// let store = MemoryKeys::new();
/// let year = Duration::from_secs(365 * 24 * 60 * 60);
/// let key = NewKey::new("42").with_label("nightly report").with_scopes(["read"]).with_lifetime(year);
/// let key = key.issue(&store, &SystemRandom, SystemTime::now()).await?;
/// println!("{}", key.expose()); // shown once
/// # Ok(()) }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub struct NewKey {
    user_id: String,
    prefix: String,
    label: String,
    scopes: Vec<String>,
    lifetime: Option<Duration>,
}

/// Why a key was not issued.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum IssueError {
    /// The prefix cannot begin keys.
    #[error(transparent)]
    Prefix(#[from] PrefixError),
    /// A scope is not one (RFC 6749 section 3.3).
    #[error("{0:?} is no scope: write one word of printable ASCII without quotes and backslashes")]
    Scope(String),
    /// There is no randomness.
    #[error("the key cannot be made")]
    Random(#[source] handstamp_authorizer::Error),
    /// The store did not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl NewKey {
    /// A key of the user with this id, with the prefix `hs`. It grants no scope and never ends by itself.
    pub fn new(user_id: impl Into<String>) -> Self {
        Self {
            user_id: user_id.into(),
            prefix: "hs".to_owned(),
            label: String::new(),
            scopes: Vec::new(),
            lifetime: None,
        }
    }

    /// Sets by which word people and scanners know the app's keys. Default: `hs`. The
    /// [`ApiKeys`](crate::key::ApiKeys) of the app must have the same.
    pub fn with_prefix(mut self, prefix: impl Into<String>) -> Self {
        self.prefix = prefix.into();
        self
    }

    /// Sets what the key is for.
    pub fn with_label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// Sets the scopes that it grants.
    pub fn with_scopes(mut self, scopes: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.scopes = scopes.into_iter().map(Into::into).collect();
        self
    }

    /// Sets how long it lives.
    pub fn with_lifetime(mut self, lifetime: Duration) -> Self {
        self.lifetime = Some(lifetime);
        self
    }

    /// Makes the key and keeps it in the store. This is the only moment at which it can be shown.
    ///
    /// # Errors
    /// [`IssueError`]; no key was issued, but where the store's answer was lost.
    pub async fn issue(
        self,
        store: &dyn KeyStore,
        random: &dyn Random,
        now: SystemTime,
    ) -> Result<ApiKey, IssueError> {
        check_prefix(&self.prefix)?;
        if let Some(scope) = self.scopes.iter().find(|scope| !is_scope(scope)) {
            return Err(IssueError::Scope(scope.clone()));
        }
        let key = ApiKey::random(&self.prefix, random).map_err(IssueError::Random)?;
        let mut record = KeyRecord::new(key.id(), key.digest(), self.user_id, now);
        (record.label, record.scopes) = (self.label, self.scopes);
        record.expires = self.lifetime.and_then(|lifetime| now.checked_add(lifetime));
        store.add_key(&record).await?;
        Ok(key)
    }
}

fn is_scope(scope: &str) -> bool {
    let sound = |byte: u8| matches!(byte, 0x21 | 0x23..=0x5b | 0x5d..=0x7e);
    !scope.is_empty() && scope.bytes().all(sound)
}
