//! What an authenticator found out.

use std::borrow::Cow;
use std::fmt;

use crate::identity::authentication::Authentication;
use crate::identity::principal::Principal;
use crate::maybe_future::BoxError;
use crate::response::challenge::Challenge;
use crate::response::effects::Effects;

/// Who is asking.
#[must_use]
#[derive(Debug)]
#[non_exhaustive]
pub enum Identity<U = Principal> {
    /// Anonymous: no credential, or a cookie that is not (or no longer) good. The effects still reach
    /// the response; an authenticator that found a stale cookie may delete it.
    Anonymous(Effects),
    /// A known user.
    Known(Known<U>),
    /// A credential was shown in a header and is bad: 401, on optional routes too.
    Refused(Refusal),
    /// A backend that had to be asked did not answer: 503, whatever the route.
    Unavailable(BoxError),
}

impl<U> Identity<U> {
    /// Anonymous, without effects.
    pub fn anonymous() -> Self {
        Self::Anonymous(Effects::none())
    }

    /// A known user, without effects.
    pub fn known(user: U, authentication: Authentication) -> Self {
        Self::Known(Known::new(user, authentication))
    }

    /// The same about another user type. `change` says `None` where there is no such account (any
    /// more): that is anonymous.
    pub fn and_then<V>(
        self,
        change: impl FnOnce(U, Authentication) -> Option<(V, Authentication)>,
    ) -> Identity<V> {
        match self {
            Self::Known(Known { user, authentication, effects, csrf_verified }) => {
                match change(user, authentication) {
                    Some((user, authentication)) => {
                        Identity::Known(Known { user, authentication, effects, csrf_verified })
                    }
                    None => Identity::Anonymous(effects),
                }
            }
            Self::Anonymous(effects) => Identity::Anonymous(effects),
            Self::Refused(refusal) => Identity::Refused(refusal),
            Self::Unavailable(error) => Identity::Unavailable(error),
        }
    }
}

/// A known user, and how the user is known.
#[derive(Debug)]
#[non_exhaustive]
pub struct Known<U = Principal> {
    /// The user.
    pub user: U,
    /// How the user is known.
    pub authentication: Authentication,
    /// What the response must carry because of this.
    pub effects: Effects,
    /// Whether the authenticator itself checked a CSRF token of this request. The cross-origin rule
    /// lets such a request pass.
    pub csrf_verified: bool,
}

impl<U> Known<U> {
    /// A known user, without effects; no CSRF token was checked.
    pub fn new(user: U, authentication: Authentication) -> Self {
        Self { user, authentication, effects: Effects::none(), csrf_verified: false }
    }

    /// Sets what the response must carry.
    #[must_use]
    pub fn with_effects(mut self, effects: Effects) -> Self {
        self.effects = effects;
        self
    }

    /// Sets whether the authenticator itself checked a CSRF token.
    #[must_use]
    pub fn with_csrf_verified(mut self, verified: bool) -> Self {
        self.csrf_verified = verified;
        self
    }
}

/// Why a credential that was shown in a header is refused. The client sees the challenge; the log sees
/// the reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    reason: Cow<'static, str>,
    challenge: Option<Challenge>,
}

impl Refusal {
    /// A refusal for this reason, answered with every challenge that is configured. The reason goes to
    /// the log: never put a token in it.
    pub fn new(reason: impl Into<Cow<'static, str>>) -> Self {
        Self { reason: reason.into(), challenge: None }
    }

    /// Refuses a bearer token: the challenge is `Bearer error="invalid_token"` (RFC 6750 section 3.1).
    pub fn invalid_token(reason: impl Into<Cow<'static, str>>) -> Self {
        let challenge = Challenge::bearer().with_parameter("error", "invalid_token");
        Self::new(reason).with_challenge(challenge)
    }

    /// Sets the one challenge that the answer carries.
    #[must_use]
    pub fn with_challenge(mut self, challenge: Challenge) -> Self {
        self.challenge = Some(challenge);
        self
    }

    pub(crate) fn challenge(&self) -> Option<&Challenge> {
        self.challenge.as_ref()
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reason)
    }
}
