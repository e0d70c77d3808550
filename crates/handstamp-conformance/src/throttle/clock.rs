//! A clock that was set, or that of another machine.

use crate::failure::{Outcome, ensure};
use crate::throttle::ThrottleHarness;
use crate::throttle::open::{MINUTE, Opened, SECOND, name};

pub(crate) fn clock_that_goes_back_frees_nothing<H: ThrottleHarness>() -> Outcome {
    let (throttle, thing) = (Opened::<H>::new(), [name("ada")]);
    for back in [SECOND, MINUTE, 10 * MINUTE, 1_000_000 * MINUTE] {
        let throttle = Opened::<H>::new();
        throttle.exactly(3, &thing, throttle.now)?;
        throttle.waits(&thing, throttle.now - back)?;
    }
    // What was counted by the clock that is ahead counts for the one that is behind.
    throttle.passes(&thing, throttle.now)?;
    throttle.passes(&thing, throttle.now - SECOND)?;
    throttle.passes(&thing, throttle.now)?;
    throttle.waits(&thing, throttle.now - SECOND)?;
    throttle.waits(&thing, throttle.now).map(|_| ())
}

/// However far the clock went back, one interval later an attempt passes.
pub(crate) fn clock_that_went_back_locks_for_an_interval<H: ThrottleHarness>() -> Outcome {
    let thing = [name("ada")];
    for back in [10 * MINUTE, 1_000_000 * MINUTE] {
        let throttle = Opened::<H>::new();
        throttle.exactly(3, &thing, throttle.now)?;
        let now = throttle.now - back;
        let wait = throttle.waits(&thing, now)?;
        ensure(wait < MINUTE + SECOND, || format!("told to wait {wait:?}, not a minute"))?;
        throttle.waits(&thing, now + MINUTE / 2)?;
        throttle.exactly(1, &thing, now + wait)?;
        throttle.exactly(3, &thing, now + wait + 3 * MINUTE)?;
    }
    Ok(())
}
