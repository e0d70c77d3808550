use std::time::{Duration, SystemTime};

use handstamp_authorizer::cookie::{Duplicate, SetCookie};
use handstamp_session::Session;

use crate::cookie_error::CookieError;

/// The session's cookie: its name, its attributes, and when it is written.
///
/// Flask's and Starlette's `CookieSettings` are two.
pub trait SessionCookie: Send + Sync + 'static {
    /// The name.
    fn name(&self) -> &str;

    /// Which of two cookies of that name counts.
    fn duplicate(&self) -> Duplicate;

    /// What becomes of a session that a request has opened.
    fn on_save(&self, session: &Session) -> OnSave;

    /// How long a session lives after it was saved.
    fn lifetime(&self, session: &Session) -> Duration;

    /// The line that sets the cookie to this value.
    ///
    /// # Errors
    /// The value is too long, or a setting cannot be written.
    fn set(
        &self,
        value: &str,
        session: &Session,
        now: SystemTime,
    ) -> Result<SetCookie, CookieError>;

    /// The line that deletes the cookie.
    ///
    /// # Errors
    /// A setting cannot be written.
    fn delete(&self) -> Result<SetCookie, CookieError>;
}

/// What becomes of a session that a request has opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnSave {
    /// Nothing is written.
    Leave,
    /// The session is written: it was changed, or lives on because it was used.
    Write,
    /// The session is deleted.
    Delete,
}
