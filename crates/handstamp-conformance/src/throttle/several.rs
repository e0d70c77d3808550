//! An attempt that counts for several things.

use handstamp_authorizer::throttle::{Admission, Counted, Limit, Throttle};

use crate::failure::{Failure, Outcome, ensure};
use crate::join::join;
use crate::throttle::ThrottleHarness;
use crate::throttle::open::{MINUTE, Opened, SECOND, address, failed, name};

pub(crate) fn one_that_is_refused_refuses_all<H: ThrottleHarness>() -> Outcome {
    let throttle = Opened::<H>::new();
    throttle.exactly(3, &[address("192.0.2.1")], throttle.now)?;
    for value in ["ada", "grace"] {
        throttle.waits(&[name(value), address("192.0.2.1")], throttle.now)?;
        throttle.waits(&[address("192.0.2.1"), name(value)], throttle.now)?;
        throttle.passes(&[name(value), address("192.0.2.2")], throttle.now)?;
    }
    Ok(())
}

/// Not for what stands before the one that refuses, and not for what stands after it.
pub(crate) fn refused_attempt_counts_for_none<H: ThrottleHarness>() -> Outcome {
    let throttle = Opened::<H>::new();
    let (before, after, locked) = (name("ada"), name("grace"), address("192.0.2.1"));
    throttle.exactly(3, &[locked], throttle.now)?;
    for _ in 0..5 {
        throttle.waits(&[before, locked, after], throttle.now)?;
    }
    throttle.exactly(3, &[before], throttle.now)?;
    throttle.exactly(3, &[after], throttle.now)?;
    Ok(())
}

pub(crate) fn longest_wait_is_told<H: ThrottleHarness>() -> Outcome {
    let throttle = Opened::<H>::new();
    let long = Counted { limit: Limit::new(1, 10 * MINUTE), ..address("192.0.2.1") };
    throttle.exactly(3, &[name("ada")], throttle.now)?;
    throttle.exactly(1, &[long], throttle.now)?;
    for both in [[name("ada"), long], [long, name("ada")]] {
        let wait = throttle.waits(&both, throttle.now)?;
        let right = wait >= 10 * MINUTE && wait < 10 * MINUTE + SECOND;
        ensure(right, || format!("told to wait {wait:?} where one has to wait for ten minutes"))?;
    }
    throttle.passes(&[name("ada"), long], throttle.now + 10 * MINUTE)
}

pub(crate) fn attempt_that_counts_for_nothing_passes<H: ThrottleHarness>() -> Outcome {
    let throttle = Opened::<H>::new();
    throttle.exactly(3, &[name("ada")], throttle.now)?;
    throttle.passes(&[], throttle.now)?;
    throttle.give_back(&[], throttle.now)?;
    throttle.waits(&[name("ada")], throttle.now).map(|_| ())
}

/// An attempt that is refused must not, while it is looked at, take another one's place.
pub(crate) fn refused_attempt_never_counts_for_a_moment<H: ThrottleHarness>() -> Outcome {
    let throttle = Opened::<H>::new();
    throttle.exactly(3, &[address("192.0.2.1")], throttle.now)?;
    for round in 0..20 {
        let value = format!("ada-{round}");
        let once = Counted { limit: Limit::new(1, MINUTE), ..name(&value) };
        let (refused, good) = ([once, address("192.0.2.1")], [once]);
        let asked: [&[_]; 2] = if round % 2 == 0 { [&refused, &good] } else { [&good, &refused] };
        let takes = asked.map(|counted| throttle.harness.throttle().take(counted, throttle.now));
        let taken = throttle.harness.block_on(join(takes.map(IntoFuture::into_future)));
        let taken: Result<Vec<_>, Failure> =
            taken.into_iter().map(|taken| taken.map_err(failed)).collect();
        let passed = taken?.iter().filter(|taken| **taken == Admission::Pass).count();
        ensure(passed == 1, || format!("{passed} of two passed, not the one that is good"))?;
    }
    Ok(())
}
