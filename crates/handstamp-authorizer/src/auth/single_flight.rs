//! An answer, or the answer under way, that several wait for at once.

use crate::auth::context::{AuthContext, WeakAuthContext};
use crate::identity::identity::{CredentialKind, Identity, Known, Refusal};
use crate::maybe_future::{BoxFuture, MaybeFuture};
use crate::response::effects::Effects;
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Wake, Waker};

/// What is kept of an [`Identity`]: effects and errors have gone their way.
#[derive(Clone)]
pub(crate) enum Seen<U> {
    Anonymous,
    Known(U, CredentialKind),
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
    /// With what the response must carry, as far as that is known.
    pub(crate) fn new(answer: MaybeFuture<Identity<U>>, exchange: &AuthContext) -> (Self, Effects) {
        match answer {
            MaybeFuture::Ready(identity) => {
                let (seen, effects) = see(identity);
                (Self::Done(seen), effects)
            }
            MaybeFuture::Future(future) => {
                let state = Mutex::new(State::Waiting(future, exchange.downgrade()));
                let running = Running { state, wakers: Arc::default() };
                (Self::Running(Arc::new(running)), Effects::none())
            }
        }
    }
}

/// Parts the effects from the answer, and an error goes to the log: each once.
fn see<U>(identity: Identity<U>) -> (Seen<U>, Effects) {
    match identity {
        Identity::Anonymous(effects) => (Seen::Anonymous, effects),
        Identity::Known(Known { user, via, effects, .. }) => (Seen::Known(user, via), effects),
        Identity::Refused(refusal) => (Seen::Refused(refusal), Effects::none()),
        Identity::Unavailable(error) => {
            tracing::error!(name: "login.unavailable", %error, "nobody could be asked who this is");
            (Seen::Unavailable, Effects::none())
        }
    }
}

/// An authenticator's future that several tasks' polls share. Whoever polls drives it; whoever is
/// dropped is not missed.
pub(crate) struct Running<U> {
    state: Mutex<State<U>>,
    wakers: Arc<Wakers>,
}

/// Whom to wake. Apart from the future, which holds on to what it is polled with: a request that is
/// given up would leave both behind.
#[derive(Default)]
struct Wakers(Mutex<Vec<Waker>>);

enum State<U> {
    Waiting(BoxFuture<'static, Identity<U>>, WeakAuthContext),
    Done(Seen<U>),
}

impl Wakers {
    fn wake_all(&self) {
        let mut wakers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let woken = std::mem::take(&mut *wakers);
        drop(wakers);
        woken.into_iter().for_each(Waker::wake);
    }

    fn remember(&self, waker: &Waker) {
        let mut wakers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !wakers.iter().any(|known| known.will_wake(waker)) {
            wakers.push(waker.clone());
        }
    }
}

impl Wake for Wakers {
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
        self.0.wakers.remember(cx.waker());
        // Poisoned: something panicked on its way out. It never gets to say "known".
        let Ok(mut state) = self.0.state.lock() else { return Poll::Ready(Seen::Unavailable) };
        let (future, exchange) = match &mut *state {
            State::Done(seen) => return Poll::Ready(seen.clone()),
            State::Waiting(future, exchange) => (future, exchange),
        };
        let waker = Waker::from(Arc::clone(&self.0.wakers));
        let mut cx = Context::from_waker(&waker);
        // A panic is caught, because the others who wait would never be woken.
        let polled = catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(&mut cx)));
        let identity = match polled {
            Ok(Poll::Pending) => return Poll::Pending,
            Ok(Poll::Ready(identity)) => identity,
            Err(_) => Identity::Unavailable("the authenticator panicked".into()),
        };
        let (seen, effects) = see(identity);
        exchange.add(effects);
        let over = std::mem::replace(&mut *state, State::Done(seen.clone()));
        drop(state); // first: what the future does on its way out may ask again
        self.0.wakers.wake_all();
        drop(over);
        Poll::Ready(seen)
    }
}
