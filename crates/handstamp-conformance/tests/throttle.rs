//! The suite for throttles, on the one that comes with handstamp.

use std::pin::pin;
use std::task::{Context, Poll, Waker};

use handstamp_authorizer::throttle::MemoryThrottle;
use handstamp_conformance::ThrottleHarness;

struct InMemory(MemoryThrottle);

impl ThrottleHarness for InMemory {
    type Throttle = MemoryThrottle;

    fn open() -> Self {
        Self(MemoryThrottle::new(20_000))
    }

    fn throttle(&self) -> &MemoryThrottle {
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

handstamp_conformance::throttle_suite!(InMemory);
