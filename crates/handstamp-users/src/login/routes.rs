use std::borrow::Cow;

use handstamp_authorizer::NextUrl;
use percent_encoding::percent_decode_str;

use crate::login::build_error::BuildError;

/// Which page it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Route {
    Login,
    Logout,
    LogoutEverywhere,
}

/// Where the pages are, and where to go after them.
#[derive(Debug, Clone)]
pub(crate) struct Routes {
    pub(crate) login: Cow<'static, str>,
    pub(crate) logout: Cow<'static, str>,
    pub(crate) logout_everywhere: Option<Cow<'static, str>>,
    pub(crate) after_login: Cow<'static, str>,
    /// Default: the login.
    pub(crate) after_logout: Option<Cow<'static, str>>,
}

impl Default for Routes {
    fn default() -> Self {
        Self {
            login: "/auth/login".into(),
            logout: "/auth/logout".into(),
            logout_everywhere: None,
            after_login: "/".into(),
            after_logout: None,
        }
    }
}

impl Routes {
    /// All paths.
    pub(crate) fn all(&self) -> Vec<(Route, &Cow<'static, str>)> {
        let everywhere = self.logout_everywhere.as_ref();
        let mut all = vec![(Route::Login, &self.login), (Route::Logout, &self.logout)];
        all.extend(everywhere.map(|path| (Route::LogoutEverywhere, path)));
        all
    }

    pub(crate) fn check(&self) -> Result<(), BuildError> {
        let all = self.all();
        let after = [Some(&self.after_login), self.after_logout.as_ref()];
        for path in all.iter().map(|(_, path)| *path).chain(after.into_iter().flatten()) {
            if NextUrl::parse(path).is_none() {
                return Err(BuildError::Path(path.to_string()));
            }
        }
        for (at, (_, path)) in all.iter().enumerate() {
            let plain =
                path.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/-_.~".contains(&byte));
            if !plain || path.len() < 2 || all.iter().skip(at + 1).any(|(_, other)| other == path) {
                return Err(BuildError::Path(path.to_string()));
            }
        }
        Ok(())
    }

    /// The page that a request's target is about, and what stands before its path: what a proxy or an outer
    /// router took away.
    pub(crate) fn of(&self, target: &str) -> Option<(Route, String)> {
        let sent = target.split(['?', '#']).next().unwrap_or_default();
        let path = percent_decode_str(sent).decode_utf8().ok()?;
        let found = self.all().into_iter().filter_map(|(route, own)| {
            let prefix = path.strip_suffix(&**own)?;
            Some((own.len(), route, prefix.to_owned()))
        });
        let (_, route, prefix) = found.max_by_key(|(length, ..)| *length)?;
        let safe = prefix.is_empty() || NextUrl::parse(&prefix).is_some();
        Some((route, if safe { prefix } else { String::new() }))
    }

    /// Whether a place is one of these pages, which nobody wants to come back to.
    pub(crate) fn has(&self, next: &NextUrl) -> bool {
        self.of(next.as_str()).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_found_below_every_prefix() {
        let routes = Routes::default();
        let of = |target| routes.of(target).map(|(route, prefix)| (route, prefix.clone()));
        assert_eq!(of("/auth/login"), Some((Route::Login, String::new())));
        assert_eq!(of("/auth/login?next=/auth/logout"), Some((Route::Login, String::new())));
        assert_eq!(of("/app/auth/logout"), Some((Route::Logout, "/app".into())));
        assert_eq!(of("/auth/%6cogin"), Some((Route::Login, String::new())));
        assert_eq!(of("//evil.example/auth/login"), Some((Route::Login, String::new())));
        assert_eq!(of("/auth/login/"), None);
        assert_eq!(of("*"), None);
    }

    #[test]
    fn paths_that_are_none_are_errors() {
        assert!(Routes::default().check().is_ok());
        for path in
            ["", "/", "auth", "//auth", "/a?b", "/a#b", "/a b", "/{a}", "/auth/logout", "/é"]
        {
            let routes = Routes { login: path.into(), ..Routes::default() };
            assert!(routes.check().is_err(), "{path}");
        }
        for after in ["", "https://other.example/", "//other.example"] {
            let routes = Routes { after_login: after.into(), ..Routes::default() };
            assert!(routes.check().is_err(), "{after}");
            let routes = Routes { after_logout: Some(after.into()), ..Routes::default() };
            assert!(routes.check().is_err(), "{after}");
        }
    }
}
