use std::future::Future;
use std::pin::Pin;
use std::time::{Duration, SystemTime};

use crate::session::Session;

/// A future that owns its heap place: stores are held as `dyn`, and name no runtime.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Why a store has failed. A failing store is an outage (503), never an anonymous visitor.
pub type StoreError = Box<dyn std::error::Error + Send + Sync>;

/// The joint between session ids and [`Session`]s that live on a server.
///
/// The id comes from a cookie that was checked by whoever calls; it is a secret, so that a store neither
/// logs it nor compares it piecewise with ids of other people.
pub trait Store: Send + Sync + 'static {
    /// The session of an id, or `None` if there is none or it has expired at `now`. Never makes one: an
    /// unknown id is not taken over from a client.
    fn load<'a>(
        &'a self,
        id: &'a str,
        now: SystemTime,
    ) -> BoxFuture<'a, Result<Option<Session>, StoreError>>;

    /// Keeps a session for `lifetime` from `now` on. [`Session::changes`] says what this request wrote, for a
    /// store that merges it with what another request has written since.
    fn save<'a>(
        &'a self,
        id: &'a str,
        session: &'a Session,
        now: SystemTime,
        lifetime: Duration,
    ) -> BoxFuture<'a, Result<(), StoreError>>;

    /// Forgets the session of an id. No error if there is none.
    fn delete<'a>(&'a self, id: &'a str) -> BoxFuture<'a, Result<(), StoreError>>;
}
