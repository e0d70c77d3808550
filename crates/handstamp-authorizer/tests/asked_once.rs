//! One request, one question: the answer, or the answer under way, is shared by all who ask.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};

use handstamp_authorizer::*;
use support::{Fake, ada, block_on, cookie_effect, says};

/// A backend that answers when it is told to, and wakes only whom it saw last.
#[derive(Clone, Default)]
struct Backend(Arc<Mutex<(bool, Option<Waker>, usize)>>);

impl Backend {
    fn answer(&self, identity: fn() -> Identity) -> MaybeFuture<Identity> {
        let backend = self.clone();
        MaybeFuture::boxed(poll_fn(move |cx| {
            let mut backend = backend.0.lock().unwrap();
            backend.2 += 1;
            if backend.0 {
                return Poll::Ready(identity());
            }
            backend.1 = Some(cx.waker().clone());
            Poll::Pending
        }))
    }

    fn open(&self) {
        let waker = {
            let mut backend = self.0.lock().unwrap();
            backend.0 = true;
            backend.1.take()
        };
        waker.expect("it was polled").wake();
    }

    fn polls(&self) -> usize {
        self.0.lock().unwrap().2
    }
}

#[derive(Default)]
struct Bell(AtomicUsize);

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, SeqCst);
    }
}

fn bell() -> (Arc<Bell>, Waker) {
    let bell = Arc::new(Bell::default());
    (Arc::clone(&bell), Waker::from(bell))
}

fn poll<F: Future + Unpin>(future: &mut F, waker: &Waker) -> Poll<F::Output> {
    Pin::new(future).poll(&mut Context::from_waker(waker))
}

fn slow(identity: fn() -> Identity) -> (Auth, Backend, Arc<AtomicUsize>) {
    let backend = Backend::default();
    let asked = backend.clone();
    let says = says(move |_| asked.answer(identity));
    let count = Arc::clone(&says.asked);
    (Auth::new(says), backend, count)
}

#[test]
fn nobody_is_asked_before_somebody_polls() {
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
        assert!(block_on(auth.guard(Anyone).check(&request)).unwrap().is_some());
    }
    assert_eq!(asked.load(SeqCst), 1);
}

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
        assert_eq!(bell.0.load(SeqCst), 1, "each is woken once");
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
    assert_eq!(first_bell.0.load(SeqCst), 1);
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
    assert_eq!(second_bell.0.load(SeqCst), 1);
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
    assert_eq!(bell.0.load(SeqCst), 1);
}

#[test]
fn effects_are_applied_once() {
    for later in [false, true] {
        let auth: Auth = Auth::new(says(move |_| {
            let mut known = Known::new(Principal::new("ada"), CredentialKind::Header);
            known.effects = cookie_effect("seen");
            let identity = Identity::Known(known);
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
        assert_eq!(request.finish().unwrap(), [("set-cookie", "seen=1".to_owned())]);
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
            let mut known = Known::new(Principal::new("ada"), CredentialKind::Header);
            known.effects = cookie_effect("seen");
            MaybeFuture::Ready(Identity::Known(known))
        }));
        let request = Fake::get("/").enter(&auth);
        let threads: Vec<_> = (0..2)
            .map(|_| {
                let (auth, request) = (auth.clone(), request.clone());
                std::thread::spawn(move || block_on(auth.user(request)).is_ok())
            })
            .collect();
        assert!(threads.into_iter().all(|thread| thread.join().unwrap()));
        assert_eq!(request.finish().unwrap().len(), 1);
    }
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
            assert_eq!(bell.0.load(SeqCst), 1, "nobody is left asleep");
        }
        let Poll::Ready(answer) = poll(asker, waker) else { panic!("pending") };
        status.push(answer.unwrap_err().status);
    }
    assert_eq!(status, [503, 503, 503]);
    assert_eq!(block_on(auth.maybe_user(&request)).unwrap_err().status, 503);
    assert_eq!(block_on(auth.user(&request)).unwrap_err().status, 503);
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
    let strict: Auth = Auth::new(says(|_| MaybeFuture::Ready(Identity::nobody())));
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
        Auth::new(says(|_| MaybeFuture::Ready(Identity::known(7, CredentialKind::Header))));
    let request = Fake::get("/").enter(&principal).enter(&number);
    assert_eq!(block_on(number.user(&request)).unwrap(), 7);
    assert_eq!(block_on(principal.user(&request)).unwrap().id(), "ada");
    assert_eq!(block_on(number.user(&request)).unwrap(), 7);
}

#[test]
fn two_requests_never_share_an_answer() {
    let auth: Auth = Auth::new(says(|request| {
        let who = request.text("who").map(Principal::new);
        MaybeFuture::Ready(
            who.map_or_else(Identity::nobody, |who| Identity::known(who, CredentialKind::Header)),
        )
    }));
    let ada = Fake::get("/").with("who", "ada").enter(&auth);
    let bob = Fake::get("/").with("who", "bob").enter(&auth);
    let nobody = Fake::get("/").enter(&auth);
    assert_eq!(block_on(auth.user(&ada)).unwrap().id(), "ada");
    assert_eq!(block_on(auth.user(&bob)).unwrap().id(), "bob");
    assert!(block_on(auth.user(&nobody)).is_err());
}

#[test]
fn forgotten_is_asked_again() {
    let auth = says(|_| MaybeFuture::Ready(ada(CredentialKind::Header)));
    let asked = Arc::clone(&auth.asked);
    let auth: Auth = Auth::new(auth);
    let request = Fake::get("/").enter(&auth);
    assert!(block_on(auth.user(&request)).is_ok());
    request.exchange().forget();
    assert!(block_on(auth.user(&request)).is_ok());
    assert_eq!(asked.load(SeqCst), 2);
}

#[test]
fn forgotten_while_under_way() {
    let (auth, backend, asked) = slow(|| ada(CredentialKind::Header));
    let request = Fake::get("/").enter(&auth);
    let mut before = auth.user(&request);
    assert!(poll(&mut before, Waker::noop()).is_pending());
    request.exchange().forget();
    let mut after = auth.user(&request);
    assert!(poll(&mut after, Waker::noop()).is_pending());
    assert_eq!(asked.load(SeqCst), 2);
    backend.open();
    assert!(block_on(before).is_ok() && block_on(after).is_ok());
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
    assert_eq!(alive.load(SeqCst), 0, "the exchange keeps itself alive");
}

/// What an answer does while it is dropped may look at the exchange.
#[test]
fn forgetting_holds_no_lock() {
    struct Looks(Arc<Mutex<Option<AuthContext>>>);
    impl Drop for Looks {
        fn drop(&mut self) {
            if let Some(exchange) = self.0.lock().unwrap().take() {
                exchange.add(cookie_effect("dropped"));
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
    *place.lock().unwrap() = Some(request.exchange().clone());
    let mut asker = auth.user(&request);
    assert!(poll(&mut asker, Waker::noop()).is_pending());
    drop(asker);
    request.exchange().forget();
    assert_eq!(request.finish().unwrap(), [("set-cookie", "dropped=1".to_owned())]);
}

#[test]
fn a_nested_layer_joins() {
    let outer: Auth = Auth::new(says(|_| MaybeFuture::Ready(ada(CredentialKind::Header))));
    let inner: Auth =
        Auth::new(says(|_| MaybeFuture::Ready(Identity::Anonymous(cookie_effect("inner")))));
    let request = Fake::get("/").enter(&outer);
    assert!(inner.entry().enter(&request).is_none());
    assert!(outer.entry().enter(&request).is_none());
    assert!(block_on(inner.maybe_user(&request)).unwrap().is_none());
    assert_eq!(request.finish().unwrap().len(), 1, "the outer layer has the inner one's effects");
}

#[test]
fn without_a_layer_it_is_a_mistake_of_the_app_and_nobody_passes() {
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
        fn check(&self, _: Option<&U>, _: &dyn RequestView) -> MaybeFuture<Verdict> {
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
    assert_eq!(ask(|| Verdict::Reauthenticate { max_age: None, acr: None }).unwrap_err(), 401);
}
