//! Attempts that turned out to be good.

use crate::failure::Outcome;
use crate::throttle::ThrottleHarness;
use crate::throttle::open::{MINUTE, Opened, address, name};

/// One is given back, and one only.
pub(crate) fn attempt_is_given_back<H: ThrottleHarness>() -> Outcome {
    let (throttle, thing) = (Opened::<H>::new(), [name("ada")]);
    throttle.exactly(3, &thing, throttle.now)?;
    throttle.give_back(&thing, throttle.now)?;
    throttle.exactly(1, &thing, throttle.now)?;
    throttle.give_back(&thing, throttle.now + MINUTE)?;
    throttle.exactly(2, &thing, throttle.now + MINUTE)?;
    // Who knows the password is never locked out.
    let ada = [name("grace"), address("192.0.2.1")];
    for _ in 0..10 {
        throttle.passes(&ada, throttle.now)?;
        throttle.give_back(&ada, throttle.now)?;
    }
    Ok(())
}

pub(crate) fn given_back_for_each_thing<H: ThrottleHarness>() -> Outcome {
    let throttle = Opened::<H>::new();
    let both = [name("ada"), address("192.0.2.1")];
    throttle.exactly(3, &both, throttle.now)?;
    throttle.give_back(&both, throttle.now)?;
    for thing in both {
        throttle.exactly(1, &[thing], throttle.now)?;
    }
    Ok(())
}

/// Neither at once nor after a rest.
pub(crate) fn no_more_than_a_burst_is_given_back<H: ThrottleHarness>() -> Outcome {
    let (throttle, thing) = (Opened::<H>::new(), [name("ada")]);
    throttle.passes(&thing, throttle.now)?;
    for _ in 0..10 {
        throttle.give_back(&thing, throttle.now)?;
    }
    throttle.exactly(3, &thing, throttle.now)?;
    let later = throttle.now + 10 * MINUTE;
    for _ in 0..10 {
        throttle.give_back(&thing, later)?;
    }
    throttle.exactly(3, &thing, later)?;
    Ok(())
}

pub(crate) fn giving_back_what_was_not_taken_is_no_error<H: ThrottleHarness>() -> Outcome {
    let (throttle, thing) = (Opened::<H>::new(), [name("ada"), address("192.0.2.1")]);
    throttle.give_back(&thing, throttle.now)?;
    throttle.exactly(3, &thing, throttle.now)?;
    Ok(())
}

pub(crate) fn giving_back_leaves_others_alone<H: ThrottleHarness>() -> Outcome {
    let throttle = Opened::<H>::new();
    let others = [name("grace"), name("adam"), name("ad"), address("ada")];
    for thing in others.into_iter().chain([name("ada")]) {
        throttle.exactly(3, &[thing], throttle.now)?;
    }
    throttle.give_back(&[name("ada")], throttle.now)?;
    for thing in others {
        throttle.waits(&[thing], throttle.now)?;
    }
    Ok(())
}
