//! An answer that is there at once, or later.

use std::future::Future;
use std::pin::Pin;

/// A future that can be sent to another thread.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Any error of a backend. It goes to the log and never to a client.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// An answer that is there at once, or later.
///
/// A signed cookie is checked on the spot: `Now`, without a box. Who must ask a database takes what
/// it needs off the request and answers `Later`, with a future that borrows nothing and does
/// nothing until it is polled.
#[must_use]
pub enum MaybeFuture<T> {
    /// Here it is.
    Ready(T),
    /// Wait for it.
    Future(BoxFuture<'static, T>),
}

impl<T> MaybeFuture<T> {
    /// Boxes a future as a later answer.
    pub fn boxed(future: impl Future<Output = T> + Send + 'static) -> Self {
        Self::Future(Box::pin(future))
    }

    /// The answer, waited for if need be.
    pub async fn get(self) -> T {
        match self {
            Self::Ready(value) => value,
            Self::Future(future) => future.await,
        }
    }

    /// Changes the answer.
    pub fn map<V>(self, change: impl FnOnce(T) -> V + Send + 'static) -> MaybeFuture<V>
    where
        T: 'static,
    {
        match self {
            Self::Ready(value) => MaybeFuture::Ready(change(value)),
            Self::Future(future) => MaybeFuture::boxed(async move { change(future.await) }),
        }
    }

    /// Goes on with another answer.
    pub fn then<V>(self, next: impl FnOnce(T) -> MaybeFuture<V> + Send + 'static) -> MaybeFuture<V>
    where
        T: 'static,
        V: Send + 'static,
    {
        match self {
            Self::Ready(value) => next(value),
            Self::Future(future) => {
                MaybeFuture::boxed(async move { next(future.await).get().await })
            }
        }
    }
}

impl<T: std::fmt::Debug> std::fmt::Debug for MaybeFuture<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Ready(value) => f.debug_tuple("Now").field(value).finish(),
            Self::Future(_) => f.write_str("Later"),
        }
    }
}
