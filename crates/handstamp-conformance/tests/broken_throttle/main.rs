//! The suite for throttles is tested: throttles with one fault each fail a scenario that names it, and there is no
//! scenario that never fails.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod faulty;

use std::pin::pin;
use std::task::{Context, Poll, Waker};

use handstamp_conformance::{ThrottleHarness, throttle};

use faulty::{FAULT, Fault, Memory};

struct InMemory(Memory, Memory);

impl ThrottleHarness for InMemory {
    type Throttle = Memory;

    fn open() -> Self {
        let here = Memory::open();
        let elsewhere = here.elsewhere();
        Self(here, elsewhere)
    }

    fn throttle(&self) -> &Memory {
        &self.0
    }

    fn second(&self) -> &Memory {
        &self.1
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

    fn crowd() -> usize {
        2_000
    }

    fn growth(act: impl FnOnce()) -> i64 {
        allocation_counter::measure(act).bytes_current
    }
}

const FOUND_BY: &[(Fault, &str)] = &[
    (Fault::OneMore, "burst_passes_and_no_more"),
    (Fault::OneLess, "burst_passes_and_no_more"),
    (Fault::CountsByTheWindow, "one_more_passes_for_each_interval"),
    (Fault::SavesUp, "rest_brings_back_no_more_than_a_burst"),
    (Fault::WaitTooShort, "who_waits_as_told_passes"),
    (Fault::WaitTooLong, "wait_is_no_longer_than_needed"),
    (Fault::CountsRefused, "refused_attempts_are_not_counted"),
    (Fault::ZeroLocks, "interval_of_zero_is_no_limit"),
    (Fault::FailsOnOverflow, "any_limit_is_borne"),
    (Fault::FoldsCase, "names_are_apart"),
    (Fault::MixesKinds, "kinds_are_apart"),
    (Fault::JoinsWithColon, "kinds_are_apart"),
    (Fault::CutsAtNul, "any_name_is_counted"),
    (Fault::CutsLongNames, "any_name_is_counted"),
    (Fault::CountsHereOnly, "second_machine_counts_too"),
    (Fault::LooksAtTheFirst, "one_that_is_refused_refuses_all"),
    (Fault::CountsUpToTheRefusal, "refused_attempt_counts_for_none"),
    (Fault::FirstWait, "longest_wait_is_told"),
    (Fault::RefusesWhatCountsForNothing, "attempt_that_counts_for_nothing_passes"),
    (Fault::TakesThenGivesBack, "refused_attempt_never_counts_for_a_moment"),
    (Fault::KeepsGivenBack, "attempt_is_given_back"),
    (Fault::ForgetsOnGiveBack, "attempt_is_given_back"),
    (Fault::GivesTheFirstBack, "given_back_for_each_thing"),
    (Fault::GivesBackUnlimited, "no_more_than_a_burst_is_given_back"),
    (Fault::GivingBackNothingFails, "giving_back_what_was_not_taken_is_no_error"),
    (Fault::GivesBackWhatBeginsWithIt, "giving_back_leaves_others_alone"),
    (Fault::FreesWhenTheClockGoesBack, "clock_that_goes_back_frees_nothing"),
    (Fault::LocksUntilTheOldTime, "clock_that_went_back_locks_for_an_interval"),
    (Fault::ShortensOnlyTheAnswer, "clock_that_went_back_locks_for_an_interval"),
    (Fault::ChecksThenCounts, "attempts_at_once_are_all_counted"),
    (Fault::UnlocksInBetween, "attempts_at_once_are_all_counted"),
    (Fault::CountsUpToTheRefusal, "attempts_at_once_count_for_all_or_none"),
    (Fault::ForgetsTheOldest, "names_of_a_crowd_keep_a_locked_one_locked"),
    (Fault::KeepsEverything, "crowd_takes_no_memory"),
];

#[test]
fn each_fault_is_found_and_no_scenario_is_idle() {
    let idle = throttle::NAMES.iter().find(|name| !FOUND_BY.iter().any(|(_, by)| by == *name));
    assert_eq!(idle, None, "a scenario that no fault makes fail");
    for name in throttle::NAMES {
        throttle::run::<InMemory>(name).unwrap();
    }
    for (fault, name) in FOUND_BY {
        FAULT.set(Some(*fault));
        assert!(throttle::NAMES.contains(name), "there is no scenario {name}");
        let found = throttle::run::<InMemory>(name);
        assert!(found.is_err(), "{name} does not find {fault:?}");
    }
}
