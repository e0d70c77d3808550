//! A `Set-Cookie` line as Werkzeug's `dump_cookie` writes it (3.1).

use std::time::{Duration, SystemTime};

use handstamp_authorizer::cookie::{SameSite, SetCookie};
use handstamp_value::{DateTime, http_date};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::cookie_error::CookieError;

/// What `quote(path, safe="%!$&'()*+,/:=@")` of Python changes.
const NOT_IN_A_PATH: AsciiSet = NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'%')
    .remove(b'!')
    .remove(b'$')
    .remove(b'&')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b'+')
    .remove(b',')
    .remove(b'/')
    .remove(b':')
    .remove(b'=')
    .remove(b'@');

/// The attributes, in the order in which they are written.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct DumpCookie<'a> {
    pub(crate) domain: Option<&'a str>,
    pub(crate) expires: Option<&'a str>,
    pub(crate) max_age: Option<&'a str>,
    pub(crate) secure: bool,
    pub(crate) http_only: bool,
    pub(crate) path: &'a str,
    pub(crate) same_site: Option<SameSite>,
    pub(crate) partitioned: bool,
}

impl DumpCookie<'_> {
    /// The line.
    pub(crate) fn write(self, name: &str, value: &str) -> Result<SetCookie, CookieError> {
        let line = SetCookie::quoting(name, value).map_err(CookieError::unwritable)?;
        if name.len() + line.value_len() > SetCookie::BROWSERS_KEEP {
            return Err(CookieError::TooLong { limit: SetCookie::BROWSERS_KEEP });
        }
        let pair = |line: SetCookie, name, value: Option<&str>| match value {
            Some(value) => line.attribute(name, value).map_err(CookieError::unwritable),
            None => Ok(line),
        };
        let flag = |line: SetCookie, name, on| if on { line.flag(name) } else { line };
        let path = utf8_percent_encode(self.path, &NOT_IN_A_PATH).to_string();
        let line = pair(line, "Domain", self.domain.and_then(host))?;
        let line = pair(line, "Expires", self.expires)?;
        let line = pair(line, "Max-Age", self.max_age)?;
        let line = flag(line, "Secure", self.secure || self.partitioned);
        let line = flag(line, "HttpOnly", self.http_only);
        let line = pair(line, "Path", Some(&path))?;
        let line = pair(line, "SameSite", self.same_site.map(SameSite::as_str))?;
        Ok(flag(line, "Partitioned", self.partitioned))
    }

    /// The line that deletes a cookie with these attributes.
    pub(crate) fn delete(self, name: &str) -> Result<SetCookie, CookieError> {
        let past = Some("Thu, 01 Jan 1970 00:00:00 GMT");
        Self { expires: past, max_age: Some("0"), ..self }.write(name, "")
    }
}

/// The host of a domain setting: no port, no leading dots.
fn host(domain: &str) -> Option<&str> {
    let host = domain.split(':').next()?.trim_start_matches('.');
    Some(host).filter(|host| !host.is_empty())
}

/// The date on which what begins now ends.
pub(crate) fn expires(now: SystemTime, lifetime: Duration) -> Result<String, CookieError> {
    let end = now.checked_add(lifetime);
    let end = end.ok_or_else(|| CookieError::unwritable("the cookie's lifetime is too long"))?;
    DateTime::try_from(end).map(http_date).map_err(CookieError::unwritable)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_in_werkzeugs_order() {
        let all = DumpCookie {
            domain: Some(".example.com:5000"),
            expires: Some("then"),
            max_age: Some("1"),
            secure: false,
            http_only: true,
            path: "/x y/é;%20~@",
            same_site: Some(SameSite::None),
            partitioned: true,
        };
        let line = "a=b; Domain=example.com; Expires=then; Max-Age=1; Secure; HttpOnly; \
                    Path=/x%20y/%C3%A9%3B%20~@; SameSite=None; Partitioned";
        assert_eq!(all.write("a", "b").unwrap().to_string(), line);
        let none = DumpCookie { domain: Some("."), path: "/", ..DumpCookie::default() };
        assert_eq!(none.write("a", "b").unwrap().to_string(), "a=b; Path=/");
    }

    #[test]
    fn what_browsers_drop_and_what_no_cookie_carries_is_an_error() {
        let plain = DumpCookie { path: "/", ..DumpCookie::default() };
        assert!(plain.write("ab", &"a".repeat(4_094)).is_ok());
        let long = plain.write("ab", &"a".repeat(4_095));
        assert!(matches!(long, Err(CookieError::TooLong { limit: 4_096 })));
        assert!(plain.write("ab", &"é".repeat(600)).is_err(), "as long as it is written");
        assert!(plain.write("a b", "").is_err());
        let domain = DumpCookie { domain: Some("a.example; Path=/"), ..plain };
        assert!(domain.write("a", "b").is_err());
    }
}
