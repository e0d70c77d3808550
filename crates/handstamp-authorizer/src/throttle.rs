//! Slowing down whoever guesses.
//!
//! An attempt counts for several things at once: the name that was typed in, the client's address. Each has a
//! [`Limit`]: a number of attempts at once, then one for each interval. An attempt is counted before the password is
//! checked, so that many at the same moment cannot all pass, and given back if the password was right.

mod memory;
mod pace;
mod table;

use std::time::{Duration, SystemTime};

use crate::maybe_future::{BoxError, MaybeFuture};

pub use memory::MemoryThrottle;

/// Counts attempts. A shared one counts those of all machines.
///
/// [`MemoryThrottle`] is one. `handstamp-conformance` has a suite for throttles.
pub trait Throttle: Send + Sync + 'static {
    /// Counts an attempt for each of these, or for none of them: where one has reached its limit, the answer is
    /// [`Admission::Wait`] with the longest wait of them, and nothing is counted. Name each thing once.
    ///
    /// A clock that went back frees nothing, and makes nobody wait for longer than one interval.
    fn take(
        &self,
        counted: &[Counted<'_>],
        now: SystemTime,
    ) -> MaybeFuture<Result<Admission, BoxError>>;

    /// Gives an attempt back that was taken and turned out to be a good one. There are never more attempts
    /// than the limit says: where none was counted, or all are made up for, nothing changes.
    fn give_back(
        &self,
        counted: &[Counted<'_>],
        now: SystemTime,
    ) -> MaybeFuture<Result<(), BoxError>>;
}

/// One thing that an attempt counts for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Counted<'a> {
    /// What kind of thing it is, so that a name is never taken for an address: `name`, `address`.
    pub kind: &'static str,
    /// Which one.
    pub value: &'a str,
    /// How many attempts it has: the same limit in every call.
    pub limit: Limit,
}

/// How many attempts there are: `burst` at once, and one more for each `interval` that has passed.
/// There are never more than `burst`, however long nobody tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Limit {
    burst: u32,
    interval: Duration,
}

impl Limit {
    /// `burst` attempts at once, at least one, then one for each `interval`. An interval of zero is no limit.
    #[must_use]
    pub const fn new(burst: u32, interval: Duration) -> Self {
        Self { burst: if burst == 0 { 1 } else { burst }, interval }
    }

    /// How many attempts there are at once.
    #[must_use]
    pub const fn burst(self) -> u32 {
        self.burst
    }

    /// After which time there is one attempt more.
    #[must_use]
    pub const fn interval(self) -> Duration {
        self.interval
    }
}

/// Whether an attempt may be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub enum Admission {
    /// It may, and was counted.
    Pass,
    /// Not before this time has passed: 429 with `Retry-After`.
    Wait(Duration),
}
