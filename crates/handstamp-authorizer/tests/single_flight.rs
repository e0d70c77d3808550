//! One future that several wait for at once, alone.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use std::future::poll_fn;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::task::{Poll, Waker};

use handstamp_authorizer::adapter::SingleFlight;
use support::backend::{Backend, bell, poll};
use support::block_on;

#[test]
fn nothing_is_polled_before_somebody_waits() {
    let backend = Backend::default();
    let flight = SingleFlight::new(backend.future(|| 7));
    drop(flight.clone());
    assert_eq!(backend.polls(), 0);
}

#[test]
fn each_gets_the_answer_and_it_is_found_once() {
    let found = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&found);
    let flight = SingleFlight::new(Box::pin(async move { count.fetch_add(1, SeqCst) }));
    for _ in 0..3 {
        assert_eq!(block_on(flight.clone()), Some(0));
    }
    assert_eq!(found.load(SeqCst), 1);
}

#[test]
fn a_poller_that_is_dropped_is_not_missed() {
    for dropped in 0..3 {
        let backend = Backend::default();
        let flight = SingleFlight::new(backend.future(|| 7));
        let mut waiting: Vec<_> = (0..3).map(|_| (flight.clone(), bell())).collect();
        for (one, (_, waker)) in &mut waiting {
            assert!(poll(one, waker).is_pending());
        }
        drop(waiting.remove(dropped));
        backend.open();
        for (one, (bell, waker)) in &mut waiting {
            assert_eq!(bell.rang(), 1, "woken once");
            assert_eq!(poll(one, waker), Poll::Ready(Some(7)));
        }
    }
}

#[test]
fn a_panic_is_no_answer_and_wakes_everybody() {
    let mut polls = 0;
    let flight = SingleFlight::<u8>::new(Box::pin(poll_fn(move |_| {
        polls += 1;
        assert!(polls < 3, "the future panics");
        Poll::Pending
    })));
    let (mut one, mut two) = (flight.clone(), flight.clone());
    let ((one_bell, one_waker), (_, two_waker)) = (bell(), bell());
    assert!(poll(&mut one, &one_waker).is_pending());
    assert!(poll(&mut two, &two_waker).is_pending());
    assert_eq!(poll(&mut two, &two_waker), Poll::Ready(None));
    assert_eq!(one_bell.rang(), 1, "nobody is left asleep");
    assert_eq!(poll(&mut one, &one_waker), Poll::Ready(None));
    assert_eq!(block_on(flight), None);
}

/// What the future holds is free once the answer is there, whoever still keeps the flight.
#[test]
fn the_future_is_dropped_with_its_answer() {
    let held = Arc::new(());
    let kept = Arc::clone(&held);
    let flight = SingleFlight::new(Box::pin(async move { Arc::strong_count(&kept) }));
    assert_eq!(block_on(flight.clone()), Some(2));
    assert_eq!(Arc::strong_count(&held), 1);
    drop(flight);
}

/// The one future may ask about its own answer while it is dropped.
#[test]
fn no_lock_is_held_while_the_future_is_dropped() {
    struct Asks(Option<SingleFlight<u8>>, Arc<AtomicUsize>);
    impl Drop for Asks {
        fn drop(&mut self) {
            if let Some(mut flight) = self.0.take() {
                let Poll::Ready(answer) = poll(&mut flight, Waker::noop()) else { return };
                self.1.store(usize::from(answer.unwrap()), SeqCst);
            }
        }
    }
    let seen = Arc::new(AtomicUsize::new(0));
    let place = Arc::new(std::sync::Mutex::new(None));
    let (asks, take) = (Arc::clone(&seen), Arc::clone(&place));
    let mut held = None;
    let flight = SingleFlight::new(Box::pin(poll_fn(move |_| {
        held.replace(Asks(take.lock().unwrap().take(), Arc::clone(&asks)));
        Poll::Ready(7_u8)
    })));
    *place.lock().unwrap() = Some(flight.clone());
    assert_eq!(block_on(flight), Some(7));
    assert_eq!(seen.load(SeqCst), 7);
}
