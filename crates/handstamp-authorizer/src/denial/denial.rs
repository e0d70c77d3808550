//! A no, and what is answered to it.

use crate::identity::identity::Refusal;
use crate::request::view::RequestView;
use crate::response::challenge::Challenge;
use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

/// Why a request goes no further. The client learns the status and a text, never which check
/// failed; the log has the reason.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Denial {
    /// Nobody is logged in: 401 with a challenge, or the login page.
    Anonymous(Missing),
    /// A token was shown and is bad: 401 `invalid_token`.
    Refused(Refusal),
    /// Known, but not allowed: 403, never a redirect to login.
    Forbidden,
    /// Came in by a cookie, from another site's page: 403.
    CrossOrigin,
    /// Known, but not freshly or strongly enough: 401 with the challenge of RFC 9470, or the login
    /// page again.
    Reauthenticate {
        /// How long ago the login may be at most.
        max_age: Option<Duration>,
        /// The authentication context class that is asked for.
        acr: Option<String>,
    },
    /// A backend did not answer: 503.
    Unavailable,
    /// The app is not put together right: 500.
    Misconfigured(Misconfigured),
}

/// What an anonymous request has not.
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

/// How an app is not put together right. Logged as an error that names the fix.
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
    /// A handler asks for the session, and the `Auth` has none.
    #[error(
        "this `Auth` has no session: make it from a session login, such as `flask::SessionLogin`"
    )]
    NoSession,
    /// A handler asks for a CSRF token, and the `Auth` has none.
    #[error(
        "this `Auth` has no CSRF tokens: make it from a login that has, such as `flask::SessionLogin`"
    )]
    NoCsrf,
}

impl Denial {
    /// The status that HTTP has for it.
    pub fn status(&self) -> u16 {
        match self {
            Self::Anonymous(_) | Self::Refused(_) | Self::Reauthenticate { .. } => 401,
            Self::Forbidden | Self::CrossOrigin => 403,
            Self::Unavailable => 503,
            Self::Misconfigured(_) => 500,
        }
    }

    /// The word for it in the log.
    pub(crate) fn reason(&self) -> &'static str {
        match self {
            Self::Anonymous(_) => "anonymous",
            Self::Refused(_) => "refused",
            Self::Forbidden => "forbidden",
            Self::CrossOrigin => "cross-origin",
            Self::Reauthenticate { .. } => "reauthenticate",
            Self::Unavailable => "unavailable",
            Self::Misconfigured(_) => "misconfigured",
        }
    }

    /// The challenges of a 401 (RFC 6750 section 3.1, RFC 9470 section 3), from those that the
    /// authenticator has. A bad token is answered by the bearer challenges alone.
    pub fn challenges(&self, offered: &[Challenge]) -> Vec<Challenge> {
        match self {
            // A 401 must have one (RFC 9110 section 15.5.2).
            Self::Anonymous(_) if offered.is_empty() => vec![Challenge::cookie()],
            Self::Anonymous(_) => offered.to_vec(),
            Self::Refused(_) => bearers(offered)
                .into_iter()
                .map(|challenge| challenge.parameter("error", "invalid_token"))
                .collect(),
            Self::Reauthenticate { max_age, acr } => bearers(offered)
                .into_iter()
                .map(|challenge| {
                    let error = "insufficient_user_authentication";
                    let mut challenge = challenge.parameter("error", error);
                    if let Some(acr) = acr {
                        challenge = challenge.parameter("acr_values", acr);
                    }
                    if let Some(max_age) = max_age {
                        challenge = challenge.parameter("max_age", &max_age.as_secs().to_string());
                    }
                    challenge
                })
                .collect(),
            _ => Vec::new(),
        }
    }
}

fn bearers(offered: &[Challenge]) -> Vec<Challenge> {
    let mut found: Vec<_> = offered.iter().filter(|c| c.scheme() == "Bearer").cloned().collect();
    if found.is_empty() {
        found.push(Challenge::bearer());
    }
    found
}

/// Turns a denial into a reply.
///
/// The default is [`JsonDenial`](crate::JsonDenial). The `WWW-Authenticate` header of a 401 is added
/// to the reply where it has none.
pub trait DenialPolicy: Send + Sync + 'static {
    /// What is answered. Must not say which check failed.
    fn reply(&self, denial: &Denial, request: &dyn RequestView) -> Reply;
}

/// An answer in place of the handler's, as data.
#[derive(Clone, PartialEq, Eq)]
#[must_use]
pub struct Reply {
    /// The status code.
    pub status: u16,
    /// Header lines, names in lower case. Each is *appended*.
    pub headers: Vec<(&'static str, String)>,
    /// The body.
    pub body: Cow<'static, str>,
}

impl Reply {
    /// A reply with a body of this media type.
    pub fn new(status: u16, media_type: &str, body: impl Into<Cow<'static, str>>) -> Self {
        let headers = vec![("content-type", media_type.to_owned())];
        Self { status, headers, body: body.into() }
    }

    /// `{"detail": "…"}`, as FastAPI's `HTTPException` says it.
    pub fn detail(status: u16, text: &str) -> Self {
        Self::new(status, "application/json", format!("{{\"detail\":{}}}", json_text(text)))
    }

    /// A redirect that is to be followed with GET: 303 (RFC 9110 section 15.4.4).
    pub fn see_other(location: String) -> Self {
        Self { status: 303, headers: vec![("location", location)], body: Cow::Borrowed("") }
    }

    /// Adds a header line.
    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}

/// Cookies and the query of a redirect are not shown.
impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |(name, value): &(&'static str, String)| match *name {
            "set-cookie" => format!("{name}: <hidden>"),
            "location" if value.contains('?') => {
                format!("{name}: {}?<hidden>", value.split('?').next().unwrap_or_default())
            }
            _ => format!("{name}: {value}"),
        };
        let headers: Vec<_> = self.headers.iter().map(shown).collect();
        let mut reply = f.debug_struct("Reply");
        reply.field("status", &self.status).field("headers", &headers);
        reply.field("body", &self.body).finish()
    }
}

/// For adapters, where even the state is missing and nothing can be asked: logs the fix and makes the
/// 500 that goes out.
pub fn misconfigured(what: Misconfigured) -> Reply {
    tracing::error!(name: "access.denied", reason = "misconfigured", fix = %what, "access denied");
    Reply::detail(500, "Internal server error")
}

/// A JSON string (RFC 8259 section 7).
pub(crate) fn json_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => out.extend(['\\', character]),
            c if c.is_control() => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
