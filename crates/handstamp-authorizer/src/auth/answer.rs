//! The answer that is kept for a request.

use crate::auth::context::AuthContext;
use crate::auth::single_flight::SingleFlight;
use crate::identity::authentication::Authentication;
use crate::identity::identity::{Identity, Known, Refusal};
use crate::maybe_future::MaybeFuture;
use crate::response::effects::Effects;

/// What is kept of an [`Identity`]: effects and errors have gone their way.
#[derive(Clone)]
pub(crate) enum Answer<U> {
    Anonymous,
    Known { user: U, authentication: Authentication, csrf_verified: bool },
    Refused(Refusal),
    Unavailable,
}

/// An answer, or the answer under way.
#[derive(Clone)]
pub(crate) enum Flight<U> {
    Done(Answer<U>),
    Running(SingleFlight<Answer<U>>),
}

impl<U: Clone + Send + Sync + 'static> Flight<U> {
    /// With what the response must carry, as far as that is known.
    pub(crate) fn new(
        identity: MaybeFuture<Identity<U>>,
        context: &AuthContext,
    ) -> (Self, Effects) {
        match identity {
            MaybeFuture::Ready(identity) => {
                let (answer, effects) = parts(identity);
                (Self::Done(answer), effects)
            }
            MaybeFuture::Future(identity) => {
                let context = context.downgrade();
                let answer = Box::pin(async move {
                    let (answer, effects) = parts(identity.await);
                    context.add(effects);
                    answer
                });
                (Self::Running(SingleFlight::new(answer)), Effects::none())
            }
        }
    }
}

/// Parts the effects from the answer, and an error goes to the log: each once.
fn parts<U>(identity: Identity<U>) -> (Answer<U>, Effects) {
    match identity {
        Identity::Anonymous(effects) => (Answer::Anonymous, effects),
        Identity::Known(Known { user, authentication, mut effects, csrf_verified }) => {
            if authentication.kind.is_in_header() {
                // Shared caches know only of `Authorization` that it stands for somebody.
                effects.private();
            }
            if matches!(authentication.scheme, "Basic" | "Bearer") {
                effects.vary_authorization();
            }
            (Answer::Known { user, authentication, csrf_verified }, effects)
        }
        Identity::Refused(refusal) => (Answer::Refused(refusal), Effects::none()),
        Identity::Unavailable(error) => {
            tracing::error!(name: "login.unavailable", %error, "who is asking could not be found out");
            (Answer::Unavailable, Effects::none())
        }
    }
}
