//! The texts of denials.

use std::borrow::Cow;

use crate::denial::reason::{Denial, Missing};

/// The texts of denials. They say what to do, and never which check failed.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Texts {
    /// The request is anonymous.
    pub not_authenticated: Cow<'static, str>,
    /// There is no valid session.
    pub no_session: Cow<'static, str>,
    /// The session has no user's id.
    pub no_user_id: Cow<'static, str>,
    /// A token is bad.
    pub refused: Cow<'static, str>,
    /// Known, but not allowed.
    pub forbidden: Cow<'static, str>,
    /// From another site's page.
    pub cross_origin: Cow<'static, str>,
    /// A form's CSRF token is missing or invalid.
    pub csrf: Cow<'static, str>,
    /// The login is too old or too weak.
    pub reauthenticate: Cow<'static, str>,
    /// A backend did not answer.
    pub unavailable: Cow<'static, str>,
    /// The app is misconfigured.
    pub misconfigured: Cow<'static, str>,
}

/// The words of FastAPI and of fastapi-flask-auth.
impl Default for Texts {
    fn default() -> Self {
        Self {
            not_authenticated: "Not authenticated".into(),
            no_session: "No valid session cookie was found.".into(),
            no_user_id: "User ID was not found.".into(),
            refused: "Not authenticated".into(),
            forbidden: "Forbidden".into(),
            cross_origin: "Cross-origin request refused".into(),
            csrf: "The CSRF token is missing or invalid.".into(),
            reauthenticate: "Please log in again".into(),
            unavailable: "Service temporarily unavailable".into(),
            misconfigured: "Internal server error".into(),
        }
    }
}

impl Texts {
    /// The text for a denial.
    #[must_use]
    pub fn of(&self, denial: &Denial) -> &str {
        match denial {
            Denial::Anonymous(Missing::Session) => &self.no_session,
            Denial::Anonymous(Missing::UserId) => &self.no_user_id,
            Denial::Anonymous(Missing::User) => &self.not_authenticated,
            Denial::Refused(_) => &self.refused,
            Denial::Forbidden | Denial::InsufficientScope { .. } => &self.forbidden,
            Denial::CrossOrigin => &self.cross_origin,
            Denial::Csrf => &self.csrf,
            Denial::Reauthenticate { .. } => &self.reauthenticate,
            Denial::Unavailable => &self.unavailable,
            Denial::Misconfigured(_) => &self.misconfigured,
        }
    }
}
