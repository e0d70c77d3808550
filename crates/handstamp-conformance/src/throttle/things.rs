//! What an attempt counts for.

use handstamp_authorizer::throttle::{Admission, Counted, Throttle};

use crate::failure::{Failure, Outcome};
use crate::noise::noise;
use crate::throttle::ThrottleHarness;
use crate::throttle::open::{Opened, THREE, address, failed, name};

/// The first is locked, and the others have all their attempts.
fn apart<H: ThrottleHarness>(locked: Counted<'_>, others: &[Counted<'_>]) -> Outcome {
    let throttle = Opened::<H>::new();
    throttle.exactly(3, &[locked], throttle.now)?;
    for other in others {
        throttle.exactly(3, &[*other], throttle.now)?;
    }
    throttle.waits(&[locked], throttle.now).map(|_| ())
}

pub(crate) fn names_are_apart<H: ThrottleHarness>() -> Outcome {
    let others = ["grace", "ADA", "ada ", " ada", "ad", "adam", "a*", "áda", ""];
    apart::<H>(name("ada"), &others.map(name))
}

pub(crate) fn kinds_are_apart<H: ThrottleHarness>() -> Outcome {
    apart::<H>(name("192.0.2.1"), &[address("192.0.2.1")])?;
    // However kind and value are put together.
    let thing = |kind, value| Counted { kind, value, limit: THREE };
    let others =
        [thing("na", "meada"), thing("name:", "ada"), thing("name:a", "da"), thing("", "nameada")];
    apart::<H>(thing("name", "ada"), &others)?;
    let joined = [":", "/", "-", "_", ".", "\0", "\n", " "].map(|by| format!("b{by}c"));
    for (by, value) in ["a:b", "a/b", "a-b", "a_b", "a.b", "a\0b", "a\nb", "a b"].iter().zip(&joined) {
        apart::<H>(thing("a", value), &[thing(by, "c")])?;
    }
    Ok(())
}

/// NUL, line ends, marks, and a name that is long, up to its last letter.
pub(crate) fn any_name_is_counted<H: ThrottleHarness>() -> Outcome {
    let long = noise(10_000);
    let (one, other) = (format!("{long}a"), format!("{long}b"));
    apart::<H>(name(&one), &[name(&other), name(&long)])?;
    let odd = ["", "ada\0", "ada\0b", "ada\r\nDEL", "\u{202e}ada", "{ada}", "%s", "'; --", "🦀"];
    let odd = odd.map(name);
    for nth in 0..odd.len() {
        let (before, from) = odd.split_at(nth);
        if let [locked, after @ ..] = from {
            apart::<H>(*locked, &[before, after].concat())?;
        }
    }
    Ok(())
}

/// What is counted there is counted here, and given back too.
pub(crate) fn second_machine_counts_too<H: ThrottleHarness>() -> Outcome {
    let (throttle, thing) = (Opened::<H>::new(), [name("ada")]);
    let (harness, now) = (&throttle.harness, throttle.now);
    for _ in 0..2 {
        let taken = harness.block_on(harness.second().take(&thing, now).into_future());
        if taken.map_err(failed)? != Admission::Pass {
            return Err(Failure::new("refused elsewhere, though nothing was counted"));
        }
    }
    throttle.exactly(1, &thing, now)?;
    let given = harness.second().give_back(&thing, now);
    harness.block_on(given.into_future()).map_err(failed)?;
    throttle.exactly(1, &thing, now)?;
    Ok(())
}
