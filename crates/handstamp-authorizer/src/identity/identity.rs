//! What an authenticator found out.

use crate::identity::principal::Principal;
use crate::maybe_future::BoxError;
use crate::response::effects::Effects;
use std::fmt;
use std::time::SystemTime;

/// Who is asking.
#[must_use]
#[derive(Debug)]
pub enum Identity<U = Principal> {
    /// Nobody: no evidence, or a cookie that is not (or no longer) good. The effects still reach
    /// the response; an authenticator that found a stale cookie may delete it.
    Anonymous(Effects),
    /// Somebody.
    Known(Known<U>),
    /// Evidence was shown on purpose (a bearer token) and is bad: 401, on optional routes too.
    Refused(Refusal),
    /// A backend that had to be asked did not answer: 503, whatever the route.
    Unavailable(BoxError),
}

/// Somebody, and how that became known.
#[derive(Debug)]
pub struct Known<U = Principal> {
    /// The user.
    pub user: U,
    /// By what kind of evidence.
    pub via: CredentialKind,
    /// When the user proved who they are, if the evidence says so: the moment of the login, not of
    /// the last signature. Revocation compares this.
    pub auth_time: Option<SystemTime>,
    /// What the response must carry because of this.
    pub effects: Effects,
}

impl<U> Known<U> {
    /// Somebody, with no `auth_time` and no effects.
    pub fn new(user: U, via: CredentialKind) -> Self {
        Self { user, via, auth_time: None, effects: Effects::none() }
    }
}

impl<U> Identity<U> {
    /// Nobody, and nothing to say about it.
    pub fn nobody() -> Self {
        Self::Anonymous(Effects::none())
    }

    /// Somebody, with no `auth_time` and no effects.
    pub fn known(user: U, via: CredentialKind) -> Self {
        Self::Known(Known::new(user, via))
    }
}

/// The kind of evidence. It decides whether the cross-origin rule applies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CredentialKind {
    /// A cookie, which a browser sends along wherever the request comes from.
    Cookie,
    /// HTTP Basic, which a browser remembers and sends along as well.
    Basic,
    /// Something that a program has to add on purpose: a bearer token, an API key in a header.
    Header,
    /// The connection itself: a client certificate, a Unix socket.
    Connection,
}

impl CredentialKind {
    /// Whether a browser adds this evidence by itself, so that another site's page could make use
    /// of it (cross-site request forgery).
    pub fn is_ambient(self) -> bool {
        match self {
            Self::Cookie | Self::Basic | Self::Connection => true,
            Self::Header => false,
        }
    }
}

/// Why evidence that was shown on purpose is not taken. Clients see `invalid_token` (RFC 6750
/// section 3.1) for each of them; the log sees which.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal(std::borrow::Cow<'static, str>);

impl Refusal {
    /// A refusal for the reason given. The reason goes to the log: never put a token in it.
    pub fn new(reason: impl Into<std::borrow::Cow<'static, str>>) -> Self {
        Self(reason.into())
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
