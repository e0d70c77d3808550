//! How many attempts there are.

use std::time::Duration;

use crate::failure::{Outcome, ensure};
use crate::throttle::ThrottleHarness;
use crate::throttle::asked::{Asked, counted};

pub(crate) fn burst_passes_and_no_more<H: ThrottleHarness>() -> Outcome {
    let ada = [counted("name", "ada")];
    Asked::<H>::new().has(&ada, 3, 0)
}

pub(crate) fn one_more_after_each_interval<H: ThrottleHarness>() -> Outcome {
    let (throttle, ada) = (Asked::<H>::new(), [counted("name", "ada")]);
    throttle.has(&ada, 3, 0)?;
    throttle.waits(&ada, 9_900)?;
    throttle.has(&ada, 1, 10_000)?;
    throttle.has(&ada, 1, 20_000)?;
    throttle.has(&ada, 2, 40_000)
}

/// Who comes back when `Retry-After` says passes.
pub(crate) fn waiting_as_told_is_enough<H: ThrottleHarness>() -> Outcome {
    let (throttle, ada) = (Asked::<H>::new(), [counted("name", "ada")]);
    throttle.has(&ada, 3, 0)?;
    let wait = throttle.waits(&ada, 2_500)?;
    ensure(wait <= Duration::from_secs(10), || format!("more than the interval: {wait:?}"))?;
    let millis = u64::try_from(wait.as_micros().div_ceil(1000)).unwrap_or(u64::MAX);
    throttle.passes(&ada, 2_500 + millis)
}

/// Whoever goes on asking is not locked out for longer.
pub(crate) fn refused_attempt_is_not_counted<H: ThrottleHarness>() -> Outcome {
    let (throttle, ada) = (Asked::<H>::new(), [counted("name", "ada")]);
    throttle.has(&ada, 3, 0)?;
    for millis in 1..100 {
        throttle.waits(&ada, millis)?;
    }
    throttle.passes(&ada, 10_000)
}

pub(crate) fn given_back_attempt_is_not_counted<H: ThrottleHarness>() -> Outcome {
    let (throttle, ada) = (Asked::<H>::new(), [counted("name", "ada")]);
    for millis in 0..50 {
        throttle.passes(&ada, millis)?;
        throttle.give_back(&ada, millis)?;
    }
    throttle.has(&ada, 3, 50)?;
    throttle.give_back(&ada, 50)?;
    throttle.has(&ada, 1, 50)
}

pub(crate) fn giving_back_gives_no_more_than_the_burst<H: ThrottleHarness>() -> Outcome {
    let (throttle, ada) = (Asked::<H>::new(), [counted("name", "ada")]);
    throttle.passes(&ada, 0)?;
    for _ in 0..10 {
        throttle.give_back(&ada, 0)?;
    }
    throttle.give_back(&[counted("name", "never seen")], 0)?;
    throttle.has(&[counted("name", "never seen")], 3, 0)?;
    throttle.has(&ada, 3, 0)
}

pub(crate) fn unused_attempts_do_not_add_up<H: ThrottleHarness>() -> Outcome {
    let (throttle, ada) = (Asked::<H>::new(), [counted("name", "ada")]);
    throttle.passes(&ada, 0)?;
    throttle.has(&ada, 3, 100_000_000)
}
