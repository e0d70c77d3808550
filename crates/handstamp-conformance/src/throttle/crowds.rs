//! Many attempts: at the same moment, and at many names.

use std::sync::{Barrier, Mutex, PoisonError};
use std::thread;

use handstamp_authorizer::throttle::{Admission, Counted, Limit, Throttle};

use crate::failure::{Failure, Outcome, ensure};
use crate::join::join;
use crate::throttle::ThrottleHarness;
use crate::throttle::open::{MINUTE, Opened, address, failed, name};

/// How many threads ask.
const THREADS: usize = 4;

/// Asks for all of these at the same moment, from several threads, and waits for all answers together. How many pass.
fn at_once<H: ThrottleHarness>(
    throttle: &Opened<H>,
    attempts: &[Vec<Counted<'_>>],
) -> Result<usize, Failure> {
    let now = throttle.now;
    let machines = [throttle.harness.throttle(), throttle.harness.second()];
    let (start, takes) = (Barrier::new(THREADS), Mutex::new(Vec::new()));
    let ask = |first| {
        let some = attempts.iter().skip(first).step_by(THREADS).zip(machines.iter().cycle());
        start.wait();
        let asked: Vec<_> =
            some.map(|(counted, machine)| machine.take(counted, now)).collect();
        takes.lock().unwrap_or_else(PoisonError::into_inner).extend(asked);
    };
    thread::scope(|scope| {
        for first in 0..THREADS {
            let ask = &ask;
            scope.spawn(move || ask(first));
        }
    });
    let takes = takes.into_inner().unwrap_or_else(PoisonError::into_inner);
    let takes = takes.into_iter().map(IntoFuture::into_future);
    let taken = throttle.harness.block_on(join(takes));
    let taken: Result<Vec<_>, _> = taken.into_iter().collect();
    let passed = taken.map_err(failed)?;
    Ok(passed.iter().filter(|taken| **taken == Admission::Pass).count())
}

/// Two hundred guesses at one moment are no more than a burst.
pub(crate) fn attempts_at_once_are_all_counted<H: ThrottleHarness>() -> Outcome {
    let throttle = Opened::<H>::new();
    for round in 0..10 {
        let value = format!("ada-{round}");
        let passed = at_once(&throttle, &vec![vec![name(&value)]; 200])?;
        ensure(passed == 3, || format!("{passed} of 200 passed at once, not three"))?;
        throttle.waits(&[name(&value)], throttle.now)?;
    }
    Ok(())
}

/// Of a hundred names from one address ten pass. Each of these has counted for its name, and no other has.
pub(crate) fn attempts_at_once_count_for_all_or_none<H: ThrottleHarness>() -> Outcome {
    let throttle = Opened::<H>::new();
    let once = Limit::new(1, MINUTE);
    let ten = Counted { limit: Limit::new(10, MINUTE), ..address("192.0.2.1") };
    let values: Vec<_> = (0..100).map(|nth| format!("ada-{nth}")).collect();
    let names: Vec<_> = values.iter().map(|value| Counted { limit: once, ..name(value) }).collect();
    // Some take the one first and some the other.
    let both = |(nth, name)| if nth % 2 == 0 { vec![name, ten] } else { vec![ten, name] };
    let attempts: Vec<_> = names.iter().copied().enumerate().map(both).collect();
    let passed = at_once(&throttle, &attempts)?;
    ensure(passed == 10, || format!("{passed} of 100 passed at once, not ten"))?;
    let mut counted = 0;
    for name in names {
        if throttle.take(&[name], throttle.now)? != Admission::Pass {
            counted += 1;
        }
    }
    ensure(counted == 10, || format!("ten passed, and {counted} names were counted"))
}

/// One attempt at each of many names.
fn crowd<H: ThrottleHarness>(throttle: &Opened<H>, called: &str) -> Outcome {
    for nth in 0..H::crowd() {
        throttle.passes(&[name(&format!("{called}-{nth}"))], throttle.now)?;
    }
    Ok(())
}

/// Whoever guesses at ever new names does not get back the attempts at one.
pub(crate) fn names_of_a_crowd_keep_a_locked_one_locked<H: ThrottleHarness>() -> Outcome {
    let throttle = Opened::<H>::new();
    throttle.exactly(3, &[name("ada")], throttle.now)?;
    crowd(&throttle, "random")?;
    throttle.waits(&[name("ada")], throttle.now)?;
    throttle.exactly(1, &[name("ada")], throttle.now + MINUTE)?;
    Ok(())
}

/// A crowd that comes after another one, which may have filled what there is.
pub(crate) fn crowd_takes_no_memory<H: ThrottleHarness>() -> Outcome {
    let throttle = Opened::<H>::new();
    crowd(&throttle, "first")?;
    let mut came = Ok(());
    let growth = H::growth(|| came = crowd(&throttle, "second"));
    came?;
    // Less than a byte for each name.
    let flat = usize::try_from(growth).map_or(growth < 0, |growth| growth < H::crowd());
    ensure(flat, || format!("{} names took {growth} bytes", H::crowd()))
}
