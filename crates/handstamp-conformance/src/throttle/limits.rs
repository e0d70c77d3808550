//! How many attempts there are.

use std::time::Duration;

use handstamp_authorizer::throttle::{Counted, Limit};

use crate::failure::{Outcome, ensure};
use crate::throttle::ThrottleHarness;
use crate::throttle::open::{MINUTE, Opened, SECOND, name};

pub(crate) fn burst_passes_and_no_more<H: ThrottleHarness>() -> Outcome {
    let throttle = Opened::<H>::new();
    for burst in [1, 2, 20] {
        let value = format!("ada-{burst}");
        let thing = Counted { limit: Limit::new(burst, MINUTE), ..name(&value) };
        for _ in 0..burst {
            throttle.passes(&[thing], throttle.now)?;
        }
        throttle.waits(&[thing], throttle.now)?;
        throttle.waits(&[thing], throttle.now + MINUTE / 2)?;
    }
    Ok(())
}

pub(crate) fn one_more_passes_for_each_interval<H: ThrottleHarness>() -> Outcome {
    let (throttle, thing) = (Opened::<H>::new(), [name("ada")]);
    throttle.exactly(3, &thing, throttle.now)?;
    throttle.exactly(1, &thing, throttle.now + MINUTE)?;
    throttle.exactly(2, &thing, throttle.now + 3 * MINUTE)?;
    // Halves add up.
    throttle.exactly(0, &thing, throttle.now + 3 * MINUTE + MINUTE / 2)?;
    throttle.exactly(1, &thing, throttle.now + 4 * MINUTE)?;
    Ok(())
}

pub(crate) fn rest_brings_back_no_more_than_a_burst<H: ThrottleHarness>() -> Outcome {
    let (throttle, thing) = (Opened::<H>::new(), [name("ada")]);
    throttle.exactly(3, &thing, throttle.now)?;
    throttle.exactly(3, &thing, throttle.now + 3 * MINUTE)?;
    throttle.exactly(3, &thing, throttle.now + 100 * MINUTE)?;
    Ok(())
}

/// What `Retry-After` says is true.
pub(crate) fn who_waits_as_told_passes<H: ThrottleHarness>() -> Outcome {
    let (throttle, thing) = (Opened::<H>::new(), [name("ada")]);
    let mut now = throttle.now;
    let mut wait = throttle.exactly(3, &thing, now)?;
    for _ in 0..5 {
        ensure(!wait.is_zero(), || "a refusal says to wait for no time".to_owned())?;
        now += wait;
        throttle.passes(&thing, now)?;
        wait = throttle.waits(&thing, now + 7 * SECOND)? + 7 * SECOND;
    }
    Ok(())
}

pub(crate) fn wait_is_no_longer_than_needed<H: ThrottleHarness>() -> Outcome {
    let (throttle, thing) = (Opened::<H>::new(), [name("ada")]);
    throttle.exactly(3, &thing, throttle.now)?;
    for after in [0, 20, 59] {
        let after = Duration::from_secs(after);
        let (wait, needed) = (throttle.waits(&thing, throttle.now + after)?, MINUTE - after);
        ensure(wait < needed + SECOND, || format!("told to wait {wait:?}, not {needed:?}"))?;
    }
    Ok(())
}

/// Somebody who goes on guessing does not lock the name for longer.
pub(crate) fn refused_attempts_are_not_counted<H: ThrottleHarness>() -> Outcome {
    let (throttle, thing) = (Opened::<H>::new(), [name("ada")]);
    throttle.exactly(3, &thing, throttle.now)?;
    for seconds in 0..59 {
        throttle.waits(&thing, throttle.now + seconds * SECOND)?;
    }
    throttle.exactly(1, &thing, throttle.now + MINUTE)?;
    Ok(())
}

pub(crate) fn interval_of_zero_is_no_limit<H: ThrottleHarness>() -> Outcome {
    let throttle = Opened::<H>::new();
    let thing = Counted { limit: Limit::new(1, Duration::ZERO), ..name("ada") };
    for _ in 0..10 {
        throttle.passes(&[thing], throttle.now)?;
    }
    throttle.give_back(&[thing], throttle.now)?;
    throttle.passes(&[thing], throttle.now)
}

/// The largest bursts and the longest intervals, and those for a nanosecond.
pub(crate) fn any_limit_is_borne<H: ThrottleHarness>() -> Outcome {
    let throttle = Opened::<H>::new();
    let never = Counted { limit: Limit::new(2, Duration::MAX), ..name("never") };
    throttle.exactly(2, &[never], throttle.now)?;
    throttle.waits(&[never], throttle.now + 1_000_000 * MINUTE)?;
    throttle.give_back(&[never], throttle.now)?;
    throttle.exactly(1, &[never], throttle.now)?;
    let always = Counted { limit: Limit::new(u32::MAX, Duration::MAX), ..name("always") };
    let soon = Counted { limit: Limit::new(u32::MAX, Duration::from_nanos(1)), ..name("soon") };
    for _ in 0..10 {
        throttle.passes(&[always, soon], throttle.now)?;
    }
    throttle.give_back(&[always, soon], throttle.now)?;
    let once = Counted { limit: Limit::new(1, Duration::from_nanos(1)), ..name("once") };
    throttle.passes(&[once], throttle.now)?;
    throttle.passes(&[once], throttle.now + SECOND)
}
