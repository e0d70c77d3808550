//! What is finished when the handler has answered.

use std::any::Any;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::atomic::{AtomicU64, Ordering};

use crate::maybe_future::{BoxError, MaybeFuture};
use crate::response::effects::Effects;
use crate::response::reply::Reply;

/// Something that lasts to the end of a request and is finished when the handler has answered, such as a
/// session.
///
/// The [`AuthContext`](crate::adapter::AuthContext) holds it, so it must not hold the context: a request
/// that is given up would leave both behind.
pub trait ResponseHook: Any + Send + Sync {
    /// What the response must carry. Called once, before the head of the response goes out. Whoever
    /// changes something after that gets an error.
    ///
    /// # Errors
    /// The response is replaced: see [`HookError`].
    fn finish(&self) -> MaybeFuture<Result<Effects, HookError>>;
}

/// Why a response cannot go out as the handler made it.
#[derive(Debug)]
#[non_exhaustive]
pub enum HookError {
    /// What the handler wrote cannot be sent (a session over 4,096 bytes): 500.
    Unwritable(BoxError),
    /// A store did not answer: 503.
    Unavailable(BoxError),
}

impl HookError {
    /// Logs the error and makes the reply that goes out instead of the handler's response.
    pub(crate) fn reply(self) -> Reply {
        let reply = match self {
            Self::Unwritable(error) => {
                tracing::error!(name: "session.unwritable", %error, "the session was not written");
                Reply::detail(500, "Internal server error")
            }
            Self::Unavailable(error) => {
                tracing::error!(name: "session.unavailable", %error, "the session was not saved");
                Reply::detail(503, "Service temporarily unavailable")
            }
        };
        reply.with_header("cache-control", "no-store")
    }
}

/// Whose answer or hook an [`AuthContext`](crate::adapter::AuthContext) keeps: tells two of one type
/// apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SlotId(u64);

/// Tells a name's hash from a number.
const NAMED: u64 = 1 << 63;

impl SlotId {
    /// A new one.
    #[must_use]
    pub fn unique() -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        Self(NEXT.fetch_add(1, Ordering::Relaxed) & !NAMED)
    }

    /// The one of this name: the same for all who name it so. Two logins on one cookie share what they keep
    /// by the cookie's name.
    #[must_use]
    pub fn named(name: &str) -> Self {
        let mut hasher = DefaultHasher::new();
        name.hash(&mut hasher);
        Self(hasher.finish() | NAMED)
    }
}
