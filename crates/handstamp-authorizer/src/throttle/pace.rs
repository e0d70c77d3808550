//! A limit in nanoseconds.
//!
//! Instants are nanoseconds since 1970. With 128 bits even the last `SystemTime`, plus the largest burst of
//! the longest intervals, is a number: nothing here is rounded or saturates.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::throttle::Limit;

const SECOND: i128 = 1_000_000_000;

/// How fast attempts are made up for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pace {
    /// After how long one attempt is made up for. Above 0.
    interval: i128,
    /// After how long a whole burst is.
    burst: i128,
}

impl Pace {
    /// None of an interval of zero: that is no limit.
    pub(super) fn of(limit: Limit) -> Option<Self> {
        let interval = signed(limit.interval());
        let burst = interval.saturating_mul(i128::from(limit.burst()));
        (interval > 0).then_some(Self { interval, burst })
    }

    /// Nothing.
    pub(super) const NONE: Self = Self { interval: 1, burst: 0 };

    /// How long to wait before an attempt, where the earlier ones are made up for at `done_at`. It may be made if this
    /// is not above 0.
    pub(super) fn wait(self, done_at: i128, now: i128) -> i128 {
        self.after(done_at).saturating_sub(self.latest(now))
    }

    /// When one attempt more is made up for.
    pub(super) fn after(self, done_at: i128) -> i128 {
        done_at.saturating_add(self.interval)
    }

    /// When one attempt less is made up for.
    pub(super) fn before(self, done_at: i128) -> i128 {
        done_at.saturating_sub(self.interval)
    }

    /// When a burst that was made now is made up for: nothing that was counted can take longer.
    pub(super) fn latest(self, now: i128) -> i128 {
        now.saturating_add(self.burst)
    }

    /// How many attempts are still to be made up for, a part of one counting as one. Not above 0 if there are none.
    pub(super) fn attempts(self, done_at: i128, now: i128) -> i128 {
        let left = done_at.saturating_sub(now);
        left / self.interval + i128::from(left % self.interval > 0)
    }
}

/// Nanoseconds since 1970, below 0 before it.
pub(super) fn nanos(time: SystemTime) -> i128 {
    match time.duration_since(UNIX_EPOCH) {
        Ok(since) => signed(since),
        Err(before) => -signed(before.duration()),
    }
}

/// A time that is not below 0.
pub(super) fn duration(nanos: i128) -> Duration {
    let seconds = u64::try_from(nanos / SECOND).unwrap_or(u64::MAX);
    Duration::new(seconds, u32::try_from(nanos % SECOND).unwrap_or(0))
}

fn signed(duration: Duration) -> i128 {
    i128::from(duration.as_secs()) * SECOND + i128::from(duration.subsec_nanos())
}
