//! An answer that is there at once, or has to be waited for.

use std::fmt;
use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::task::{Context, Poll};

/// A future that can be sent to another thread.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Any error of a backend. It goes to the log and never to a client.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// An answer that is there at once, or has to be waited for: `maybe_future.await` works for both.
///
/// A signed cookie is checked on the spot: `Ready`, without an allocation. Code that has to ask a
/// database takes what it needs off the request and answers `Future`, which borrows nothing and does
/// nothing until it is polled.
#[must_use]
pub enum MaybeFuture<T> {
    /// The answer.
    Ready(T),
    /// A future of the answer.
    Future(BoxFuture<'static, T>),
}

impl<T> MaybeFuture<T> {
    /// Boxes a future.
    pub fn boxed(future: impl Future<Output = T> + Send + 'static) -> Self {
        Self::Future(Box::pin(future))
    }

    /// Changes the answer. A ready answer stays ready.
    pub fn map<V>(self, change: impl FnOnce(T) -> V + Send + 'static) -> MaybeFuture<V>
    where
        T: 'static,
    {
        match self {
            Self::Ready(value) => MaybeFuture::Ready(change(value)),
            Self::Future(future) => MaybeFuture::boxed(async move { change(future.await) }),
        }
    }

    /// Continues with another answer. Two ready answers stay ready.
    pub fn then<V>(self, next: impl FnOnce(T) -> MaybeFuture<V> + Send + 'static) -> MaybeFuture<V>
    where
        T: 'static,
        V: Send + 'static,
    {
        match self {
            Self::Ready(value) => next(value),
            Self::Future(future) => MaybeFuture::boxed(async move { next(future.await).await }),
        }
    }

    /// The answer as a boxed future.
    pub fn into_boxed(self) -> BoxFuture<'static, T>
    where
        T: Send + 'static,
    {
        match self {
            Self::Ready(value) => Box::pin(std::future::ready(value)),
            Self::Future(future) => future,
        }
    }
}

impl<T> IntoFuture for MaybeFuture<T> {
    type Output = T;
    type IntoFuture = Waiting<T>;

    fn into_future(self) -> Waiting<T> {
        Waiting(Some(self))
    }
}

/// The future of a [`MaybeFuture`]. Pending for ever when it is polled again after its answer.
#[must_use = "futures do nothing until they are polled"]
pub struct Waiting<T>(Option<MaybeFuture<T>>);

// The value is moved out when it is ready, and the future is boxed: nothing is pinned in place.
impl<T> Unpin for Waiting<T> {}

impl<T> Future for Waiting<T> {
    type Output = T;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<T> {
        match self.0.take() {
            Some(MaybeFuture::Ready(value)) => Poll::Ready(value),
            Some(MaybeFuture::Future(mut future)) => {
                let polled = future.as_mut().poll(cx);
                if polled.is_pending() {
                    self.0 = Some(MaybeFuture::Future(future));
                }
                polled
            }
            None => Poll::Pending,
        }
    }
}

impl<T: fmt::Debug> fmt::Debug for MaybeFuture<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ready(value) => f.debug_tuple("Ready").field(value).finish(),
            Self::Future(_) => f.write_str("Future"),
        }
    }
}

impl<T> fmt::Debug for Waiting<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Waiting")
    }
}
