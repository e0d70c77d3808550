use std::time::{Duration, SystemTime};

use hmac::{Hmac, KeyInit as _, Mac as _};
use quick_cache::sync::{Cache, DefaultLifecycle, PlaceholderGuard};
use quick_cache::{DefaultHashBuilder, UnitWeighter};
use sha2::Sha256;

use crate::account::Account;
use crate::login::basic::credentials::Credentials;

/// How many successes are kept.
const CAPACITY: usize = 10_000;

/// A success is known by an HMAC of name and password with a key of this process, so that memory has no password
/// and no hash that could be guessed from it.
type Key = [u8; 32];

/// Right passwords of the last minute or so. Bounded.
pub(crate) struct Successes {
    key: Key,
    lifetime: Duration,
    cache: Cache<Key, Success>,
}

#[derive(Clone)]
struct Success {
    account: Account,
    at: SystemTime,
}

/// The turn to check credentials. Who brings the same ones meanwhile waits: a burst of requests costs one hash and
/// one attempt. Dropped without an answer, the next one has its turn.
pub(crate) struct Turn<'c>(Guard<'c>);

type Guard<'c> = PlaceholderGuard<
    'c,
    Key,
    Success,
    UnitWeighter,
    DefaultHashBuilder,
    DefaultLifecycle<Key, Success>,
>;

impl Successes {
    pub(crate) fn new(key: Key, lifetime: Duration) -> Self {
        Self { key, lifetime, cache: Cache::new(CAPACITY) }
    }

    /// The user of these credentials, if they were right a short time ago; else the turn to check them.
    pub(crate) async fn find(
        &self,
        credentials: &Credentials,
        now: SystemTime,
    ) -> Result<Account, Turn<'_>> {
        let key = self.key_of(credentials);
        self.cache.remove_if(&key, |success| !self.is_good(success, now));
        let found = self.cache.get_value_or_guard_async(&key).await;
        found.map(|success| success.account).map_err(Turn)
    }

    /// Good from the moment it was found, to the end of its time.
    fn is_good(&self, success: &Success, now: SystemTime) -> bool {
        now.duration_since(success.at).is_ok_and(|age| age < self.lifetime)
    }

    fn key_of(&self, credentials: &Credentials) -> Key {
        // HMAC takes keys of every length.
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.key) else { return Key::default() };
        mac.update(credentials.as_bytes());
        mac.finalize().into_bytes().into()
    }
}

impl Turn<'_> {
    /// Remembers that the credentials are this user's.
    pub(crate) fn remember(self, account: Account, now: SystemTime) {
        // An error says that the entry was removed meanwhile: it is asked for again.
        drop(self.0.insert(Success { account, at: now }));
    }
}
