//! A question that was asked: a future with a name.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use crate::auth::answer::{Answer, Flight};
use crate::auth::handle::Auth;
use crate::auth::single_flight::SingleFlight;
use crate::denial::reason::{Denial, Misconfigured, Missing};
use crate::identity::authentication::Authentication;
use crate::identity::who::Who;
use crate::maybe_future::{BoxFuture, MaybeFuture};
use crate::request::view::RequestView;
use crate::response::reply::Reply;
use crate::rules::rule::{Rule, Verdict};

/// A question that was asked of an [`Auth`]. It is a future with a name, so that a framework that wants a named
/// future needs no box.
///
/// `Err` is the reply to answer with.
#[must_use = "nobody is asked before this is polled"]
pub struct Question<V, R, U, T> {
    auth: Auth<U>,
    request: V,
    rule: R,
    /// What the caller wants of the user; `None` where a user is needed and there is none.
    want: fn(Option<KnownUser<U>>) -> Option<T>,
    step: Step<U>,
}

/// A user, and how the user is known.
pub(crate) type KnownUser<U> = (U, Authentication);

enum Step<U> {
    Start,
    Waiting(SingleFlight<Answer<U>>),
    Judging(Option<KnownUser<U>>, BoxFuture<'static, Verdict>),
    Over,
}

// Nothing in it is ever pinned in place: the futures are boxed.
impl<V, R, U, T> Unpin for Question<V, R, U, T> {}

impl<V, R, U, T> Question<V, R, U, T> {
    pub(crate) fn new(
        auth: Auth<U>,
        request: V,
        rule: R,
        want: fn(Option<KnownUser<U>>) -> Option<T>,
    ) -> Self {
        Self { auth, request, rule, want, step: Step::Start }
    }
}

impl<V, R, U, T> Future for Question<V, R, U, T>
where
    V: RequestView,
    R: Rule<U>,
    U: Clone + Send + Sync + 'static,
{
    type Output = Result<T, Reply>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let question = self.get_mut();
        match question.advance(cx) {
            Poll::Pending => Poll::Pending,
            Poll::Ready(Ok(done)) => Poll::Ready(Ok(done)),
            Poll::Ready(Err(denial)) => {
                question.step = Step::Over;
                Poll::Ready(Err(question.auth.deny(&denial, &question.request)))
            }
        }
    }
}

impl<V, R, U, T> Question<V, R, U, T>
where
    V: RequestView,
    R: Rule<U>,
    U: Clone + Send + Sync + 'static,
{
    fn advance(&mut self, cx: &mut Context<'_>) -> Poll<Result<T, Denial>> {
        loop {
            match std::mem::replace(&mut self.step, Step::Over) {
                Step::Start => {
                    let Some(context) = self.request.context() else {
                        return Poll::Ready(Err(Denial::Misconfigured(Misconfigured::NoLayer)));
                    };
                    match self.auth.flight(&self.request, context) {
                        Flight::Running(running) => self.step = Step::Waiting(running),
                        Flight::Done(answer) => match self.judge(answer) {
                            Ok(next) => self.step = next,
                            Err(end) => return Poll::Ready(end),
                        },
                    }
                }
                Step::Waiting(mut running) => match Pin::new(&mut running).poll(cx) {
                    Poll::Pending => {
                        self.step = Step::Waiting(running);
                        return Poll::Pending;
                    }
                    Poll::Ready(answer) => {
                        match self.judge(answer.unwrap_or(Answer::Unavailable)) {
                            Ok(next) => self.step = next,
                            Err(end) => return Poll::Ready(end),
                        }
                    }
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
    fn judge(&self, answer: Answer<U>) -> Result<Step<U>, Result<T, Denial>> {
        let user = match answer {
            Answer::Anonymous => None,
            Answer::Refused(refusal) => return Err(Err(Denial::Refused(refusal))),
            Answer::Unavailable => return Err(Err(Denial::Unavailable)),
            Answer::Known { user, authentication, csrf_verified } => {
                let kind = Some(authentication.kind);
                self.auth.admit(kind, csrf_verified, &self.request).map_err(Err)?;
                Some((user, authentication))
            }
        };
        let who = user.as_ref().map(|(user, authentication)| Who { user, authentication });
        match self.auth.check(&self.rule, who, &self.request) {
            MaybeFuture::Ready(verdict) => Err(self.conclude(user, verdict)),
            MaybeFuture::Future(verdict) => Ok(Step::Judging(user, verdict)),
        }
    }

    fn conclude(&self, user: Option<KnownUser<U>>, verdict: Verdict) -> Result<T, Denial> {
        let scheme = user.as_ref().map(|(_, authentication)| authentication.scheme);
        match (verdict, scheme) {
            (Verdict::Met, _) => (self.want)(user).ok_or(Denial::Anonymous(Missing::User)),
            (Verdict::Unavailable(error), _) => {
                tracing::error!(name: "rule.unavailable", %error, "a rule could not be judged");
                Err(Denial::Unavailable)
            }
            (_, None) => Err(Denial::Anonymous(Missing::User)),
            (Verdict::Unmet, Some(_)) => Err(Denial::Forbidden),
            (Verdict::Insufficient { scope }, Some(scheme)) => {
                Err(Denial::InsufficientScope { scope, scheme })
            }
            (Verdict::Reauthenticate { max_age, acr }, Some(scheme)) => {
                Err(Denial::Reauthenticate { max_age, acr, scheme })
            }
        }
    }
}

impl<V, R, U, T> fmt::Debug for Question<V, R, U, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Question")
    }
}
