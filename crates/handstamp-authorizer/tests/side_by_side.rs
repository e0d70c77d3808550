//! Several who ask at once share one answer under way, and each of them is woken.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use std::future::poll_fn;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex};
use std::task::{Poll, Waker};

use handstamp_authorizer::{Auth, CredentialKind, MaybeFuture};
use support::backend::{bell, poll, slow};
use support::{Fake, ada, block_on, says};

#[test]
fn side_by_side_and_every_asker_is_woken() {
    let (auth, backend, asked) = slow(|| ada(CredentialKind::Header));
    let request = Fake::get("/").enter(&auth);
    let mut askers: Vec<_> = (0..5).map(|_| (auth.user(request.clone()), bell())).collect();
    for (asker, (_, waker)) in &mut askers {
        assert!(poll(asker, waker).is_pending());
    }
    backend.open();
    for (asker, (bell, waker)) in &mut askers {
        assert_eq!(bell.rang(), 1, "each is woken once");
        assert!(matches!(poll(asker, waker), Poll::Ready(Ok(_))));
    }
    assert_eq!(asked.load(SeqCst), 1);
    assert_eq!(backend.polls(), 5 + 1, "an answer that is there is not asked for again");
}

#[test]
fn whoever_polled_last_may_be_dropped() {
    let (auth, backend, asked) = slow(|| ada(CredentialKind::Header));
    let request = Fake::get("/").enter(&auth);
    let ((first_bell, first_waker), (_, second_waker)) = (bell(), bell());
    let mut first = auth.user(&request);
    let mut second = auth.maybe_user(&request);
    assert!(poll(&mut first, &first_waker).is_pending());
    assert!(poll(&mut second, &second_waker).is_pending());
    drop(second);
    backend.open();
    assert_eq!(first_bell.rang(), 1);
    assert!(matches!(poll(&mut first, &first_waker), Poll::Ready(Ok(_))));
    assert_eq!(asked.load(SeqCst), 1);
}

#[test]
fn whoever_polled_first_may_be_dropped() {
    let (auth, backend, asked) = slow(|| ada(CredentialKind::Header));
    let request = Fake::get("/").enter(&auth);
    let ((_, first_waker), (second_bell, second_waker)) = (bell(), bell());
    let mut first = auth.user(&request);
    let mut second = auth.maybe_user(&request);
    assert!(poll(&mut first, &first_waker).is_pending());
    assert!(poll(&mut second, &second_waker).is_pending());
    drop(first);
    backend.open();
    assert_eq!(second_bell.rang(), 1);
    assert!(matches!(poll(&mut second, &second_waker), Poll::Ready(Ok(Some(_)))));
    // All dropped on the way: the next one takes over where they were.
    assert_eq!(asked.load(SeqCst), 1);
}

#[test]
fn all_may_be_dropped_and_the_next_takes_over() {
    let (auth, backend, asked) = slow(|| ada(CredentialKind::Header));
    let request = Fake::get("/").enter(&auth);
    let (_, waker) = bell();
    let mut first = auth.user(&request);
    assert!(poll(&mut first, &waker).is_pending());
    drop(first);
    backend.open();
    assert!(block_on(auth.user(&request)).is_ok());
    assert_eq!(asked.load(SeqCst), 1);
}

#[test]
fn a_poller_with_a_new_waker_is_woken_by_that_one() {
    let (auth, backend, _) = slow(|| ada(CredentialKind::Header));
    let request = Fake::get("/").enter(&auth);
    let mut asker = auth.user(&request);
    let ((_, before), (bell, after)) = (bell(), bell());
    assert!(poll(&mut asker, &before).is_pending());
    assert!(poll(&mut asker, &after).is_pending());
    backend.open();
    assert_eq!(bell.rang(), 1);
}

#[test]
fn threads_that_wait_all_get_the_answer() {
    for _ in 0..50 {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let (sender, receiver) = std::sync::mpsc::channel::<Waker>();
        let done = Arc::new(AtomicBool::new(false));
        let (sender, is_done) = (Mutex::new(sender), Arc::clone(&done));
        let waker = std::thread::spawn(move || {
            // Wakes whoever it hears of, for as long as somebody may be heard of.
            while let Ok(waker) = receiver.recv() {
                done.store(true, SeqCst);
                waker.wake();
            }
        });
        let sender = Arc::new(sender);
        let auth: Auth = Auth::new(says(move |_| {
            let (sender, is_done) = (Arc::clone(&sender), Arc::clone(&is_done));
            MaybeFuture::boxed(poll_fn(move |cx| {
                if is_done.load(SeqCst) {
                    return Poll::Ready(ada(CredentialKind::Header));
                }
                sender.lock().unwrap().send(cx.waker().clone()).unwrap();
                Poll::Pending
            }))
        }));
        let request = Fake::get("/").enter(&auth);
        let other = {
            let (auth, request) = (auth.clone(), request.clone());
            std::thread::spawn(move || {
                let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
                runtime.block_on(auth.user(request)).is_ok()
            })
        };
        assert!(runtime.block_on(auth.user(&request)).is_ok());
        assert!(other.join().unwrap());
        drop((request, auth));
        waker.join().unwrap();
    }
}

#[test]
fn a_panic_is_an_outage_for_all_and_never_a_login() {
    let armed = Arc::new(AtomicBool::new(false));
    let fuse = Arc::clone(&armed);
    let auth: Auth = Auth::new(says(move |_| {
        let fuse = Arc::clone(&fuse);
        MaybeFuture::boxed(poll_fn(move |_| {
            assert!(!fuse.load(SeqCst), "the loader panics");
            Poll::Pending
        }))
    }));
    let request = Fake::get("/").enter(&auth);
    let mut askers: Vec<_> = (0..3).map(|_| (auth.maybe_user(&request), bell())).collect();
    for (asker, (_, waker)) in &mut askers {
        assert!(poll(asker, waker).is_pending());
    }
    armed.store(true, SeqCst);
    let mut status = Vec::new();
    for (nth, (asker, (bell, waker))) in askers.iter_mut().enumerate() {
        if nth > 0 {
            assert_eq!(bell.rang(), 1, "nobody is left asleep");
        }
        let Poll::Ready(answer) = poll(asker, waker) else { panic!("pending") };
        status.push(answer.unwrap_err().status);
    }
    assert_eq!(status, [503, 503, 503]);
    assert_eq!(block_on(auth.maybe_user(&request)).unwrap_err().status, 503);
    assert_eq!(block_on(auth.user(&request)).unwrap_err().status, 503);
}

/// A client that goes away while its login is checked must not leave anything behind.
#[test]
fn a_request_that_is_given_up_leaves_nothing_behind() {
    struct Alive(Arc<AtomicUsize>);
    impl Drop for Alive {
        fn drop(&mut self) {
            self.0.fetch_sub(1, SeqCst);
        }
    }
    let alive = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&alive);
    let auth: Auth = Auth::new(says(move |_| {
        count.fetch_add(1, SeqCst);
        let alive = Alive(Arc::clone(&count)); // a database connection, say
        let mut waker = None; // kept within the future, as a timer does
        MaybeFuture::boxed(poll_fn(move |cx| {
            let _held = &alive;
            waker.replace(cx.waker().clone());
            Poll::Pending
        }))
    }));
    let request = Fake::get("/").enter(&auth);
    let mut asker = auth.user(request);
    assert!(poll(&mut asker, Waker::noop()).is_pending());
    assert_eq!(alive.load(SeqCst), 1);
    drop(asker);
    assert_eq!(alive.load(SeqCst), 0, "the context keeps itself alive");
}
