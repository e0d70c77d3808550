//! Settings out of the environment (`Config.from_prefixed_env`).

use std::time::Duration;

use handstamp_authorizer::cookie::{SameSite, SetCookie};
use handstamp_value::Value;
use handstamp_value::json::{self, Limits, Tags};

/// A setting that cannot be what it says.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{variable}={value:?}: {expected}")]
pub struct SettingError {
    variable: String,
    value: String,
    expected: &'static str,
}

impl SettingError {
    /// The variable that is wrong, such as `FLASK_SESSION_COOKIE_SECURE`.
    #[must_use]
    pub fn variable(&self) -> &str {
        &self.variable
    }
}

/// The variables of one prefix.
pub(crate) struct Settings<'a> {
    prefix: &'a str,
    variable: &'a dyn Fn(&str) -> Option<String>,
}

/// A variable that is there.
struct Found {
    variable: String,
    raw: String,
    value: Value,
}

impl Found {
    fn wrong(self, expected: &'static str) -> SettingError {
        SettingError { variable: self.variable, value: self.raw, expected }
    }
}

impl<'a> Settings<'a> {
    pub(crate) fn new(prefix: &'a str, variable: &'a dyn Fn(&str) -> Option<String>) -> Self {
        Self { prefix, variable }
    }

    /// A variable of the process.
    pub(crate) fn environment(variable: &str) -> Option<String> {
        Some(std::env::var_os(variable)?.to_string_lossy().into_owned())
    }

    /// JSON where it is JSON, else the text itself.
    fn find(&self, name: &str) -> Option<Found> {
        let variable = format!("{}_{name}", self.prefix);
        let raw = (self.variable)(&variable)?;
        let read = json::read(&raw, Tags::Plain, &Limits::default());
        let value = read.unwrap_or_else(|_| raw.as_str().into());
        Some(Found { variable, raw, value })
    }

    /// Text; none where it is `null`.
    pub(crate) fn text(&self, name: &str) -> Result<Option<String>, SettingError> {
        let Some(found) = self.find(name) else { return Ok(None) };
        match &found.value {
            Value::Null => Ok(None),
            Value::Str(text) => match text.as_str() {
                Some(text) => Ok(Some(text.to_owned())),
                None => Err(found.wrong("write text")),
            },
            _ => Ok(Some(found.raw)),
        }
    }

    /// The name of a cookie.
    pub(crate) fn cookie_name(&self, name: &str) -> Result<Option<String>, SettingError> {
        let is_name = |text: &str| SetCookie::new(text, "").is_ok();
        self.checked(name, is_name, "write a cookie's name: letters, digits, - and _")
    }

    /// A cookie's domain.
    pub(crate) fn domain(&self, name: &str) -> Result<Option<String>, SettingError> {
        let is_host = |text: &str| {
            let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b".-_:".contains(&byte);
            text.bytes().all(allowed)
        };
        let domain = self.checked(
            name,
            is_host,
            "write a domain such as example.com; an international name in punycode (xn--…)",
        )?;
        Ok(domain.filter(|domain| !domain.is_empty()))
    }

    fn checked(
        &self,
        name: &str,
        is_good: impl Fn(&str) -> bool,
        expected: &'static str,
    ) -> Result<Option<String>, SettingError> {
        match self.text(name)? {
            Some(text) if !is_good(&text) => {
                let variable = format!("{}_{name}", self.prefix);
                Err(SettingError { variable, value: text, expected })
            }
            good => Ok(good),
        }
    }

    /// A flag.
    pub(crate) fn flag(&self, name: &str, default: bool) -> Result<bool, SettingError> {
        let Some(found) = self.find(name) else { return Ok(default) };
        match (&found.value, found.raw.as_str()) {
            (Value::Bool(on), _) => Ok(*on),
            (_, "1") => Ok(true),
            (_, "0") => Ok(false),
            _ => Err(found.wrong("write true or false")),
        }
    }

    /// Whole seconds.
    pub(crate) fn seconds(&self, name: &str) -> Result<Option<Duration>, SettingError> {
        let Some(found) = self.find(name) else { return Ok(None) };
        let seconds = found.value.as_i64().and_then(|seconds| u32::try_from(seconds).ok());
        match seconds {
            Some(seconds) => Ok(Some(Duration::from_secs(seconds.into()))),
            None => Err(found.wrong("write a number of seconds, at most 4294967295")),
        }
    }

    /// `SameSite`, in any case; none where it is `null` or empty.
    pub(crate) fn same_site(&self, name: &str) -> Result<Option<SameSite>, SettingError> {
        let text = self.checked(
            name,
            |text| matches!(text.to_ascii_lowercase().as_str(), "" | "strict" | "lax" | "none"),
            "write Strict, Lax or None",
        )?;
        Ok(text.and_then(|text| match text.to_ascii_lowercase().as_str() {
            "strict" => Some(SameSite::Strict),
            "lax" => Some(SameSite::Lax),
            "none" => Some(SameSite::None),
            _ => None,
        }))
    }
}

#[cfg(test)]
mod tests {
    use crate::flask::cookie_settings::CookieSettings;

    use super::*;

    fn read(variables: &[(&str, &str)]) -> Result<CookieSettings, SettingError> {
        CookieSettings::from_vars("FLASK", |name| {
            let found = variables.iter().find(|(key, _)| name == format!("FLASK_{key}"));
            found.map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn what_is_not_there_is_as_by_default() {
        assert_eq!(read(&[]), Ok(CookieSettings::default()));
        assert_eq!(read(&[("SESSION_COOKIE_DOMAIN", "null")]), Ok(CookieSettings::default()));
    }

    #[test]
    fn values_are_json_where_they_are_json() {
        let settings = read(&[
            ("SESSION_COOKIE_NAME", "\"sid\""),
            ("SESSION_COOKIE_DOMAIN", ".example.com"),
            ("APPLICATION_ROOT", "/app"),
            ("SESSION_COOKIE_HTTPONLY", "0"),
            ("SESSION_COOKIE_SECURE", "true"),
            ("SESSION_COOKIE_SAMESITE", "none"),
            ("SESSION_COOKIE_PARTITIONED", "1"),
            ("PERMANENT_SESSION_LIFETIME", "3600"),
            ("SESSION_REFRESH_EACH_REQUEST", "false"),
        ])
        .unwrap();
        let expected = CookieSettings {
            name: "sid".into(),
            domain: Some(".example.com".into()),
            path: "/app".into(),
            http_only: false,
            secure: true,
            same_site: Some(SameSite::None),
            partitioned: true,
            lifetime: Duration::from_secs(3_600),
            refresh_each_request: false,
        };
        assert_eq!(settings, expected);
        let path = read(&[("SESSION_COOKIE_PATH", "/x"), ("APPLICATION_ROOT", "/app")]).unwrap();
        assert_eq!(path.path, "/x");
        let root = read(&[("SESSION_COOKIE_PATH", "null"), ("APPLICATION_ROOT", "/app")]).unwrap();
        assert_eq!(root.path, "/app");
    }

    #[test]
    fn a_bad_value_is_named() {
        for (name, value) in [
            ("SESSION_COOKIE_SECURE", "False"),
            ("SESSION_COOKIE_SECURE", ""),
            ("SESSION_COOKIE_HTTPONLY", "null"),
            ("SESSION_COOKIE_NAME", "a b"),
            ("SESSION_COOKIE_NAME", ""),
            ("SESSION_COOKIE_DOMAIN", "bücher.example"),
            ("SESSION_COOKIE_SAMESITE", "yes"),
            ("PERMANENT_SESSION_LIFETIME", "-1"),
            ("PERMANENT_SESSION_LIFETIME", "31 days"),
            ("PERMANENT_SESSION_LIFETIME", "99999999999"),
        ] {
            let error = read(&[(name, value)]).unwrap_err();
            assert_eq!(error.variable(), format!("FLASK_{name}"));
            assert!(error.to_string().contains("write "), "{error}");
        }
    }
}
