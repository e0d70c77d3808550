//! After a login or logout the next extractor asks again.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use std::future::poll_fn;
use std::sync::atomic::Ordering::SeqCst;
use std::sync::{Arc, Mutex};
use std::task::{Poll, Waker};

use handstamp_authorizer::adapter::AuthContext;
use handstamp_authorizer::{Auth, CredentialKind, MaybeFuture};
use support::backend::{poll, slow};
use support::{Fake, ada, block_on, cookie_effect, cookies_set, says};

#[test]
fn forgotten_is_asked_again() {
    let auth = says(|_| MaybeFuture::Ready(ada(CredentialKind::Header)));
    let asked = Arc::clone(&auth.asked);
    let auth: Auth = Auth::new(auth);
    let request = Fake::get("/").enter(&auth);
    assert!(block_on(auth.user(&request)).is_ok());
    request.auth_context().forget();
    assert!(block_on(auth.user(&request)).is_ok());
    assert_eq!(asked.load(SeqCst), 2);
}

#[test]
fn forgotten_while_under_way() {
    let (auth, backend, asked) = slow(|| ada(CredentialKind::Header));
    let request = Fake::get("/").enter(&auth);
    let mut before = auth.user(&request);
    assert!(poll(&mut before, Waker::noop()).is_pending());
    request.auth_context().forget();
    let mut after = auth.user(&request);
    assert!(poll(&mut after, Waker::noop()).is_pending());
    assert_eq!(asked.load(SeqCst), 2);
    backend.open();
    assert!(block_on(before).is_ok() && block_on(after).is_ok());
}

/// What an answer does while it is dropped may look at the context.
#[test]
fn forgetting_holds_no_lock() {
    struct Looks(Arc<Mutex<Option<AuthContext>>>);
    impl Drop for Looks {
        fn drop(&mut self) {
            if let Some(context) = self.0.lock().unwrap().take() {
                context.add(cookie_effect("dropped"));
            }
        }
    }
    let place = Arc::new(Mutex::new(None));
    let held = Arc::clone(&place);
    let auth: Auth = Auth::new(says(move |_| {
        let looks = Looks(Arc::clone(&held));
        MaybeFuture::boxed(poll_fn(move |_| {
            let _held = &looks;
            Poll::Pending
        }))
    }));
    let request = Fake::get("/").enter(&auth);
    *place.lock().unwrap() = Some(request.auth_context().clone());
    let mut asker = auth.user(&request);
    assert!(poll(&mut asker, Waker::noop()).is_pending());
    drop(asker);
    request.auth_context().forget();
    assert_eq!(cookies_set(&request), ["dropped"]);
}

/// What a hook holds is weak: it may outlive the request, and then forgets nothing.
#[test]
fn a_weak_context_forgets_as_long_as_the_request_is_there() {
    let says = says(|_| MaybeFuture::Ready(ada(CredentialKind::Header)));
    let asked = Arc::clone(&says.asked);
    let auth: Auth = Auth::new(says);
    let request = Fake::get("/").enter(&auth);
    let weak = request.auth_context().downgrade();
    assert!(block_on(auth.user(&request)).is_ok());
    weak.forget();
    assert!(block_on(auth.user(&request)).is_ok());
    assert_eq!(asked.load(SeqCst), 2);
    drop(request);
    weak.forget();
}
