//! The suite for throttles.

use std::future::Future;

use handstamp_authorizer::throttle::Throttle;

use crate::scenario::suite;

mod asked;

/// A throttle under test.
pub trait ThrottleHarness {
    /// The throttle.
    type Throttle: Throttle;

    /// Opens a throttle that has counted nothing, with room for 20,000 counters at least where it has a size.
    fn open() -> Self;

    /// The throttle.
    fn throttle(&self) -> &Self::Throttle;

    /// Runs a future to its end, on the runtime that the throttle needs.
    fn block_on<F: Future>(&self, future: F) -> F::Output;
}

suite! {
    /// Makes a test of every scenario for a throttle: `handstamp_conformance::throttle_suite!(MyThrottleHarness);`
    throttle_suite of ThrottleHarness in throttle, with $;
    counting:
        burst_passes_and_no_more one_more_after_each_interval waiting_as_told_is_enough
        refused_attempt_is_not_counted given_back_attempt_is_not_counted
        giving_back_gives_no_more_than_the_burst unused_attempts_do_not_add_up;
    apart:
        values_are_apart kinds_are_apart hostile_values_are_apart several_things_are_counted_together
        refusal_of_one_counts_none;
    extremes:
        clock_set_back_locks_nobody_out many_others_free_nobody no_interval_is_no_limit
        endless_interval_is_no_panic;
}
