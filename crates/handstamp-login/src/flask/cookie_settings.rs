use std::time::{Duration, SystemTime};

use handstamp_authorizer::cookie::{Duplicate, SameSite, SetCookie};
use handstamp_session::Session;

use crate::cookie_error::CookieError;
use crate::flask::dump_cookie::{DumpCookie, expires};
use crate::flask::setting::{SettingError, Settings};
use crate::session_cookie::{OnSave, SessionCookie};

/// The settings of Flask's session cookie, under Flask's own names and with its defaults.
///
/// ```
/// use handstamp_login::flask::CookieSettings;
///
/// let mut cookie = CookieSettings::from_env("FLASK")?; // FLASK_SESSION_COOKIE_NAME, …
/// cookie.secure = true;
/// # Ok::<(), handstamp_login::flask::SettingError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct CookieSettings {
    /// `SESSION_COOKIE_NAME`: `session`.
    pub name: String,
    /// `SESSION_COOKIE_DOMAIN`: not set, so that only the very host gets the cookie back. ASCII: an
    /// international name is written in punycode (`xn--…`). A leading dot and a port are dropped.
    pub domain: Option<String>,
    /// `SESSION_COOKIE_PATH`, else `APPLICATION_ROOT`: `/`. What a URL cannot have is percent-encoded.
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
    /// The settings that the environment has, in the manner of Flask's `app.config.from_prefixed_env`: with
    /// the prefix `FLASK` they are in `FLASK_SESSION_COOKIE_NAME` and so on. A setting that is not there
    /// has its default.
    ///
    /// Values are read as JSON where they are JSON. `true`, `false`, 1 and 0 are the values of a flag;
    /// For Flask `False` is a text that is not empty, and so true; here it is an error. A lifetime is in
    /// whole seconds.
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
        let path = match settings.text("SESSION_COOKIE_PATH")? {
            Some(path) if !path.is_empty() => Some(path),
            _ => settings.text("APPLICATION_ROOT")?,
        };
        let lifetime = settings.seconds("PERMANENT_SESSION_LIFETIME")?;
        Ok(Self {
            name: settings.cookie_name("SESSION_COOKIE_NAME")?.unwrap_or(default.name),
            domain: settings.domain("SESSION_COOKIE_DOMAIN")?,
            path: path.unwrap_or(default.path),
            http_only: settings.flag("SESSION_COOKIE_HTTPONLY", default.http_only)?,
            secure: settings.flag("SESSION_COOKIE_SECURE", default.secure)?,
            same_site: settings.same_site("SESSION_COOKIE_SAMESITE")?,
            partitioned: settings.flag("SESSION_COOKIE_PARTITIONED", default.partitioned)?,
            lifetime: lifetime.unwrap_or(default.lifetime),
            refresh_each_request: settings
                .flag("SESSION_REFRESH_EACH_REQUEST", default.refresh_each_request)?,
        })
    }

    fn line(&self) -> DumpCookie<'_> {
        DumpCookie {
            domain: self.domain.as_deref(),
            path: &self.path,
            http_only: self.http_only,
            secure: self.secure,
            same_site: self.same_site,
            partitioned: self.partitioned,
            ..DumpCookie::default()
        }
    }
}

impl SessionCookie for CookieSettings {
    fn name(&self) -> &str {
        &self.name
    }

    fn duplicate(&self) -> Duplicate {
        Duplicate::First
    }

    /// `save_session` and `should_set_cookie`.
    fn on_save(&self, session: &Session) -> OnSave {
        let refreshed = self.refresh_each_request && session.is_permanent();
        match (session.is_changed(), session.is_empty()) {
            (true, true) => OnSave::Delete,
            (true, false) => OnSave::Write,
            (false, _) if refreshed => OnSave::Write,
            (false, _) => OnSave::Leave,
        }
    }

    fn lifetime(&self, _: &Session) -> Duration {
        self.lifetime
    }

    fn set(
        &self,
        value: &str,
        session: &Session,
        now: SystemTime,
    ) -> Result<SetCookie, CookieError> {
        let until = session.is_permanent().then(|| expires(now, self.lifetime)).transpose()?;
        DumpCookie { expires: until.as_deref(), ..self.line() }.write(&self.name, value)
    }

    fn delete(&self) -> Result<SetCookie, CookieError> {
        self.line().delete(&self.name)
    }
}
