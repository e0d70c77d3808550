use std::time::Duration;

use handstamp_authorizer::{SameSite, SetCookie};
use handstamp_session::{Error, Session};

use crate::codec::FOURTEEN_DAYS;

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

/// What the response does with the session cookie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Save {
    Leave,
    Set,
    Clear,
}

impl CookieSettings {
    /// What becomes of a session that was touched (`send_wrapper`). One that the request did not bring needs
    /// no clearing.
    pub(crate) fn save(&self, session: &Session) -> Save {
        let write = session.is_changed() || self.refresh_each_request;
        match (write, session.is_empty()) {
            (true, false) => Save::Set,
            (true, true) if !session.is_new() => Save::Clear,
            _ => Save::Leave,
        }
    }

    /// The line that sets the session cookie to this signed value, which Starlette would write.
    ///
    /// # Errors
    /// [`Error::CookieTooLong`] for what browsers drop, 4,096 bytes of name and value together;
    /// [`Error::NotSigned`] where a setting has a character that no cookie can carry.
    pub fn set(&self, value: &str) -> Result<SetCookie, Error> {
        if self.session_cookie.len() + value.len() > SetCookie::BROWSERS_KEEP {
            return Err(Error::CookieTooLong { limit: SetCookie::BROWSERS_KEEP });
        }
        let max_age = self.max_age.map(|max_age| max_age.as_secs().to_string());
        self.line(value, "Max-Age", max_age.as_deref())
    }

    /// The line that clears the session cookie.
    ///
    /// # Errors
    /// [`Error::NotSigned`] where a setting has a character that no cookie can carry.
    pub fn clear(&self) -> Result<SetCookie, Error> {
        self.line("null", "expires", Some("Thu, 01 Jan 1970 00:00:00 GMT"))
    }

    fn line(&self, value: &str, end: &'static str, at: Option<&str>) -> Result<SetCookie, Error> {
        let pair = |line: SetCookie, name, value: Option<&str>| match value {
            Some(value) => line.attribute(name, value).map_err(not_a_cookie),
            None => Ok(line),
        };
        let flag = |line: SetCookie, name, on| if on { line.flag(name) } else { line };
        let line = SetCookie::new(&self.session_cookie, value).map_err(not_a_cookie)?;
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

fn not_a_cookie(error: handstamp_authorizer::Error) -> Error {
    Error::NotSigned(error.to_string().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(change: impl FnOnce(&mut CookieSettings)) -> (String, String) {
        let mut cookie = CookieSettings::default();
        change(&mut cookie);
        (cookie.set("eyJ9.a.b").unwrap().to_string(), cookie.clear().unwrap().to_string())
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
        assert!(cookie.set(&"a".repeat(4_089)).is_ok());
        assert_eq!(cookie.set(&"a".repeat(4_090)), Err(Error::CookieTooLong { limit: 4_096 }));
        let path = CookieSettings { path: "/; secure".into(), ..CookieSettings::default() };
        assert!(path.clear().is_err());
    }

    #[test]
    fn written_when_changed_cleared_only_if_it_was_there() {
        let cookie = CookieSettings::default();
        let mut brought = Session::from_dict([("a", 1)].into_iter().collect());
        assert_eq!(cookie.save(&brought), Save::Leave);
        let refreshing = CookieSettings { refresh_each_request: true, ..cookie.clone() };
        assert_eq!(refreshing.save(&brought), Save::Set);
        brought.insert("b", &2).unwrap();
        assert_eq!(cookie.save(&brought), Save::Set);
        brought.clear();
        assert_eq!(cookie.save(&brought), Save::Clear);

        let mut new = Session::new();
        assert_eq!(refreshing.save(&new), Save::Leave);
        new.clear();
        assert_eq!(cookie.save(&new), Save::Leave);
        new.insert("a", &1).unwrap();
        assert_eq!(cookie.save(&new), Save::Set);
    }
}
