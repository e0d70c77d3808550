//! The suite for throttles, on the one that comes with handstamp.
#![allow(clippy::panic, reason = "a throttle that is late here is a failure")]

use std::pin::pin;
use std::task::{Context, Poll, Waker};

use handstamp_authorizer::throttle::MemoryThrottle;
use handstamp_conformance::ThrottleHarness;

struct InMemory(MemoryThrottle);

impl ThrottleHarness for InMemory {
    type Throttle = MemoryThrottle;

    fn open() -> Self {
        Self(MemoryThrottle::new(1_000))
    }

    fn throttle(&self) -> &MemoryThrottle {
        &self.0
    }

    fn second(&self) -> &MemoryThrottle {
        &self.0
    }

    fn block_on<F: Future>(&self, future: F) -> F::Output {
        match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(output) => output,
            Poll::Pending => panic!("a memory throttle answers at once"),
        }
    }

    fn crowd() -> usize {
        20_000
    }

    fn growth(act: impl FnOnce()) -> i64 {
        allocation_counter::measure(act).bytes_current
    }
}

handstamp_conformance::throttle_suite!(InMemory);
