use std::future::Future;
use std::pin::Pin;
use std::time::{Duration, SystemTime};

use crate::session::Session;
use crate::session_id::SessionId;

/// A boxed future. Stores are held as `dyn`, and name no runtime.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Why a store has failed. A failing store is an outage (503), never an anonymous visitor.
pub type StoreError = Box<dyn std::error::Error + Send + Sync>;

/// The joint between session ids and [`Session`]s that live on a server.
///
/// [`MemoryStore`](crate::MemoryStore) is one. `handstamp-conformance` has a suite for stores.
pub trait Store: Send + Sync + 'static {
    /// The session of an id, or `None` if there is none or it has expired at `now`. Never makes one: an
    /// unknown id is not taken over from a client.
    fn load<'a>(
        &'a self,
        id: &'a SessionId,
        now: SystemTime,
    ) -> BoxFuture<'a, Result<Option<Loaded>, StoreError>>;

    /// Keeps a new session for `lifetime` from `now` on.
    fn create<'a>(
        &'a self,
        id: &'a SessionId,
        session: &'a Session,
        now: SystemTime,
        lifetime: Duration,
    ) -> BoxFuture<'a, Result<(), StoreError>>;

    /// Replaces a session that is still as it was loaded, and keeps it for `lifetime` from `now` on.
    ///
    /// [`Updated::Gone`] where it was deleted or has expired, and [`Updated::Conflict`] where it was changed
    /// since. Nothing is written then: a late save never brings back what a logout removed.
    fn update<'a>(
        &'a self,
        id: &'a SessionId,
        session: &'a Session,
        revision: &'a Revision,
        now: SystemTime,
        lifetime: Duration,
    ) -> BoxFuture<'a, Result<Updated, StoreError>>;

    /// Forgets the session of an id. No error if there is none.
    fn delete<'a>(&'a self, id: &'a SessionId) -> BoxFuture<'a, Result<(), StoreError>>;
}

/// A session as a store had it, and its revision.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The session.
    pub session: Session,
    /// What [`Store::update`] compares.
    pub revision: Revision,
}

/// Which state of a session was loaded: a counter, or a digest of what is stored. Two equal ones mean that
/// nothing was changed in between.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Revision([u8; 16]);

impl Revision {
    /// With these bytes.
    #[must_use]
    pub const fn new(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// The bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

/// What an update came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub enum Updated {
    /// It is written.
    Kept,
    /// The session was changed since it was loaded. Nothing was written.
    Conflict,
    /// The session is not there any more. Nothing was written.
    Gone,
}
