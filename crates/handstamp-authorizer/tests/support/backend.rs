//! A backend that answers when it is told to, and wakers that count.

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};

use handstamp_authorizer::{Auth, BoxFuture, Identity, MaybeFuture};

use super::says;

/// A backend that answers when it is told to, and wakes only whom it saw last.
#[derive(Clone, Default)]
pub(crate) struct Backend(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    open: bool,
    waker: Option<Waker>,
    polls: usize,
}

impl Backend {
    pub(crate) fn future<T: Send + 'static>(
        &self,
        answer: impl Fn() -> T + Send + 'static,
    ) -> BoxFuture<'static, T> {
        let backend = self.clone();
        Box::pin(poll_fn(move |cx| {
            let mut state = backend.0.lock().unwrap();
            state.polls += 1;
            if state.open {
                return Poll::Ready(answer());
            }
            state.waker = Some(cx.waker().clone());
            Poll::Pending
        }))
    }

    pub(crate) fn open(&self) {
        let waker = {
            let mut state = self.0.lock().unwrap();
            state.open = true;
            state.waker.take()
        };
        waker.expect("it was polled").wake();
    }

    pub(crate) fn polls(&self) -> usize {
        self.0.lock().unwrap().polls
    }
}

/// An `Auth` whose answer comes from a backend, the backend, and how often the authenticator was asked.
pub(crate) fn slow(identity: fn() -> Identity) -> (Auth, Backend, Arc<AtomicUsize>) {
    let backend = Backend::default();
    let asked = backend.clone();
    let says = says(move |_| MaybeFuture::Future(asked.future(identity)));
    let count = Arc::clone(&says.asked);
    (Auth::new(says), backend, count)
}

#[derive(Default)]
pub(crate) struct Bell(AtomicUsize);

impl Bell {
    pub(crate) fn rang(&self) -> usize {
        self.0.load(SeqCst)
    }
}

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, SeqCst);
    }
}

pub(crate) fn bell() -> (Arc<Bell>, Waker) {
    let bell = Arc::new(Bell::default());
    (Arc::clone(&bell), Waker::from(bell))
}

pub(crate) fn poll<F: Future + Unpin>(future: &mut F, waker: &Waker) -> Poll<F::Output> {
    Pin::new(future).poll(&mut Context::from_waker(waker))
}
