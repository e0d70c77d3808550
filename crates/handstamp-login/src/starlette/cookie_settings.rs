use std::time::{Duration, SystemTime};

use handstamp_authorizer::cookie::{Duplicate, SameSite, SetCookie};
use handstamp_session::Session;

use crate::cookie_error::CookieError;
use crate::session_cookie::{OnSave, SessionCookie};

/// The default of `max_age`.
const FOURTEEN_DAYS: Duration = Duration::from_secs(14 * 24 * 60 * 60);

/// How long a store keeps a session whose cookie lives until the browser is closed.
const WITHOUT_MAX_AGE: Duration = Duration::from_secs(31 * 24 * 60 * 60);

/// The settings of Starlette's session cookie: the parameters of `SessionMiddleware`, under its own names
/// and with its defaults.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct CookieSettings {
    /// `session_cookie`: the name, `session`.
    pub session_cookie: String,
    /// `max_age`: 14 days, in whole seconds. How long a session lives after its last change, in the browser
    /// and here. `None`: until the browser is closed, and here for ever.
    pub max_age: Option<Duration>,
    /// `path`: `/`.
    pub path: String,
    /// `same_site`: lax.
    pub same_site: SameSite,
    /// `https_only`: false. True makes the cookie `Secure`.
    pub https_only: bool,
    /// `domain`: not set, so that only the very host gets the cookie back.
    pub domain: Option<String>,
    /// `partitioned`: false. Browsers want `https_only` with it.
    pub partitioned: bool,
    /// False, as in Starlette 1.0 and later: the cookie is written when the session has changed. True, as
    /// before 1.0: a session that a request touches is written again on its response, so that it lives on
    /// from there.
    pub refresh_each_request: bool,
}

impl Default for CookieSettings {
    fn default() -> Self {
        Self {
            session_cookie: "session".to_owned(),
            max_age: Some(FOURTEEN_DAYS),
            path: "/".to_owned(),
            same_site: SameSite::Lax,
            https_only: false,
            domain: None,
            partitioned: false,
            refresh_each_request: false,
        }
    }
}

impl SessionCookie for CookieSettings {
    fn name(&self) -> &str {
        &self.session_cookie
    }

    fn duplicate(&self) -> Duplicate {
        Duplicate::Last
    }

    /// `send_wrapper`. A session that the request did not bring needs no clearing.
    fn on_save(&self, session: &Session) -> OnSave {
        let write = session.is_changed() || self.refresh_each_request;
        match (write, session.is_empty()) {
            (true, false) => OnSave::Write,
            (true, true) if !session.is_new() => OnSave::Delete,
            _ => OnSave::Leave,
        }
    }

    fn lifetime(&self, _: &Session) -> Duration {
        self.max_age.unwrap_or(WITHOUT_MAX_AGE)
    }

    fn set(&self, value: &str, _: &Session, _: SystemTime) -> Result<SetCookie, CookieError> {
        if self.session_cookie.len() + value.len() > SetCookie::BROWSERS_KEEP {
            return Err(CookieError::TooLong { limit: SetCookie::BROWSERS_KEEP });
        }
        let max_age = self.max_age.map(|max_age| max_age.as_secs().to_string());
        self.line(value, "Max-Age", max_age.as_deref())
    }

    fn delete(&self) -> Result<SetCookie, CookieError> {
        self.line("null", "expires", Some("Thu, 01 Jan 1970 00:00:00 GMT"))
    }
}

impl CookieSettings {
    fn line(
        &self,
        value: &str,
        end: &'static str,
        at: Option<&str>,
    ) -> Result<SetCookie, CookieError> {
        let pair = |line: SetCookie, name, value: Option<&str>| match value {
            Some(value) => line.attribute(name, value).map_err(CookieError::unwritable),
            None => Ok(line),
        };
        let flag = |line: SetCookie, name, on| if on { line.flag(name) } else { line };
        let line = SetCookie::new(&self.session_cookie, value).map_err(CookieError::unwritable)?;
        let line = pair(line, "path", Some(&self.path))?;
        let line = pair(line, end, at)?.flag("httponly");
        let line = pair(line, "samesite", Some(same_site(self.same_site)))?;
        let line = flag(line, "secure", self.https_only);
        let line = pair(line, "domain", self.domain.as_deref())?;
        Ok(flag(line, "partitioned", self.partitioned))
    }
}

/// As the middleware's parameter has it.
fn same_site(same_site: SameSite) -> &'static str {
    match same_site {
        SameSite::Strict => "strict",
        SameSite::Lax => "lax",
        SameSite::None => "none",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(change: impl FnOnce(&mut CookieSettings)) -> (String, String) {
        let mut cookie = CookieSettings::default();
        change(&mut cookie);
        let set = cookie.set("eyJ9.a.b", &Session::new(), SystemTime::UNIX_EPOCH);
        (set.unwrap().to_string(), cookie.delete().unwrap().to_string())
    }

    #[test]
    fn lines_are_those_of_the_middleware() {
        let (set, clear) = lines(|_| {});
        assert_eq!(set, "session=eyJ9.a.b; path=/; Max-Age=1209600; httponly; samesite=lax");
        assert_eq!(
            clear,
            "session=null; path=/; expires=Thu, 01 Jan 1970 00:00:00 GMT; httponly; samesite=lax"
        );
        let (set, clear) = lines(|cookie| {
            cookie.session_cookie = "sid".into();
            cookie.max_age = None;
            cookie.path = "/app".into();
            cookie.same_site = SameSite::None;
            cookie.https_only = true;
            cookie.domain = Some("example.com".into());
            cookie.partitioned = true;
        });
        let rest = "httponly; samesite=none; secure; domain=example.com; partitioned";
        assert_eq!(set, format!("sid=eyJ9.a.b; path=/app; {rest}"));
        let expires = "expires=Thu, 01 Jan 1970 00:00:00 GMT";
        assert_eq!(clear, format!("sid=null; path=/app; {expires}; {rest}"));
    }

    #[test]
    fn what_browsers_drop_and_what_no_cookie_carries_is_an_error() {
        let cookie = CookieSettings::default();
        let set = |length| cookie.set(&"a".repeat(length), &Session::new(), SystemTime::UNIX_EPOCH);
        assert!(set(4_089).is_ok());
        assert!(matches!(set(4_090), Err(CookieError::TooLong { limit: 4_096 })));
        let path = CookieSettings { path: "/; secure".into(), ..CookieSettings::default() };
        assert!(path.delete().is_err());
    }

    #[test]
    fn written_when_changed_cleared_only_if_it_was_there() {
        let cookie = CookieSettings::default();
        let mut brought = Session::from_dict([("a", 1)].into_iter().collect());
        assert_eq!(cookie.on_save(&brought), OnSave::Leave);
        let refreshing = CookieSettings { refresh_each_request: true, ..cookie.clone() };
        assert_eq!(refreshing.on_save(&brought), OnSave::Write);
        brought.insert("b", &2).unwrap();
        assert_eq!(cookie.on_save(&brought), OnSave::Write);
        brought.clear();
        assert_eq!(cookie.on_save(&brought), OnSave::Delete);

        let mut new = Session::new();
        assert_eq!(refreshing.on_save(&new), OnSave::Leave);
        new.clear();
        assert_eq!(cookie.on_save(&new), OnSave::Leave);
        new.insert("a", &1).unwrap();
        assert_eq!(cookie.on_save(&new), OnSave::Write);
    }
}
