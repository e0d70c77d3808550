//! One future that several wait for at once.

use std::fmt;
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Wake, Waker};

use crate::maybe_future::BoxFuture;

/// One future whose answer several wait for at once. Each of them drives it when it is polled, and one that is
/// dropped does not stop the others. A clone waits for the same answer.
///
/// `None` is the answer where the future panicked: the others who wait must not sleep for ever.
#[must_use = "futures do nothing until they are polled"]
pub struct SingleFlight<T>(Arc<Shared<T>>);

struct Shared<T> {
    state: Mutex<State<T>>,
    wakers: Arc<Wakers>,
}

/// Whom to wake. Apart from the future, which holds on to what it is polled with: a request that is
/// given up would leave both behind.
#[derive(Default)]
struct Wakers(Mutex<Vec<Waker>>);

enum State<T> {
    Waiting(BoxFuture<'static, T>),
    Done(Option<T>),
}

impl<T> SingleFlight<T> {
    /// Of this future. Nothing is polled yet.
    pub fn new(future: BoxFuture<'static, T>) -> Self {
        let state = Mutex::new(State::Waiting(future));
        Self(Arc::new(Shared { state, wakers: Arc::default() }))
    }
}

impl<T> Clone for SingleFlight<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
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

impl<T: Clone + Send + 'static> Future for SingleFlight<T> {
    type Output = Option<T>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<T>> {
        // Poisoned: something panicked on its way out.
        let Ok(mut state) = self.0.state.lock() else { return Poll::Ready(None) };
        let future = match &mut *state {
            State::Done(answer) => return Poll::Ready(answer.clone()),
            State::Waiting(future) => future,
        };
        self.0.wakers.remember(cx.waker());
        let waker = Waker::from(Arc::clone(&self.0.wakers));
        let mut cx = Context::from_waker(&waker);
        // A panic is caught, because the others who wait would never be woken.
        let answer = match catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(&mut cx))) {
            Ok(Poll::Pending) => return Poll::Pending,
            Ok(Poll::Ready(answer)) => Some(answer),
            Err(_) => None,
        };
        let over = std::mem::replace(&mut *state, State::Done(answer.clone()));
        drop(state); // first: what the future does on its way out may ask again
        self.0.wakers.wake_all();
        drop(over);
        Poll::Ready(answer)
    }
}

impl<T> fmt::Debug for SingleFlight<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SingleFlight")
    }
}
