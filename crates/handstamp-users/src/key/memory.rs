use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use handstamp_authorizer::BoxFuture;

use crate::key::key_store::KeyStore;
use crate::key::record::KeyRecord;
use crate::store::{ChangeError, StoreError};

/// API keys of one process, in memory: for tests.
#[derive(Debug, Default)]
pub struct MemoryKeys(Mutex<Vec<KeyRecord>>);

impl MemoryKeys {
    /// None yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn all(&self) -> MutexGuard<'_, Vec<KeyRecord>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn ready<'a, T: Send + 'a>(value: T) -> BoxFuture<'a, T> {
    Box::pin(std::future::ready(value))
}

impl KeyStore for MemoryKeys {
    fn key<'a>(&'a self, id: &'a str) -> BoxFuture<'a, Result<Option<KeyRecord>, StoreError>> {
        ready(Ok(self.all().iter().find(|key| key.id == id).cloned()))
    }

    fn keys<'a>(
        &'a self,
        user_id: Option<&'a str>,
    ) -> BoxFuture<'a, Result<Vec<KeyRecord>, StoreError>> {
        let wanted = |key: &&KeyRecord| user_id.is_none_or(|id| key.user_id == id);
        ready(Ok(self.all().iter().filter(wanted).cloned().collect()))
    }

    fn add_key<'a>(&'a self, key: &'a KeyRecord) -> BoxFuture<'a, Result<(), StoreError>> {
        self.all().push(key.clone());
        ready(Ok(()))
    }

    fn revoke_key<'a>(&'a self, id: &'a str) -> BoxFuture<'a, Result<bool, ChangeError>> {
        let mut all = self.all();
        let before = all.len();
        all.retain(|key| key.id != id);
        ready(Ok(all.len() < before))
    }

    fn note_key_use<'a>(
        &'a self,
        id: &'a str,
        now: SystemTime,
    ) -> BoxFuture<'a, Result<(), StoreError>> {
        if let Some(key) = self.all().iter_mut().find(|key| key.id == id) {
            key.last_used = Some(now);
        }
        ready(Ok(()))
    }
}
