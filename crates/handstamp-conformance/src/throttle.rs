//! The suite for throttles.

use std::future::Future;

use handstamp_authorizer::throttle::Throttle;

use crate::scenario::suite;

mod open;

/// A throttle under test.
pub trait ThrottleHarness {
    /// The throttle.
    type Throttle: Throttle;

    /// Opens a throttle that has counted nothing: a database, or a prefix of one, that no other test has.
    fn open() -> Self;

    /// The throttle.
    fn throttle(&self) -> &Self::Throttle;

    /// One that shares what was counted, as another machine has it. The same one, if it is for one process.
    fn second(&self) -> &Self::Throttle;

    /// Runs a future to its end, on the runtime that the throttle needs.
    fn block_on<F: Future>(&self, future: F) -> F::Output;

    /// How many names come in a crowd: some times as many as a throttle with a bound has room for.
    fn crowd() -> usize;

    /// Does this, and says by how many bytes the memory of this process has grown then: a crate such as
    /// `allocation-counter` tells. 0 if it counts elsewhere.
    fn growth(act: impl FnOnce()) -> i64;
}

suite! {
    /// Makes a test of every scenario for a throttle: `handstamp_conformance::throttle_suite!(MyThrottleHarness);`
    throttle_suite of ThrottleHarness in throttle, with $;
    limits:
        burst_passes_and_no_more one_more_passes_for_each_interval rest_brings_back_no_more_than_a_burst
        who_waits_as_told_passes wait_is_no_longer_than_needed refused_attempts_are_not_counted
        interval_of_zero_is_no_limit any_limit_is_borne;
    things:
        names_are_apart kinds_are_apart any_name_is_counted second_machine_counts_too;
    several:
        one_that_is_refused_refuses_all refused_attempt_counts_for_none longest_wait_is_told
        attempt_that_counts_for_nothing_passes refused_attempt_never_counts_for_a_moment;
    given_back:
        attempt_is_given_back given_back_for_each_thing no_more_than_a_burst_is_given_back
        giving_back_what_was_not_taken_is_no_error giving_back_leaves_others_alone;
    clock:
        clock_that_goes_back_frees_nothing clock_that_went_back_locks_for_an_interval;
    crowds:
        attempts_at_once_are_all_counted attempts_at_once_count_for_all_or_none
        names_of_a_crowd_keep_a_locked_one_locked crowd_takes_no_memory;
}
