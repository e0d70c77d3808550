//! Rules made of rules.

use crate::identity::who::Who;
use crate::maybe_future::MaybeFuture;
use crate::request::view::RequestView;
use crate::rules::rule::{Anyone, Rule, Verdict};
use crate::rules::standard::{AnyRole, Permission, Role, When};
use crate::rules::strength::{Acr, Fresh, LoggedInWithin, Scope};
use crate::rules::when_async::WhenAsync;

/// `.or` and `.and`: `role("Administrator").or(permission("edit"))`. Apart from [`Rule`] because the
/// user's type is not known yet where rules are written down.
///
/// A rule of your own joins in with `impl Combine for MyRule {}`.
pub trait Combine: Sized {
    /// Met when either is. If one is unavailable, it counts only where the other is not met.
    fn or<B>(self, other: B) -> Or<Self, B> {
        Or(self, other)
    }

    /// Met when both are. The second counts only after the first was met.
    fn and<B>(self, other: B) -> And<Self, B> {
        And(self, other)
    }
}

impl Combine for Anyone {}
impl Combine for Role {}
impl Combine for AnyRole {}
impl Combine for Permission {}
impl<F> Combine for When<F> {}
impl<F> Combine for WhenAsync<F> {}
impl Combine for Scope {}
impl Combine for Fresh {}
impl Combine for LoggedInWithin {}
impl Combine for Acr {}
impl<A, B> Combine for Or<A, B> {}
impl<A, B> Combine for And<A, B> {}

/// See [`Combine::or`].
#[derive(Debug, Clone)]
pub struct Or<A, B>(A, B);

/// See [`Combine::and`].
#[derive(Debug, Clone)]
pub struct And<A, B>(A, B);

impl<U, A: Rule<U>, B: Rule<U>> Rule<U> for Or<A, B> {
    fn check(&self, who: Option<Who<'_, U>>, request: &dyn RequestView) -> MaybeFuture<Verdict> {
        match self.0.check(who, request) {
            MaybeFuture::Ready(Verdict::Met) => MaybeFuture::Ready(Verdict::Met),
            MaybeFuture::Ready(first) => {
                self.1.check(who, request).map(move |second| either(first, second))
            }
            MaybeFuture::Future(first) => {
                let second = self.1.check(who, request);
                MaybeFuture::boxed(async move {
                    match first.await {
                        Verdict::Met => Verdict::Met,
                        first => either(first, second.await),
                    }
                })
            }
        }
    }
}

/// The milder of two answers, of which the first is not "met".
fn either(first: Verdict, second: Verdict) -> Verdict {
    match (first, second) {
        (_, Verdict::Met) => Verdict::Met,
        (Verdict::Unavailable(error), _) | (_, Verdict::Unavailable(error)) => {
            Verdict::Unavailable(error)
        }
        (Verdict::Unmet, second) => second,
        (first, _) => first,
    }
}

impl<U, A: Rule<U>, B: Rule<U>> Rule<U> for And<A, B> {
    fn check(&self, who: Option<Who<'_, U>>, request: &dyn RequestView) -> MaybeFuture<Verdict> {
        match self.0.check(who, request) {
            MaybeFuture::Ready(Verdict::Met) => self.1.check(who, request),
            MaybeFuture::Ready(first) => MaybeFuture::Ready(first),
            MaybeFuture::Future(first) => {
                let second = self.1.check(who, request);
                MaybeFuture::boxed(async move {
                    match first.await {
                        Verdict::Met => second.await,
                        first => first,
                    }
                })
            }
        }
    }
}
