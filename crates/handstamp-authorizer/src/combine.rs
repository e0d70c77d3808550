//! Rules made of rules.

use crate::rules::{Fresh, LoggedInWithin, Permission, Role, Scope, When};
use crate::{Ready, RequestView, Requirement, Verdict};

/// `.or` and `.and`, apart from [`Requirement`] because the user's type is not known yet where
/// rules are written down: `role("Administrator").or(permission("edit"))`.
///
/// A rule of your own joins in with `impl Rule for MyRule {}`.
pub trait Rule: Sized {
    /// Met when either is. An outage of one counts only if the other is not met.
    fn or<B>(self, other: B) -> Or<Self, B> {
        Or(self, other)
    }

    /// Met when both are. The second counts only after the first was met (where the first answers
    /// later, the second is shown the request before, and its own later answer is not waited for).
    fn and<B>(self, other: B) -> And<Self, B> {
        And(self, other)
    }
}

impl Rule for Role {}
impl Rule for Permission {}
impl Rule for Scope {}
impl Rule for Fresh {}
impl Rule for LoggedInWithin {}
impl<F> Rule for When<F> {}
impl<A, B> Rule for Or<A, B> {}
impl<A, B> Rule for And<A, B> {}

/// See [`Rule::or`].
#[derive(Debug, Clone)]
pub struct Or<A, B>(A, B);

/// See [`Rule::and`].
#[derive(Debug, Clone)]
pub struct And<A, B>(A, B);

impl<U, A: Requirement<U>, B: Requirement<U>> Requirement<U> for Or<A, B> {
    fn check(&self, user: Option<&U>, request: &dyn RequestView) -> Ready<Verdict> {
        match self.0.check(user, request) {
            Ready::Now(Verdict::Met) => Ready::Now(Verdict::Met),
            Ready::Now(first) => {
                let second = self.1.check(user, request);
                second.map(move |second| either(first, second))
            }
            Ready::Later(first) => {
                let second = self.1.check(user, request);
                Ready::later(async move {
                    match first.await {
                        Verdict::Met => Verdict::Met,
                        first => either(first, second.get().await),
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

impl<U, A: Requirement<U>, B: Requirement<U>> Requirement<U> for And<A, B> {
    fn check(&self, user: Option<&U>, request: &dyn RequestView) -> Ready<Verdict> {
        match self.0.check(user, request) {
            Ready::Now(Verdict::Met) => self.1.check(user, request),
            Ready::Now(first) => Ready::Now(first),
            Ready::Later(first) => {
                let second = self.1.check(user, request);
                Ready::later(async move {
                    match first.await {
                        Verdict::Met => second.get().await,
                        first => first,
                    }
                })
            }
        }
    }
}
