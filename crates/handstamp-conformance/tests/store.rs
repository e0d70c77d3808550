//! The suite for stores, on the one that comes with handstamp.
#![allow(clippy::panic, reason = "a store that is late here is a failure")]

use std::pin::pin;
use std::task::{Context, Poll, Waker};

use handstamp_conformance::StoreHarness;
use handstamp_session::{MemoryLimits, MemoryStore};
use handstamp_value::Value;

struct InMemory(MemoryStore);

impl StoreHarness for InMemory {
    type Store = MemoryStore;

    fn open() -> Self {
        Self(MemoryStore::new(MemoryLimits::default()))
    }

    fn store(&self) -> &MemoryStore {
        &self.0
    }

    fn second(&self) -> MemoryStore {
        self.0.clone()
    }

    fn block_on<F: Future>(&self, future: F) -> F::Output {
        match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(output) => output,
            Poll::Pending => panic!("a memory store answers at once"),
        }
    }

    fn values() -> Vec<Value> {
        vec![Value::Tuple(vec![Value::from(1)]), Value::Bytes(vec![0, 255])]
    }
}

handstamp_conformance::store_suite!(InMemory);
