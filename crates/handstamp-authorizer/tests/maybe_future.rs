//! An answer that is there at once, or has to be waited for.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::task::{Context, Poll, Waker};

use handstamp_authorizer::{
    Auth, Authentication, Identity, MaybeFuture, Principal, RequestView, Waiting,
};
use support::backend::{Backend, bell, poll};
use support::{block_on, says};

fn allocations(act: impl Fn()) -> u64 {
    act();
    allocation_counter::measure(act).count_total
}

fn later<T: Send + 'static>(value: T) -> MaybeFuture<T> {
    MaybeFuture::boxed(async move { value })
}

#[test]
fn both_can_be_awaited() {
    async fn sum(one: MaybeFuture<u8>, other: MaybeFuture<u8>) -> u8 {
        one.await + other.await
    }
    for (one, other) in [
        (MaybeFuture::Ready(1), MaybeFuture::Ready(2)),
        (MaybeFuture::Ready(1), later(2)),
        (later(1), MaybeFuture::Ready(2)),
        (later(1), later(2)),
    ] {
        assert_eq!(block_on(sum(one, other)), 3);
    }
}

#[test]
fn one_that_waits_is_woken() {
    let backend = Backend::default();
    let mut waiting = MaybeFuture::Future(backend.future(|| 7)).into_future();
    let (bell, waker) = bell();
    assert!(poll(&mut waiting, &waker).is_pending());
    assert!(poll(&mut waiting, &waker).is_pending());
    backend.open();
    assert_eq!(bell.rang(), 1);
    assert_eq!(poll(&mut waiting, &waker), Poll::Ready(7));
    assert_eq!(backend.polls(), 3);
}

/// A future that is polled after its end must not panic, and has no second answer.
#[test]
fn pending_for_ever_after_the_answer() {
    for mut waiting in [MaybeFuture::Ready(7).into_future(), later(7).into_future()] {
        assert_eq!(poll(&mut waiting, Waker::noop()), Poll::Ready(7));
        for _ in 0..3 {
            assert!(poll(&mut waiting, Waker::noop()).is_pending());
        }
    }
}

/// Nothing is pinned in place, whatever the answer is.
#[test]
fn it_may_be_moved() {
    fn unpin<T: Unpin>() {}
    unpin::<Waiting<std::marker::PhantomPinned>>();
    let backend = Backend::default();
    let mut waiting = MaybeFuture::Future(backend.future(|| 7)).into_future();
    assert!(Pin::new(&mut waiting).poll(&mut Context::from_waker(Waker::noop())).is_pending());
    let mut moved = Box::new(waiting);
    backend.open();
    assert_eq!(poll(&mut *moved, Waker::noop()), Poll::Ready(7));
}

#[test]
fn map_and_then_change_the_answer() {
    for make in [MaybeFuture::Ready, later] {
        assert_eq!(block_on(make(7).map(|n| n + 1)), 8);
        assert_eq!(block_on(make(7).then(|n| MaybeFuture::Ready(n + 1))), 8);
        assert_eq!(block_on(make(7).then(|n| later(n + 1))), 8);
        assert_eq!(block_on(make(7).into_boxed()), 7);
    }
}

#[test]
fn ready_stays_ready_without_an_allocation() {
    let ready = || MaybeFuture::Ready(7);
    assert!(matches!(ready().map(|n| n + 1), MaybeFuture::Ready(8)));
    assert!(matches!(ready().then(|n| MaybeFuture::Ready(n + 1)), MaybeFuture::Ready(8)));
    assert!(matches!(ready().then(later), MaybeFuture::Future(_)));
    assert!(matches!(later(7).map(|n| n + 1), MaybeFuture::Future(_)));
    let act = || {
        let answer = ready().map(|n| n + 1).then(|n| MaybeFuture::Ready(n + 1));
        assert_eq!(block_on(answer), 9);
    };
    assert_eq!(allocations(act), 0);
}

/// What is not polled does nothing.
#[test]
fn a_future_does_nothing_before_it_is_polled() {
    let runs = Arc::new(AtomicUsize::new(0));
    let (first, second) = (Arc::clone(&runs), Arc::clone(&runs));
    let answer = MaybeFuture::boxed(async move { first.fetch_add(1, SeqCst) });
    let answer = answer.map(move |_| second.fetch_add(1, SeqCst));
    let boxed = answer.into_boxed();
    assert_eq!(runs.load(SeqCst), 0);
    drop(boxed);
    assert_eq!(runs.load(SeqCst), 0);
}

/// A cookie login that is found on the spot, asked for by a handler: the context and nothing else.
#[test]
fn a_login_on_the_spot_allocates_for_its_request_alone() {
    let cookie = says(|request: &dyn RequestView| {
        MaybeFuture::Ready(match request.header("cookie", 0) {
            Some(_) => Identity::known(Principal::new("ada"), Authentication::cookie()),
            None => Identity::anonymous(),
        })
    });
    let auth: Auth = Auth::new(cookie);
    let request = View;
    let entered = allocations(|| drop(auth.policies().enter(&request)));
    assert_eq!(entered, 1, "the context");
    struct View;
    impl RequestView for View {
        fn method(&self) -> &str {
            "GET"
        }
        fn target(&self) -> &str {
            "/"
        }
        fn header(&self, name: &str, nth: usize) -> Option<&[u8]> {
            (name == "cookie" && nth == 0).then_some(b"a=b")
        }
        fn context(&self) -> Option<&handstamp_authorizer::adapter::AuthContext> {
            None
        }
    }
    struct Entered(handstamp_authorizer::adapter::AuthContext);
    impl RequestView for Entered {
        fn method(&self) -> &str {
            View.method()
        }
        fn target(&self) -> &str {
            View.target()
        }
        fn header(&self, name: &str, nth: usize) -> Option<&[u8]> {
            (name == "cookie" && nth == 0).then_some(b"a=b")
        }
        fn context(&self) -> Option<&handstamp_authorizer::adapter::AuthContext> {
            Some(&self.0)
        }
    }
    let whole = allocations(|| {
        let request = Entered(auth.policies().enter(&View).unwrap());
        let user = block_on(auth.user(&request)).unwrap();
        assert_eq!(user, Principal::new("ada"));
        assert!(block_on(request.0.finish()).unwrap().is_none());
    });
    assert_eq!(whole, 2, "the context, and the answer that it keeps");
}
