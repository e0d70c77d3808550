use std::time::{Duration, SystemTime, UNIX_EPOCH};

use handstamp_authorizer::throttle::{Admission, Counted, Limit, Throttle};

use crate::failure::{Failure, Outcome, ensure};
use crate::throttle::ThrottleHarness;

/// Three attempts at once, then one in ten seconds.
pub(crate) const LIMIT: Limit = Limit::new(3, Duration::from_secs(10));

/// A throttle that is asked at moments that a scenario names, in milliseconds after a beginning.
pub(crate) struct Asked<H>(H);

/// What one attempt counts for, under [`LIMIT`].
pub(crate) fn counted<'a>(kind: &'static str, value: &'a str) -> Counted<'a> {
    Counted { kind, value, limit: LIMIT }
}

fn at(millis: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(1_800_000_000) + Duration::from_millis(millis)
}

impl<H: ThrottleHarness> Asked<H> {
    pub(crate) fn new() -> Self {
        Self(H::open())
    }

    /// How long to wait; `None` where the attempt passes.
    pub(crate) fn take(
        &self,
        counted: &[Counted<'_>],
        millis: u64,
    ) -> Result<Option<Duration>, Failure> {
        let taken = self.0.throttle().take(counted, at(millis));
        match self.0.block_on(taken.into_boxed()) {
            Ok(Admission::Pass) => Ok(None),
            Ok(Admission::Wait(wait)) => Ok(Some(wait)),
            Err(error) => Err(Failure::new(error.to_string())),
        }
    }

    pub(crate) fn give_back(&self, counted: &[Counted<'_>], millis: u64) -> Outcome {
        let given = self.0.throttle().give_back(counted, at(millis));
        self.0.block_on(given.into_boxed()).map_err(|error| Failure::new(error.to_string()))
    }

    /// The attempt passes.
    pub(crate) fn passes(&self, counted: &[Counted<'_>], millis: u64) -> Outcome {
        let wait = self.take(counted, millis)?;
        ensure(wait.is_none(), || format!("it should pass after {millis} ms, and waits {wait:?}"))
    }

    /// The attempt has to wait.
    pub(crate) fn waits(&self, counted: &[Counted<'_>], millis: u64) -> Result<Duration, Failure> {
        let wait = self.take(counted, millis)?;
        wait.filter(|wait| *wait > Duration::ZERO)
            .ok_or_else(|| Failure::new(format!("it should wait after {millis} ms: {wait:?}")))
    }

    /// So many attempts pass, and the next one waits.
    pub(crate) fn has(&self, counted: &[Counted<'_>], attempts: u32, millis: u64) -> Outcome {
        for _ in 0..attempts {
            self.passes(counted, millis)?;
        }
        self.waits(counted, millis).map(drop)
    }
}
