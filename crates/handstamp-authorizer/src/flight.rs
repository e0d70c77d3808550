//! An answer, or the answer under way, that several wait for at once.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Wake, Waker};

use crate::{BoxFuture, Exchange, Identity, Known, Ready, Refusal, Via};

/// What is kept of an [`Identity`]: effects and errors have gone their way.
#[derive(Clone)]
pub(crate) enum Seen<U> {
    Anonymous,
    Known(U, Via),
    Refused(Refusal),
    Unavailable,
}

/// An answer, or the answer under way.
#[derive(Clone)]
pub(crate) enum Flight<U> {
    Done(Seen<U>),
    Running(Arc<Running<U>>),
}

impl<U: Clone + Send + Sync + 'static> Flight<U> {
    pub(crate) fn new(answer: Ready<Identity<U>>, exchange: &Exchange) -> Self {
        match answer {
            Ready::Now(identity) => Self::Done(see(identity, exchange)),
            Ready::Later(future) => Self::Running(Arc::new(Running {
                state: Mutex::new(State::Waiting(future, exchange.clone())),
                wakers: Mutex::default(),
            })),
        }
    }
}

/// Hands the effects to the exchange and an error to the log: each once.
fn see<U>(identity: Identity<U>, exchange: &Exchange) -> Seen<U> {
    match identity {
        Identity::Anonymous(effects) => {
            exchange.add(effects);
            Seen::Anonymous
        }
        Identity::Known(Known { user, via, effects, .. }) => {
            exchange.add(effects);
            Seen::Known(user, via)
        }
        Identity::Refused(refusal) => Seen::Refused(refusal),
        Identity::Unavailable(error) => {
            tracing::error!(name: "login.unavailable", %error, "nobody could be asked who this is");
            Seen::Unavailable
        }
    }
}

/// An authenticator's future that several tasks' polls share. Whoever polls drives it; whoever is
/// dropped is not missed.
pub(crate) struct Running<U> {
    state: Mutex<State<U>>,
    wakers: Mutex<Vec<Waker>>,
}

enum State<U> {
    Waiting(BoxFuture<'static, Identity<U>>, Exchange),
    Done(Seen<U>),
}

impl<U> Running<U> {
    fn wake_all(&self) {
        let mut wakers = self.wakers.lock().unwrap_or_else(PoisonError::into_inner);
        let woken = std::mem::take(&mut *wakers);
        drop(wakers);
        woken.into_iter().for_each(Waker::wake);
    }

    fn remember(&self, waker: &Waker) {
        let mut wakers = self.wakers.lock().unwrap_or_else(PoisonError::into_inner);
        if !wakers.iter().any(|known| known.will_wake(waker)) {
            wakers.push(waker.clone());
        }
    }
}

impl<U: Send + Sync + 'static> Wake for Running<U> {
    fn wake(self: Arc<Self>) {
        self.wake_all();
    }
}

/// Waits for a running answer.
pub(crate) struct Join<U>(pub(crate) Arc<Running<U>>);

impl<U: Clone + Send + Sync + 'static> Future for Join<U> {
    type Output = Seen<U>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Seen<U>> {
        // Before the lock: a poll on another thread may finish while we wait for it.
        self.0.remember(cx.waker());
        // Poisoned: the authenticator panicked in an earlier poll. It never gets to say "known".
        let Ok(mut state) = self.0.state.lock() else { return Poll::Ready(Seen::Unavailable) };
        let (future, exchange) = match &mut *state {
            State::Done(seen) => return Poll::Ready(seen.clone()),
            State::Waiting(future, exchange) => (future, exchange),
        };
        let waker = Waker::from(self.0.clone());
        match future.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Pending => Poll::Pending,
            Poll::Ready(identity) => {
                let seen = see(identity, exchange);
                *state = State::Done(seen.clone());
                drop(state);
                self.0.wake_all();
                Poll::Ready(seen)
            }
        }
    }
}
