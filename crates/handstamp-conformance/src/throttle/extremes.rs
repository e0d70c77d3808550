//! Clocks, numbers and limits at their ends.

use std::time::Duration;

use handstamp_authorizer::throttle::{Counted, Limit};

use crate::failure::{Outcome, ensure};
use crate::throttle::ThrottleHarness;
use crate::throttle::asked::{Asked, counted};

/// After a clock was set back by a day, nobody waits for a day.
pub(crate) fn clock_set_back_locks_nobody_out<H: ThrottleHarness>() -> Outcome {
    const DAY: u64 = 24 * 60 * 60 * 1000;
    let (throttle, ada) = (Asked::<H>::new(), [counted("name", "ada")]);
    throttle.has(&ada, 3, DAY)?;
    let wait = throttle.take(&ada, 0)?.unwrap_or_default();
    ensure(wait <= Duration::from_secs(30), || format!("locked out for {wait:?}"))?;
    throttle.passes(&ada, 30_000)
}

/// Guesses at other names do not free a name that is locked.
pub(crate) fn many_others_free_nobody<H: ThrottleHarness>() -> Outcome {
    let (throttle, ada) = (Asked::<H>::new(), [counted("name", "ada")]);
    throttle.has(&ada, 3, 0)?;
    for other in 0..30_000 {
        throttle.take(&[counted("name", &format!("name {other}"))], 1)?;
    }
    throttle.waits(&ada, 2).map(drop)
}

pub(crate) fn no_interval_is_no_limit<H: ThrottleHarness>() -> Outcome {
    let throttle = Asked::<H>::new();
    let limit = Limit::new(1, Duration::ZERO);
    for _ in 0..10 {
        throttle.passes(&[Counted { limit, ..counted("name", "ada") }], 0)?;
    }
    Ok(())
}

pub(crate) fn endless_interval_is_no_panic<H: ThrottleHarness>() -> Outcome {
    let throttle = Asked::<H>::new();
    for (value, limit) in [
        ("one", Limit::new(1, Duration::MAX)),
        ("two", Limit::new(2, Duration::MAX)),
        ("many", Limit::new(u32::MAX, Duration::MAX)),
    ] {
        let one = [Counted { limit, ..counted("name", value) }];
        throttle.passes(&one, 0)?;
        throttle.give_back(&one, 0)?;
        throttle.passes(&one, 0)?;
        throttle.take(&one, 1)?;
    }
    let once = Counted { limit: Limit::new(1, Duration::MAX), ..counted("name", "once") };
    throttle.has(&[once], 1, 0)
}
