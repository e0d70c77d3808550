//! Why a request goes no further.

use std::time::Duration;

use crate::identity::identity::Refusal;
use crate::response::challenge::Challenge;

/// Why a request goes no further. The client learns the status and a text, never which check failed;
/// the log has the reason.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Denial {
    /// The request is anonymous: 401 with a challenge, or the login page.
    Anonymous(Missing),
    /// A credential was shown in a header and is bad: 401.
    Refused(Refusal),
    /// Known, but not allowed: 403, never a redirect to the login.
    Forbidden,
    /// Known, but the token lacks a scope: 403 (RFC 6750 section 3.1).
    #[non_exhaustive]
    InsufficientScope {
        /// The scope that is needed.
        scope: Box<str>,
        /// The scheme of the credential that was brought.
        scheme: &'static str,
    },
    /// Came in by a credential that browsers add by themselves, from another site's page: 403.
    CrossOrigin,
    /// A form's CSRF token is missing or invalid: 400, as in Flask-WTF.
    Csrf,
    /// Known, but not freshly or strongly enough: 401 with the challenge of RFC 9470, or the login
    /// page once more.
    #[non_exhaustive]
    Reauthenticate {
        /// How long ago the login may be at most. `None`: now.
        max_age: Option<Duration>,
        /// The authentication context class that is asked for.
        acr: Option<Box<str>>,
        /// The scheme of the credential that was brought.
        scheme: &'static str,
    },
    /// A backend did not answer: 503.
    Unavailable,
    /// The app is misconfigured: 500.
    Misconfigured(Misconfigured),
}

/// What an anonymous request lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Missing {
    /// A login.
    User,
    /// A valid session (`requires_session_cookie` of fastapi-flask-auth).
    Session,
    /// A user's id in the session (`requires_user_id` of fastapi-flask-auth).
    UserId,
}

/// How an app is misconfigured. Logged as an error that names the cure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Misconfigured {
    /// A handler asks for the user below a router that has no response layer.
    #[error(
        "no response layer: build the app with `auth.attach(…)`, which sets state and layer together"
    )]
    NoLayer,
    /// A handler asks for a user, and the app has no `Auth` that gives this type.
    #[error("no `Auth` for this user type: build the app with `auth.attach(…)`")]
    NoAuth,
    /// A handler asks for the session, and no `Auth` around it has one.
    #[error(
        "no session: build the `Auth` from a session login, such as `SessionLogin::flask(keys)`"
    )]
    NoSession,
    /// A handler asks for a CSRF token, and no `Auth` around it has one.
    #[error(
        "no CSRF tokens: build the `Auth` from a login that has them, such as `SessionLogin::flask(keys)`"
    )]
    NoCsrf,
}

impl Denial {
    /// The status code.
    #[must_use]
    pub fn status(&self) -> u16 {
        match self {
            Self::Csrf => 400,
            Self::Anonymous(_) | Self::Refused(_) | Self::Reauthenticate { .. } => 401,
            Self::Forbidden | Self::InsufficientScope { .. } | Self::CrossOrigin => 403,
            Self::Misconfigured(_) => 500,
            Self::Unavailable => 503,
        }
    }

    /// The word for it in the log.
    pub(crate) fn reason(&self) -> &'static str {
        match self {
            Self::Anonymous(_) => "anonymous",
            Self::Refused(_) => "refused",
            Self::Forbidden => "forbidden",
            Self::InsufficientScope { .. } => "insufficient-scope",
            Self::CrossOrigin => "cross-origin",
            Self::Csrf => "csrf",
            Self::Reauthenticate { .. } => "reauthenticate",
            Self::Unavailable => "unavailable",
            Self::Misconfigured(_) => "misconfigured",
        }
    }

    /// The challenges that the answer carries, out of those that are configured.
    ///
    /// A 401 has at least one (RFC 9110 section 15.5.2). A refusal has its own. Whoever is known is
    /// challenged by the scheme of the credential that was brought; a 403 only where that was a
    /// bearer token.
    #[must_use]
    pub fn challenges(&self, configured: &[Challenge]) -> Vec<Challenge> {
        match self {
            Self::Anonymous(_) => at_least_one(configured.to_vec()),
            Self::Refused(refusal) => match refusal.challenge() {
                Some(challenge) => vec![with_configured_parameters(challenge, configured)],
                None => at_least_one(configured.to_vec()),
            },
            Self::InsufficientScope { scope, scheme: "Bearer" } => of_scheme("Bearer", configured)
                .filter(|challenge| challenge.scheme() == "Bearer")
                .map(|challenge| {
                    let challenge = challenge.with_parameter("error", "insufficient_scope");
                    challenge.with_parameter("scope", scope)
                })
                .collect(),
            Self::Reauthenticate { max_age, acr, scheme } => of_scheme(scheme, configured)
                .map(|challenge| step_up(challenge, *max_age, acr.as_deref()))
                .collect(),
            _ => Vec::new(),
        }
    }
}

/// RFC 9470 section 3.
fn step_up(challenge: Challenge, max_age: Option<Duration>, acr: Option<&str>) -> Challenge {
    let mut challenge = challenge.with_parameter("error", "insufficient_user_authentication");
    if let Some(acr) = acr {
        challenge = challenge.with_parameter("acr_values", acr);
    }
    if let Some(max_age) = max_age {
        challenge = challenge.with_parameter("max_age", &max_age.as_secs().to_string());
    }
    challenge
}

fn at_least_one(mut challenges: Vec<Challenge>) -> Vec<Challenge> {
    if challenges.is_empty() {
        challenges.push(Challenge::cookie());
    }
    challenges
}

/// Those of a scheme. Where none is configured, all that are.
fn of_scheme(scheme: &str, configured: &[Challenge]) -> impl Iterator<Item = Challenge> + use<> {
    let of_it: Vec<_> =
        configured.iter().filter(|challenge| challenge.scheme() == scheme).cloned().collect();
    let found = if of_it.is_empty() { at_least_one(configured.to_vec()) } else { of_it };
    found.into_iter()
}

/// A refusal's challenge after the parameters (a realm) of the configured one of its scheme.
fn with_configured_parameters(challenge: &Challenge, configured: &[Challenge]) -> Challenge {
    let same = configured.iter().find(|one| one.scheme() == challenge.scheme());
    same.map_or_else(|| challenge.clone(), |same| same.clone().with_parameters_of(challenge))
}
