//! Slowing down whoever guesses.
//!
//! An attempt counts for several things at once: the name that was typed in, the client's address. Each has a
//! [`Limit`]: a number of attempts at once, then one for each interval. An attempt is counted before the password is
//! checked, so that many at the same moment cannot all pass, and given back if the password was right.

use std::time::{Duration, SystemTime};

use crate::maybe_future::{BoxError, MaybeFuture};

/// Counts attempts. A shared one counts those of all machines.
pub trait Throttle: Send + Sync + 'static {
    /// Counts an attempt for each of these, or for none of them: where one has reached its limit, the answer is
    /// [`Admission::Wait`] and nothing is counted.
    fn take(
        &self,
        counted: &[Counted<'_>],
        now: SystemTime,
    ) -> MaybeFuture<Result<Admission, BoxError>>;

    /// Gives an attempt back that was taken and turned out to be a good one.
    fn give_back(
        &self,
        counted: &[Counted<'_>],
        now: SystemTime,
    ) -> MaybeFuture<Result<(), BoxError>>;
}

/// One thing that an attempt counts for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted<'a> {
    /// What kind of thing it is, so that a name is never taken for an address: `name`, `address`.
    pub kind: &'static str,
    /// Which one.
    pub value: &'a str,
    /// How many attempts it has.
    pub limit: Limit,
}

/// How many attempts there are: `burst` at once, and one more for each `interval` that has passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    burst: u32,
    interval: Duration,
}

impl Limit {
    /// `burst` attempts at once, at least one, then one for each `interval`.
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
