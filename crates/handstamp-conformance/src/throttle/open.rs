//! A throttle that was opened for one scenario.

use std::time::{Duration, SystemTime};

use handstamp_authorizer::BoxError;
use handstamp_authorizer::throttle::{Admission, Counted, Limit, Throttle};

use crate::failure::{Failure, Outcome, ensure};
use crate::throttle::ThrottleHarness;

pub(crate) const SECOND: Duration = Duration::from_secs(1);
pub(crate) const MINUTE: Duration = Duration::from_secs(60);
pub(crate) const THREE: Limit = Limit::new(3, MINUTE);

pub(crate) struct Opened<H> {
    pub(crate) harness: H,
    /// Real time: a database may have a clock of its own besides.
    pub(crate) now: SystemTime,
}

/// A name, with three attempts and one more a minute.
pub(crate) fn name(value: &str) -> Counted<'_> {
    Counted { kind: "name", value, limit: THREE }
}

/// An address, with as many.
pub(crate) fn address(value: &str) -> Counted<'_> {
    Counted { kind: "address", ..name(value) }
}

impl<H: ThrottleHarness> Opened<H> {
    pub(crate) fn new() -> Self {
        Self { harness: H::open(), now: SystemTime::now() }
    }

    pub(crate) fn take(
        &self,
        counted: &[Counted<'_>],
        now: SystemTime,
    ) -> Result<Admission, Failure> {
        let taken = self.harness.throttle().take(counted, now);
        self.harness.block_on(taken.into_future()).map_err(failed)
    }

    pub(crate) fn give_back(&self, counted: &[Counted<'_>], now: SystemTime) -> Outcome {
        let given = self.harness.throttle().give_back(counted, now);
        self.harness.block_on(given.into_future()).map_err(failed)
    }

    pub(crate) fn passes(&self, counted: &[Counted<'_>], now: SystemTime) -> Outcome {
        let said = self.take(counted, now)?;
        ensure(said == Admission::Pass, || {
            format!("{said:?} for {counted:?}, {}, not a pass", self.after(now))
        })
    }

    /// An attempt is refused. How long it has to wait.
    pub(crate) fn waits(
        &self,
        counted: &[Counted<'_>],
        now: SystemTime,
    ) -> Result<Duration, Failure> {
        match self.take(counted, now)? {
            Admission::Wait(wait) => Ok(wait),
            Admission::Pass => {
                Err(Failure::new(format!("a pass for {counted:?}, {}", self.after(now))))
            }
        }
    }

    /// So many pass, and the next is refused.
    pub(crate) fn exactly(
        &self,
        count: usize,
        counted: &[Counted<'_>],
        now: SystemTime,
    ) -> Result<Duration, Failure> {
        for nth in 1..=count {
            let said = self.take(counted, now)?;
            ensure(said == Admission::Pass, || {
                format!("{said:?} for attempt {nth} of {count}, {}: {counted:?}", self.after(now))
            })?;
        }
        self.waits(counted, now)
    }

    fn after(&self, now: SystemTime) -> String {
        match now.duration_since(self.now) {
            Ok(after) => format!("{after:?} after the first"),
            Err(before) => format!("{:?} before the first", before.duration()),
        }
    }
}

pub(crate) fn failed(error: BoxError) -> Failure {
    Failure::new(format!("the throttle failed: {error}"))
}
