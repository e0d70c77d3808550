use std::time::{Duration, SystemTime};

use handstamp_authorizer::cookie::{SameSite, SetCookie};

use crate::cookie_error::CookieError;
use crate::flask::dump_cookie::{DumpCookie, expires};
use crate::flask::setting::{SettingError, Settings};

/// The settings of Flask-Login's remember cookie, under its own names and with its defaults.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RememberCookie {
    /// `REMEMBER_COOKIE_NAME`: `remember_token`.
    pub name: String,
    /// `REMEMBER_COOKIE_DURATION`: 365 days. How long browsers keep it: the token itself never ends.
    pub duration: Duration,
    /// `REMEMBER_COOKIE_DOMAIN`: not set. See [`CookieSettings::domain`](crate::flask::CookieSettings::domain).
    pub domain: Option<String>,
    /// `REMEMBER_COOKIE_PATH`: `/`.
    pub path: String,
    /// `REMEMBER_COOKIE_SECURE`: false.
    pub secure: bool,
    /// `REMEMBER_COOKIE_HTTPONLY`: true.
    pub http_only: bool,
    /// `REMEMBER_COOKIE_SAMESITE`: not set.
    pub same_site: Option<SameSite>,
    /// `REMEMBER_COOKIE_REFRESH_EACH_REQUEST`: false. True writes the cookie again for a user who brings it
    /// and is asked for, so that its time begins anew. Flask-Login then gives it to every user, also to those
    /// who did not ask to be remembered.
    pub refresh_each_request: bool,
}

impl Default for RememberCookie {
    fn default() -> Self {
        Self {
            name: "remember_token".to_owned(),
            duration: Duration::from_secs(365 * 24 * 60 * 60),
            domain: None,
            path: "/".to_owned(),
            secure: false,
            http_only: true,
            same_site: None,
            refresh_each_request: false,
        }
    }
}

impl RememberCookie {
    /// The settings that the environment has: see
    /// [`CookieSettings::from_env`](crate::flask::CookieSettings::from_env). The duration is in whole seconds.
    ///
    /// # Errors
    /// [`SettingError`], which names the variable and says what should be in it.
    pub fn from_env(prefix: &str) -> Result<Self, SettingError> {
        Self::from_vars(prefix, Settings::environment)
    }

    /// As [`from_env`](Self::from_env), with variables from wherever you have them.
    ///
    /// # Errors
    /// As [`from_env`](Self::from_env).
    pub fn from_vars(
        prefix: &str,
        variable: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, SettingError> {
        let (settings, default) = (Settings::new(prefix, &variable), Self::default());
        let duration = settings.seconds("REMEMBER_COOKIE_DURATION")?;
        let refresh = "REMEMBER_COOKIE_REFRESH_EACH_REQUEST";
        Ok(Self {
            name: settings.cookie_name("REMEMBER_COOKIE_NAME")?.unwrap_or(default.name),
            duration: duration.unwrap_or(default.duration),
            domain: settings.domain("REMEMBER_COOKIE_DOMAIN")?,
            path: settings.text("REMEMBER_COOKIE_PATH")?.unwrap_or(default.path),
            secure: settings.flag("REMEMBER_COOKIE_SECURE", default.secure)?,
            http_only: settings.flag("REMEMBER_COOKIE_HTTPONLY", default.http_only)?,
            same_site: settings.same_site("REMEMBER_COOKIE_SAMESITE")?,
            refresh_each_request: settings.flag(refresh, default.refresh_each_request)?,
        })
    }

    /// The line that sets the cookie (`_set_cookie`).
    pub(crate) fn set(
        &self,
        token: &str,
        duration: Option<Duration>,
        now: SystemTime,
    ) -> Result<SetCookie, CookieError> {
        let line = DumpCookie {
            expires: Some(&expires(now, duration.unwrap_or(self.duration))?),
            secure: self.secure,
            http_only: self.http_only,
            same_site: self.same_site,
            ..self.place()
        };
        line.write(&self.name, token)
    }

    /// The line that deletes the cookie (`_clear_cookie`), which has no other attributes than its place. Browsers
    /// take one about a cookie `__Host-…` or `__Secure-…` only with `Secure`.
    pub(crate) fn delete(&self) -> Result<SetCookie, CookieError> {
        let secure = self.secure && self.name.starts_with("__");
        DumpCookie { secure, ..self.place() }.delete(&self.name)
    }

    fn place(&self) -> DumpCookie<'_> {
        DumpCookie { domain: self.domain.as_deref(), path: &self.path, ..DumpCookie::default() }
    }
}
