//! One request, one question: whoever asks gets the same answer, and its effects count once.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::task::{Context, Poll, Waker};

use handstamp_authorizer::rules::{Anyone, Rule, Verdict};
use handstamp_authorizer::{
    Auth, Authentication, CredentialKind, Identity, Known, MaybeFuture, Principal, RequestView,
    Subject, Who,
};
use support::backend::{poll, slow};
use support::{Fake, ada, anonymous, block_on, cookie_effect, cookies_set, says};

#[test]
fn no_authenticator_is_asked_before_the_question_is_polled() {
    let (auth, backend, asked) = slow(|| ada(CredentialKind::Header));
    let request = Fake::get("/").enter(&auth);
    drop(auth.user(&request));
    assert_eq!((asked.load(SeqCst), backend.polls()), (0, 0));
}

#[test]
fn one_after_the_other() {
    let auth = says(|_| MaybeFuture::Ready(ada(CredentialKind::Header)));
    let asked = Arc::clone(&auth.asked);
    let auth: Auth = Auth::new(auth);
    let request = Fake::get("/").enter(&auth);
    for _ in 0..3 {
        assert_eq!(block_on(auth.user(&request)).unwrap().id(), "ada");
        assert!(block_on(auth.clone().maybe_user(request.clone())).unwrap().is_some());
        assert!(block_on(auth.require(&request, Anyone)).is_ok());
        assert_eq!(block_on(auth.authenticated(&request)).unwrap().0.id(), "ada");
    }
    assert_eq!(asked.load(SeqCst), 1);
}

#[test]
fn effects_are_applied_once() {
    for later in [false, true] {
        let auth: Auth = Auth::new(says(move |_| {
            let known = Known::new(Principal::new("ada"), Authentication::bearer());
            let identity = Identity::Known(known.with_effects(cookie_effect("seen")));
            if later {
                MaybeFuture::boxed(async { identity })
            } else {
                MaybeFuture::Ready(identity)
            }
        }));
        let request = Fake::get("/").enter(&auth);
        let (mut one, mut two) = (auth.user(&request), auth.user(&request));
        assert!(poll(&mut one, Waker::noop()).is_ready());
        assert!(poll(&mut two, Waker::noop()).is_ready());
        assert_eq!(
            request.finished_lines(),
            ["vary: Authorization", "cache-control: private", "set-cookie: seen=1"]
        );
        assert_eq!(request.finish().unwrap(), []);
    }
}

/// Two threads that ask in the same instant may both ask; what they find is applied once.
#[test]
fn effects_are_applied_once_for_threads_too() {
    for _ in 0..50 {
        let barrier = Arc::new(std::sync::Barrier::new(2));
        let wait = Arc::clone(&barrier);
        let first = AtomicUsize::new(0);
        let auth: Auth = Auth::new(says(move |_| {
            if first.fetch_add(1, SeqCst) < 2 {
                wait.wait(); // until both are in here
            }
            let known = Known::new(Principal::new("ada"), Authentication::bearer());
            MaybeFuture::Ready(Identity::Known(known.with_effects(cookie_effect("seen"))))
        }));
        let request = Fake::get("/").enter(&auth);
        let threads: Vec<_> = (0..2)
            .map(|_| {
                let (auth, request) = (auth.clone(), request.clone());
                std::thread::spawn(move || block_on(auth.user(request)).is_ok())
            })
            .collect();
        assert!(threads.into_iter().all(|thread| thread.join().unwrap()));
        assert_eq!(cookies_set(&request), ["seen"]);
    }
}

#[test]
fn an_outage_is_one_for_every_asker() {
    let auth = says::<Principal, _>(|_| {
        MaybeFuture::boxed(async { Identity::Unavailable("gone".into()) })
    });
    let asked = Arc::clone(&auth.asked);
    let auth = Auth::new(auth);
    let request = Fake::get("/").enter(&auth);
    assert_eq!(block_on(auth.maybe_user(&request)).unwrap_err().status, 503);
    assert_eq!(block_on(auth.user(&request)).unwrap_err().status, 503);
    assert_eq!(asked.load(SeqCst), 1);
}

#[test]
fn two_auths_of_one_user_type_never_share_an_answer() {
    let lax: Auth = Auth::new(says(|_| MaybeFuture::Ready(ada(CredentialKind::Header))));
    let strict = anonymous();
    let request = Fake::get("/").enter(&lax).enter(&strict);
    assert!(block_on(lax.user(&request)).is_ok());
    assert_eq!(block_on(strict.user(&request)).unwrap_err().status, 401);
    assert!(block_on(lax.user(&request)).is_ok());
    // The other way round, and while the answer is under way.
    let (slow, backend, _) = slow(|| ada(CredentialKind::Header));
    let request = Fake::get("/").enter(&strict).enter(&slow);
    let mut waiting = pin!(slow.user(&request));
    assert!(waiting.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
    assert_eq!(block_on(strict.user(&request)).unwrap_err().status, 401);
    backend.open();
    assert!(block_on(waiting).is_ok());
}

#[test]
fn two_user_types_never_share_an_answer() {
    let principal: Auth = Auth::new(says(|_| MaybeFuture::Ready(ada(CredentialKind::Header))));
    let number: Auth<u8> =
        Auth::new(says(|_| MaybeFuture::Ready(Identity::known(7, Authentication::bearer()))));
    let request = Fake::get("/").enter(&principal).enter(&number);
    assert_eq!(block_on(number.user(&request)).unwrap(), 7);
    assert_eq!(block_on(principal.user(&request)).unwrap().id(), "ada");
    assert_eq!(block_on(number.user(&request)).unwrap(), 7);
}

#[test]
fn two_requests_never_share_an_answer() {
    let auth: Auth =
        Auth::new(says(|request| {
            let who = request.text("who").map(Principal::new);
            MaybeFuture::Ready(who.map_or_else(Identity::anonymous, |who| {
                Identity::known(who, Authentication::bearer())
            }))
        }));
    let ada = Fake::get("/").with("who", "ada").enter(&auth);
    let bob = Fake::get("/").with("who", "bob").enter(&auth);
    let anonymous = Fake::get("/").enter(&auth);
    assert_eq!(block_on(auth.user(&ada)).unwrap().id(), "ada");
    assert_eq!(block_on(auth.user(&bob)).unwrap().id(), "bob");
    assert!(block_on(auth.user(&anonymous)).is_err());
}

#[test]
fn a_nested_layer_joins() {
    let outer: Auth = Auth::new(says(|_| MaybeFuture::Ready(ada(CredentialKind::Header))));
    let inner: Auth =
        Auth::new(says(|_| MaybeFuture::Ready(Identity::Anonymous(cookie_effect("inner")))));
    let request = Fake::get("/").enter(&outer);
    assert!(inner.policies().enter(&request).is_none());
    assert!(outer.policies().enter(&request).is_none());
    assert!(block_on(inner.maybe_user(&request)).unwrap().is_none());
    assert_eq!(cookies_set(&request), ["inner"], "the outer layer has the inner one's effects");
}

#[test]
fn without_a_layer_the_app_is_misconfigured_and_nobody_passes() {
    let auth = says(|_| MaybeFuture::Ready(ada(CredentialKind::Header)));
    let asked = Arc::clone(&auth.asked);
    let auth: Auth = Auth::new(auth);
    let request = Fake::get("/");
    assert_eq!(block_on(auth.maybe_user(&request)).unwrap_err().status, 500);
    assert_eq!(block_on(auth.user(&request)).unwrap_err().status, 500);
    assert_eq!(asked.load(SeqCst), 0);
}

#[test]
fn polled_after_the_end_is_no_panic_and_no_login() {
    let auth: Auth = Auth::new(says(|_| MaybeFuture::Ready(ada(CredentialKind::Header))));
    let request = Fake::get("/").enter(&auth);
    let mut asker = auth.user(&request);
    assert!(matches!(poll(&mut asker, Waker::noop()), Poll::Ready(Ok(_))));
    let Poll::Ready(Err(reply)) = poll(&mut asker, Waker::noop()) else { panic!("a login") };
    assert_eq!(reply.status, 503);
}

#[test]
fn a_slow_rule_is_waited_for_and_its_outage_is_503() {
    struct Slow(fn() -> Verdict);
    impl<U> Rule<U> for Slow {
        fn check(&self, _: Option<Who<'_, U>>, _: &dyn RequestView) -> MaybeFuture<Verdict> {
            let verdict = self.0;
            let mut polls = 0;
            MaybeFuture::boxed(poll_fn(move |cx| {
                polls += 1;
                if polls > 2 {
                    return Poll::Ready(verdict());
                }
                cx.waker().wake_by_ref();
                Poll::Pending
            }))
        }
    }
    let auth: Auth = Auth::new(says(|_| MaybeFuture::Ready(ada(CredentialKind::Header))));
    let ask = |verdict| {
        let request = Fake::get("/").enter(&auth);
        block_on(auth.require_user(&request, Slow(verdict))).map_err(|reply| reply.status)
    };
    assert!(ask(|| Verdict::Met).is_ok());
    assert_eq!(ask(|| Verdict::Unmet).unwrap_err(), 403);
    assert_eq!(ask(|| Verdict::Unavailable("gone".into())).unwrap_err(), 503);
    assert_eq!(ask(|| Verdict::Insufficient { scope: "x".into() }).unwrap_err(), 403);
    assert_eq!(ask(|| Verdict::Reauthenticate { max_age: None, acr: None }).unwrap_err(), 401);
}
