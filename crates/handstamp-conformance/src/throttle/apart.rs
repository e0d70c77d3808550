//! What is counted with what.

use handstamp_authorizer::throttle::{Counted, Limit};

use crate::failure::Outcome;
use crate::throttle::ThrottleHarness;
use crate::throttle::asked::{Asked, LIMIT, counted};

pub(crate) fn values_are_apart<H: ThrottleHarness>() -> Outcome {
    let throttle = Asked::<H>::new();
    for value in ["ada", "Ada", "bob", "", "ada "] {
        throttle.has(&[counted("name", value)], 3, 0)?;
    }
    throttle.waits(&[counted("name", "ada")], 0).map(drop)
}

/// A name is not taken for an address.
pub(crate) fn kinds_are_apart<H: ThrottleHarness>() -> Outcome {
    let throttle = Asked::<H>::new();
    for (kind, value) in [("name", "10.0.0.1"), ("address", "10.0.0.1"), ("namea", "d"), ("name", "ad")] {
        throttle.has(&[counted(kind, value)], 3, 0)?;
    }
    Ok(())
}

pub(crate) fn hostile_values_are_apart<H: ThrottleHarness>() -> Outcome {
    let throttle = Asked::<H>::new();
    let (long, longer) = ("a".repeat(10_000), "a".repeat(10_001));
    for value in ["a\0", "a\0b", "*", "a:b", "a\r\nb", "é", "e\u{301}", &long, &longer] {
        throttle.has(&[counted("name", value)], 3, 0)?;
    }
    Ok(())
}

pub(crate) fn several_things_are_counted_together<H: ThrottleHarness>() -> Outcome {
    let throttle = Asked::<H>::new();
    let (name, address) = (counted("name", "ada"), counted("address", "10.0.0.1"));
    throttle.has(&[name, address], 3, 0)?;
    throttle.waits(&[name], 0)?;
    throttle.waits(&[address], 0)?;
    throttle.give_back(&[name, address], 0)?;
    throttle.has(&[name], 1, 0)?;
    throttle.has(&[address], 1, 0)
}

/// All or none, in whichever place the one stands that has no attempt left.
pub(crate) fn refusal_of_one_counts_none<H: ThrottleHarness>() -> Outcome {
    for is_first in [true, false] {
        let throttle = Asked::<H>::new();
        let once = Counted { limit: Limit::new(1, LIMIT.interval()), ..counted("name", "ada") };
        let address = counted("address", "10.0.0.1");
        let both = if is_first { [once, address] } else { [address, once] };
        throttle.has(&[once], 1, 0)?;
        for _ in 0..5 {
            throttle.waits(&both, 0)?;
        }
        throttle.has(&[address], 3, 0)?;
    }
    Ok(())
}
