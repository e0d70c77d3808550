//! The suite for throttles is tested: throttles with one fault each fail a scenario that names it, and there is no
//! scenario that never fails.
#![allow(clippy::unwrap_used)]

mod faulty;

use std::pin::pin;
use std::task::{Context, Poll, Waker};

use handstamp_conformance::{ThrottleHarness, throttle};

use faulty::{FAULT, Fault, Map};

struct InMap(Map);

impl ThrottleHarness for InMap {
    type Throttle = Map;

    fn open() -> Self {
        Self(Map::default())
    }

    fn throttle(&self) -> &Map {
        &self.0
    }

    fn block_on<F: Future>(&self, future: F) -> F::Output {
        let mut future = pin!(future);
        loop {
            let polled = future.as_mut().poll(&mut Context::from_waker(Waker::noop()));
            if let Poll::Ready(output) = polled {
                return output;
            }
        }
    }
}

const FOUND_BY: &[(Fault, &str)] = &[
    (Fault::OneTooMany, "burst_passes_and_no_more"),
    (Fault::NeverAgain, "one_more_after_each_interval"),
    (Fault::SaysTooLittle, "waiting_as_told_is_enough"),
    (Fault::CountsRefused, "refused_attempt_is_not_counted"),
    (Fault::GivesNothingBack, "given_back_attempt_is_not_counted"),
    (Fault::GivesBackMore, "giving_back_gives_no_more_than_the_burst"),
    (Fault::AddsUp, "unused_attempts_do_not_add_up"),
    (Fault::FoldsCase, "values_are_apart"),
    (Fault::MixesKinds, "kinds_are_apart"),
    (Fault::CutsValues, "hostile_values_are_apart"),
    (Fault::CountsTheFirst, "several_things_are_counted_together"),
    (Fault::CountsUpToTheRefusal, "refusal_of_one_counts_none"),
    (Fault::TrustsTheClock, "clock_set_back_locks_nobody_out"),
    (Fault::ForgetsTheOldest, "many_others_free_nobody"),
    (Fault::NothingIsNoLimit, "no_interval_is_no_limit"),
    (Fault::Overflows, "endless_interval_is_no_panic"),
];

#[test]
fn each_fault_is_found_and_no_scenario_is_idle() {
    let idle = throttle::NAMES.iter().find(|name| !FOUND_BY.iter().any(|(_, by)| by == *name));
    assert_eq!(idle, None, "a scenario that no fault makes fail");
    for name in throttle::NAMES {
        throttle::run::<InMap>(name).unwrap();
    }
    for (fault, name) in FOUND_BY {
        FAULT.set(Some(*fault));
        assert!(throttle::NAMES.contains(name), "there is no scenario {name}");
        assert!(throttle::run::<InMap>(name).is_err(), "{name} does not find {fault:?}");
    }
}
