//! Several ways to tell who is asking, in order.

use crate::identity::authenticator::Authenticator;
use crate::identity::capabilities::Capabilities;
use crate::identity::identity::{CredentialKind, Identity, Known};
use crate::identity::principal::Principal;
use crate::maybe_future::MaybeFuture;
use crate::request::view::RequestView;
use crate::response::challenge::Challenge;
use crate::response::effects::Effects;

/// Several authenticators: the first in order that does not say "nobody" decides.
///
/// All are asked at once (a later answer does nothing until it is waited for). A refusal ends it: a
/// bad bearer token is not outvoted by a good cookie. So does an outage, unless a later one knew
/// the user on the spot from something that was shown on purpose ([`CredentialKind::Header`]).
#[must_use]
pub struct FirstOf<U = Principal>(Vec<Box<dyn Authenticator<U>>>);

impl<U: Send + 'static> FirstOf<U> {
    /// Begins with one.
    pub fn new(first: impl Authenticator<U>) -> Self {
        Self(vec![Box::new(first)])
    }

    /// Adds the next.
    pub fn or(mut self, next: impl Authenticator<U>) -> Self {
        self.0.push(Box::new(next));
        self
    }
}

impl<U> std::fmt::Debug for FirstOf<U> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "FirstOf({} authenticators)", self.0.len())
    }
}

impl<U: Send + 'static> Authenticator<U> for FirstOf<U> {
    fn authenticate(&self, request: &dyn RequestView) -> MaybeFuture<Identity<U>> {
        let mut effects = Effects::none();
        let mut answers = self.0.iter().map(|one| one.authenticate(request));
        while let Some(answer) = answers.next() {
            match answer {
                MaybeFuture::Ready(Identity::Anonymous(more)) => effects.merge(more),
                MaybeFuture::Ready(Identity::Unavailable(error)) => {
                    let rest = answers.collect();
                    return MaybeFuture::Ready(
                        shown_at_once(rest).map_or(Identity::Unavailable(error), |known| {
                            with(effects, Identity::Known(known))
                        }),
                    );
                }
                MaybeFuture::Ready(decided) => return MaybeFuture::Ready(with(effects, decided)),
                MaybeFuture::Future(first) => {
                    let rest = answers.collect();
                    return MaybeFuture::boxed(wait(effects, MaybeFuture::Future(first), rest));
                }
            }
        }
        MaybeFuture::Ready(Identity::Anonymous(effects))
    }

    fn challenges(&self) -> Vec<Challenge> {
        self.0.iter().flat_map(|one| one.challenges()).collect()
    }

    fn offer(&self, offers: &mut Capabilities) {
        for one in &self.0 {
            one.offer(offers);
        }
    }
}

async fn wait<U>(
    mut effects: Effects,
    first: MaybeFuture<Identity<U>>,
    rest: Vec<MaybeFuture<Identity<U>>>,
) -> Identity<U> {
    let mut rest = rest.into_iter();
    let mut next = Some(first);
    while let Some(answer) = next {
        match answer.get().await {
            Identity::Anonymous(more) => effects.merge(more),
            Identity::Unavailable(error) => {
                return shown_at_once(rest.collect())
                    .map_or(Identity::Unavailable(error), |known| {
                        with(effects, Identity::Known(known))
                    });
            }
            decided => return with(effects, decided),
        }
        next = rest.next();
    }
    Identity::Anonymous(effects)
}

/// Who was known on the spot from something that was shown on purpose; nobody, where a refusal comes
/// before.
fn shown_at_once<U>(rest: Vec<MaybeFuture<Identity<U>>>) -> Option<Known<U>> {
    for answer in rest {
        match answer {
            MaybeFuture::Ready(Identity::Known(known)) if known.via == CredentialKind::Header => {
                return Some(known);
            }
            MaybeFuture::Ready(Identity::Refused(_)) => return None,
            _ => {}
        }
    }
    None
}

/// What those before had to say comes first.
fn with<U>(mut effects: Effects, identity: Identity<U>) -> Identity<U> {
    match identity {
        Identity::Known(mut known) => {
            effects.merge(std::mem::take(&mut known.effects));
            known.effects = effects;
            Identity::Known(known)
        }
        other => other,
    }
}
