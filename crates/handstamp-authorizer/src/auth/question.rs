//! The question under way: a future with a name.

use crate::auth::handle::Auth;
use crate::auth::single_flight::{Flight, Join, Seen};
use crate::denial::denial::{Denial, Misconfigured, Missing, Reply};
use crate::maybe_future::BoxFuture;
use crate::request::view::RequestView;
use crate::rules::rule::{Rule, Verdict};
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

/// The question under way, made by the methods of [`Auth`]. A future with a name, so that a framework
/// that wants one needs no box.
///
/// `Err` is the reply to answer with.
#[must_use = "nobody is asked before this is polled"]
pub struct Ask<V, R, U, T> {
    auth: Auth<U>,
    request: V,
    rule: R,
    /// What the caller wants of the user; `None` where somebody must be logged in and is not.
    want: fn(Option<U>) -> Option<T>,
    step: Step<U>,
}

enum Step<U> {
    Start,
    Waiting(Join<U>),
    Judging(Option<U>, BoxFuture<'static, Verdict>),
    Over,
}

// Nothing in it is ever pinned in place: the futures are boxed.
impl<V, R, U, T> Unpin for Ask<V, R, U, T> {}

impl<V, R, U, T> Ask<V, R, U, T> {
    pub(crate) fn new(
        auth: Auth<U>,
        request: V,
        rule: R,
        want: fn(Option<U>) -> Option<T>,
    ) -> Self {
        Self { auth, request, rule, want, step: Step::Start }
    }
}

impl<V, R, U, T> Future for Ask<V, R, U, T>
where
    V: RequestView,
    R: Rule<U>,
    U: Clone + Send + Sync + 'static,
{
    type Output = Result<T, Reply>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let ask = self.get_mut();
        match ask.advance(cx) {
            Poll::Pending => Poll::Pending,
            Poll::Ready(Ok(done)) => Poll::Ready(Ok(done)),
            Poll::Ready(Err(denial)) => {
                ask.step = Step::Over;
                Poll::Ready(Err(ask.auth.deny(&denial, &ask.request)))
            }
        }
    }
}

impl<V, R, U, T> Ask<V, R, U, T>
where
    V: RequestView,
    R: Rule<U>,
    U: Clone + Send + Sync + 'static,
{
    fn advance(&mut self, cx: &mut Context<'_>) -> Poll<Result<T, Denial>> {
        loop {
            match std::mem::replace(&mut self.step, Step::Over) {
                Step::Start => {
                    let Some(exchange) = self.request.exchange() else {
                        return Poll::Ready(Err(Denial::Misconfigured(Misconfigured::NoLayer)));
                    };
                    match self.auth.flight(&self.request, exchange) {
                        Flight::Running(running) => self.step = Step::Waiting(Join(running)),
                        Flight::Done(seen) => match self.judge(seen) {
                            Ok(next) => self.step = next,
                            Err(answer) => return Poll::Ready(answer),
                        },
                    }
                }
                Step::Waiting(mut join) => match Pin::new(&mut join).poll(cx) {
                    Poll::Pending => {
                        self.step = Step::Waiting(join);
                        return Poll::Pending;
                    }
                    Poll::Ready(seen) => match self.judge(seen) {
                        Ok(next) => self.step = next,
                        Err(answer) => return Poll::Ready(answer),
                    },
                },
                Step::Judging(user, mut verdict) => match verdict.as_mut().poll(cx) {
                    Poll::Pending => {
                        self.step = Step::Judging(user, verdict);
                        return Poll::Pending;
                    }
                    Poll::Ready(verdict) => return Poll::Ready(self.conclude(user, verdict)),
                },
                Step::Over => return Poll::Ready(Err(Denial::Unavailable)),
            }
        }
    }

    /// `Ok` is the next step, `Err` the end.
    fn judge(&self, seen: Seen<U>) -> Result<Step<U>, Result<T, Denial>> {
        let user = match seen {
            Seen::Anonymous => None,
            Seen::Refused(refusal) => return Err(Err(Denial::Refused(refusal))),
            Seen::Unavailable => return Err(Err(Denial::Unavailable)),
            Seen::Known(user, via) => {
                self.auth.admit(via, &self.request).map_err(Err)?;
                Some(user)
            }
        };
        let check = |request: &dyn RequestView| self.rule.check(user.as_ref(), request);
        match self.auth.see(&self.request, check) {
            crate::MaybeFuture::Ready(verdict) => Err(self.conclude(user, verdict)),
            crate::MaybeFuture::Future(verdict) => Ok(Step::Judging(user, verdict)),
        }
    }

    fn conclude(&self, user: Option<U>, verdict: Verdict) -> Result<T, Denial> {
        match verdict {
            Verdict::Met => (self.want)(user).ok_or(Denial::Anonymous(Missing::User)),
            Verdict::Unavailable(error) => {
                tracing::error!(name: "rule.unavailable", %error, "a rule could not be judged");
                Err(Denial::Unavailable)
            }
            _ if user.is_none() => Err(Denial::Anonymous(Missing::User)),
            Verdict::Unmet => Err(Denial::Forbidden),
            Verdict::Reauthenticate { max_age, acr } => {
                Err(Denial::Reauthenticate { max_age, acr })
            }
        }
    }
}

impl<V, R, U, T> fmt::Debug for Ask<V, R, U, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Ask")
    }
}
