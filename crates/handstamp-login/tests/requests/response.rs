//! What a response carries because of a login.

use handstamp_authorizer::Reply;
use handstamp_login::{SessionHandle, extract};

use super::{Request, answered};

/// The header lines of a response.
#[derive(Debug, PartialEq)]
pub(crate) struct Response(pub(crate) Vec<(&'static str, String)>);

impl Request {
    /// The response, or the reply that goes out instead.
    pub(crate) fn respond(&self) -> Result<Response, Reply> {
        self.finished().map(Response)
    }

    /// The session of the request.
    pub(crate) fn session(&self) -> SessionHandle {
        answered(extract::session(self)).unwrap()
    }

    /// The id of the user that the session names.
    pub(crate) fn user_id(&self) -> Option<String> {
        answered(extract::maybe_user_id(self)).unwrap()
    }
}

impl Response {
    pub(crate) fn lines(&self, wanted: &str) -> Vec<&str> {
        let found = self.0.iter().filter(|(name, _)| *name == wanted);
        found.map(|(_, value)| value.as_str()).collect()
    }

    pub(crate) fn set_cookies(&self) -> Vec<&str> {
        self.lines("set-cookie")
    }

    /// The value of a cookie that the response sets; it sets each at most once.
    pub(crate) fn cookie(&self, name: &str) -> Option<&str> {
        let start = format!("{name}=");
        let lines = self.set_cookies();
        let mut found = lines.iter().filter_map(|line| line.strip_prefix(&start));
        let rest = found.next()?;
        assert!(found.next().is_none(), "{name} is set twice: {lines:?}");
        Some(rest.split(';').next().unwrap())
    }

    /// Whether the response deletes a cookie.
    pub(crate) fn deletes(&self, name: &str) -> bool {
        let start = format!("{name}=");
        let lines = self.set_cookies();
        let line = lines.iter().find(|line| line.starts_with(&start));
        line.is_some_and(|line| line.to_ascii_lowercase().contains("expires=thu, 01 jan 1970"))
    }
}
