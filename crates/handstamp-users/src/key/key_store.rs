use std::time::SystemTime;

use handstamp_authorizer::BoxFuture;

use crate::key::record::KeyRecord;
use crate::store::{ChangeError, StoreError};

/// Where API keys live.
pub trait KeyStore: Send + Sync + 'static {
    /// The key of this name, ended or not.
    fn key<'a>(&'a self, id: &'a str) -> BoxFuture<'a, Result<Option<KeyRecord>, StoreError>>;

    /// The keys of a user, or of all, in the order in which they were issued.
    fn keys<'a>(
        &'a self,
        user_id: Option<&'a str>,
    ) -> BoxFuture<'a, Result<Vec<KeyRecord>, StoreError>>;

    /// Keeps a new key.
    fn add_key<'a>(&'a self, key: &'a KeyRecord) -> BoxFuture<'a, Result<(), StoreError>>;

    /// Forgets a key, so that it is refused from now on. Says whether there was one.
    fn revoke_key<'a>(&'a self, id: &'a str) -> BoxFuture<'a, Result<bool, ChangeError>>;

    /// Notes that a key was used.
    fn note_key_use<'a>(
        &'a self,
        id: &'a str,
        now: SystemTime,
    ) -> BoxFuture<'a, Result<(), StoreError>>;
}
