//! Several ways to tell who is asking.

use std::fmt;

use crate::identity::authenticator::Authenticator;
use crate::identity::capabilities::Capabilities;
use crate::identity::credential::CredentialKind;
use crate::identity::identity::{Identity, Known};
use crate::identity::principal::Principal;
use crate::maybe_future::{BoxFuture, MaybeFuture};
use crate::request::view::RequestView;
use crate::response::challenge::Challenge;
use crate::response::effects::Effects;

/// Several authenticators: the first that does not say "anonymous" decides.
///
/// An authenticator for which the request has a header (`Authorization`, an API key) is asked before the
/// others, whatever the order: a good cookie does not make up for a bad token. Then they are asked in their
/// order. An authenticator that is not asked changes nothing. If one says "anonymous" and another knows the
/// user, the effects of the first are dropped, except `Vary`, which caches need.
#[must_use]
pub struct FirstOf<U = Principal>(Vec<Box<dyn Authenticator<U>>>);

impl<U: Send + 'static> FirstOf<U> {
    /// Starts with this authenticator.
    pub fn new(first: impl Authenticator<U>) -> Self {
        Self(vec![Box::new(first)])
    }

    /// Adds an authenticator that is asked after the others.
    pub fn or(mut self, next: impl Authenticator<U>) -> Self {
        self.0.push(Box::new(next));
        self
    }

    /// Those for whom the request brings a header first, then the others.
    fn in_order<'a>(
        &'a self,
        request: &'a dyn RequestView,
    ) -> impl Iterator<Item = &'a dyn Authenticator<U>> {
        let in_header = move |one: &&dyn Authenticator<U>| {
            one.presented(request).is_some_and(CredentialKind::is_in_header)
        };
        let all = || self.0.iter().map(AsRef::as_ref);
        // Mostly there is none, and each is looked at once.
        let first = move |shown: bool, one: &&dyn Authenticator<U>| shown && in_header(one);
        let shown = all().any(|one| in_header(&one));
        let rest = all().filter(move |one| !first(shown, one));
        all().filter(move |one| first(shown, one)).chain(rest)
    }
}

impl<U> fmt::Debug for FirstOf<U> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FirstOf({} authenticators)", self.0.len())
    }
}

impl<U: Send + 'static> Authenticator<U> for FirstOf<U> {
    fn authenticate(&self, request: &dyn RequestView) -> MaybeFuture<Identity<U>> {
        let mut passed = Passed::default();
        let mut members = self.in_order(request);
        while let Some(member) = members.next() {
            match member.authenticate(request) {
                MaybeFuture::Ready(answer) => {
                    if let Some(decided) = passed.or_decided(answer) {
                        return MaybeFuture::Ready(decided);
                    }
                }
                MaybeFuture::Future(first) => {
                    let rest = members.map(|member| member.prepare(request)).collect();
                    return MaybeFuture::boxed(wait(passed, first, rest));
                }
            }
        }
        MaybeFuture::Ready(Identity::Anonymous(passed.effects))
    }

    fn presented(&self, request: &dyn RequestView) -> Option<CredentialKind> {
        self.in_order(request).find_map(|member| member.presented(request))
    }

    fn prepare(&self, request: &dyn RequestView) -> BoxFuture<'static, Identity<U>> {
        let mut members = self.in_order(request).map(|member| member.prepare(request));
        match members.next() {
            Some(first) => Box::pin(wait(Passed::default(), first, members.collect())),
            None => Box::pin(std::future::ready(Identity::anonymous())),
        }
    }

    fn challenges(&self) -> Vec<Challenge> {
        self.0.iter().flat_map(|one| one.challenges()).collect()
    }

    fn offer(&self, capabilities: &mut Capabilities) {
        for one in &self.0 {
            one.offer(capabilities);
        }
    }
}

/// What those said who know nobody.
#[derive(Default)]
struct Passed {
    effects: Effects,
}

impl Passed {
    fn or_decided<U>(&mut self, answer: Identity<U>) -> Option<Identity<U>> {
        match answer {
            Identity::Anonymous(effects) => {
                self.effects.merge(effects);
                None
            }
            Identity::Known(Known { user, authentication, mut effects, csrf_verified }) => {
                effects.merge_vary(&self.effects);
                Some(Identity::Known(Known { user, authentication, effects, csrf_verified }))
            }
            decided => Some(decided),
        }
    }
}

async fn wait<U>(
    mut passed: Passed,
    first: BoxFuture<'static, Identity<U>>,
    rest: Vec<BoxFuture<'static, Identity<U>>>,
) -> Identity<U> {
    for answer in std::iter::once(first).chain(rest) {
        if let Some(decided) = passed.or_decided(answer.await) {
            return decided;
        }
    }
    Identity::Anonymous(passed.effects)
}
