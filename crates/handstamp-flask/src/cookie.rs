use std::time::{Duration, SystemTime};

use handstamp_authorizer::{SameSite, SetCookie};
use handstamp_session::{DateTime, Error, Session, http_date};

/// The settings of Flask's session cookie, under Flask's own names and with its defaults.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct CookieSettings {
    /// `SESSION_COOKIE_NAME`: `session`.
    pub name: String,
    /// `SESSION_COOKIE_DOMAIN`: not set, so that only the very host gets the cookie back.
    pub domain: Option<String>,
    /// `SESSION_COOKIE_PATH`, else `APPLICATION_ROOT`: `/`.
    pub path: String,
    /// `SESSION_COOKIE_HTTPONLY`: true.
    pub http_only: bool,
    /// `SESSION_COOKIE_SECURE`: false.
    pub secure: bool,
    /// `SESSION_COOKIE_SAMESITE`: not set.
    pub same_site: Option<SameSite>,
    /// `SESSION_COOKIE_PARTITIONED`: false. True makes the cookie `Secure` as well.
    pub partitioned: bool,
    /// `PERMANENT_SESSION_LIFETIME`: 31 days. How long a permanent session lives after its last change.
    pub lifetime: Duration,
    /// `SESSION_REFRESH_EACH_REQUEST`: true. A permanent session that a request touches is written again.
    pub refresh_each_request: bool,
}

impl Default for CookieSettings {
    fn default() -> Self {
        Self {
            name: "session".to_owned(),
            domain: None,
            path: "/".to_owned(),
            http_only: true,
            secure: false,
            same_site: None,
            partitioned: false,
            lifetime: Duration::from_secs(31 * 24 * 60 * 60),
            refresh_each_request: true,
        }
    }
}

impl CookieSettings {
    /// Whether a session that was touched is to be written (`should_set_cookie`).
    pub(crate) fn should_set(&self, session: &Session) -> bool {
        session.is_changed() || (is_permanent(session) && self.refresh_each_request)
    }

    /// The line that sets the session cookie (`save_session`, `dump_cookie`).
    pub(crate) fn set(
        &self,
        value: &str,
        session: &Session,
        now: SystemTime,
    ) -> Result<SetCookie, Error> {
        if self.name.len() + value.len() > SetCookie::BROWSERS_KEEP {
            return Err(Error::CookieTooLong { limit: SetCookie::BROWSERS_KEEP });
        }
        let expires = match now.checked_add(self.lifetime) {
            Some(expires) if is_permanent(session) => Some(expires),
            _ => None,
        };
        let expires = expires.map(DateTime::try_from).transpose()?;
        self.line(value, expires.map(http_date), None)
    }

    /// The line that deletes the session cookie (`delete_cookie`).
    pub(crate) fn delete(&self) -> Result<SetCookie, Error> {
        self.line("", Some("Thu, 01 Jan 1970 00:00:00 GMT".to_owned()), Some("0"))
    }

    fn line(
        &self,
        value: &str,
        expires: Option<String>,
        max_age: Option<&str>,
    ) -> Result<SetCookie, Error> {
        let named = SetCookie::new(&self.name, value).map_err(not_a_cookie)?;
        let pair = |line: SetCookie, name, value: Option<&str>| match value {
            Some(value) => line.attribute(name, value).map_err(not_a_cookie),
            None => Ok(line),
        };
        let flag = |line: SetCookie, name, on| if on { line.flag(name) } else { line };
        let line = pair(named, "Domain", self.domain.as_deref())?;
        let line = pair(line, "Expires", expires.as_deref())?;
        let line = pair(line, "Max-Age", max_age)?;
        let line = flag(line, "Secure", self.secure || self.partitioned);
        let line = flag(line, "HttpOnly", self.http_only);
        let line = pair(line, "Path", Some(&self.path))?;
        let line = pair(line, "SameSite", self.same_site.map(SameSite::as_str))?;
        Ok(flag(line, "Partitioned", self.partitioned))
    }
}

/// `session.permanent`: what Python takes for true in `_permanent`.
fn is_permanent(session: &Session) -> bool {
    matches!(session.get_as("_permanent"), Ok(Some(true)))
}

fn not_a_cookie(error: handstamp_authorizer::Error) -> Error {
    Error::NotSigned(error.to_string().into())
}
