//! The denial policies that come with the house.

use crate::denial::denial::{Denial, DenialPolicy, Missing, Reply, json_text};
use crate::error::Error;
use crate::request::next_url::{NextUrl, encoded};
use crate::request::view::RequestView;
use std::borrow::Cow;

/// The texts of denials. They say what to do, and never which check failed.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Texts {
    /// Nobody is logged in.
    pub not_authenticated: Cow<'static, str>,
    /// There is no valid session.
    pub no_session: Cow<'static, str>,
    /// The session has no user's id.
    pub no_user_id: Cow<'static, str>,
    /// A token is bad.
    pub invalid_token: Cow<'static, str>,
    /// Known, but not allowed.
    pub forbidden: Cow<'static, str>,
    /// From another site's page.
    pub cross_origin: Cow<'static, str>,
    /// The login is too old or too weak.
    pub reauthenticate: Cow<'static, str>,
    /// A backend did not answer.
    pub unavailable: Cow<'static, str>,
    /// The app is not put together right.
    pub misconfigured: Cow<'static, str>,
}

/// The words of FastAPI and of fastapi-flask-auth.
impl Default for Texts {
    fn default() -> Self {
        Self {
            not_authenticated: "Not authenticated".into(),
            no_session: "No valid session cookie was found.".into(),
            no_user_id: "User ID was not found.".into(),
            invalid_token: "Not authenticated".into(),
            forbidden: "Forbidden".into(),
            cross_origin: "Cross-origin request refused".into(),
            reauthenticate: "Please log in again".into(),
            unavailable: "Service temporarily unavailable".into(),
            misconfigured: "Internal server error".into(),
        }
    }
}

impl Texts {
    /// The text for a denial.
    pub fn of(&self, denial: &Denial) -> &str {
        match denial {
            Denial::Anonymous(Missing::Session) => &self.no_session,
            Denial::Anonymous(Missing::UserId) => &self.no_user_id,
            Denial::Anonymous(Missing::User) => &self.not_authenticated,
            Denial::Refused(_) => &self.invalid_token,
            Denial::Forbidden => &self.forbidden,
            Denial::CrossOrigin => &self.cross_origin,
            Denial::Reauthenticate { .. } => &self.reauthenticate,
            Denial::Unavailable => &self.unavailable,
            Denial::Misconfigured(_) => &self.misconfigured,
        }
    }
}

/// `{"detail": "…"}` with the denial's status, as FastAPI answers. The default.
#[derive(Debug, Clone, Default)]
pub struct JsonDenial {
    texts: Texts,
    anonymous_status: Option<u16>,
}

impl JsonDenial {
    /// With other texts.
    pub fn texts(texts: Texts) -> Self {
        Self { texts, anonymous_status: None }
    }

    /// Another status than 401 for nobody (`error_status_code` of fastapi-flask-auth): 403 or 404,
    /// say. Any other answer keeps its status.
    pub fn anonymous_status(mut self, status: u16) -> Self {
        self.anonymous_status = Some(status);
        self
    }
}

impl DenialPolicy for JsonDenial {
    fn reply(&self, denial: &Denial, _: &dyn RequestView) -> Reply {
        let status = match (denial, self.anonymous_status) {
            (Denial::Anonymous(_), Some(status)) => status,
            _ => denial.status(),
        };
        Reply::detail(status, self.texts.of(denial))
    }
}

/// `application/problem+json` (RFC 9457).
#[derive(Debug, Clone, Default)]
pub struct ProblemDenial {
    texts: Texts,
}

impl ProblemDenial {
    /// With other texts.
    pub fn texts(texts: Texts) -> Self {
        Self { texts }
    }
}

impl DenialPolicy for ProblemDenial {
    fn reply(&self, denial: &Denial, _: &dyn RequestView) -> Reply {
        let (status, title) = (denial.status(), json_text(self.texts.of(denial)));
        let body = format!("{{\"type\":\"about:blank\",\"title\":{title},\"status\":{status}}}");
        Reply::new(status, "application/problem+json", body)
    }
}

/// Sends a browser that goes to a page to the login, with a safe `next`; leaves everything else to
/// another policy. A POST, a `fetch` and a program get their 401.
#[derive(Debug, Clone)]
pub struct LoginRedirect<P = JsonDenial> {
    login_url: String,
    parameter: Cow<'static, str>,
    otherwise: P,
}

impl<P: DenialPolicy> LoginRedirect<P> {
    /// Redirects to `login_url` (an absolute path, or a whole `http(s)` URL where the login lives on
    /// another host).
    ///
    /// # Errors
    /// [`Error::LoginUrl`] when it is neither.
    pub fn new(login_url: impl Into<String>, otherwise: P) -> Result<Self, Error> {
        let login_url = login_url.into();
        let host = login_url.strip_prefix("https://").or(login_url.strip_prefix("http://"));
        let absolute =
            host.is_some_and(|host| host.starts_with(|c: char| c.is_alphanumeric() || c == '['));
        let clean = login_url.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
        if !(clean && (absolute || NextUrl::parse(&login_url).is_some())) {
            return Err(Error::LoginUrl(login_url));
        }
        Ok(Self { login_url, parameter: "next".into(), otherwise })
    }

    /// Another name for the query parameter `next`.
    pub fn parameter(mut self, name: impl Into<Cow<'static, str>>) -> Self {
        self.parameter = name.into();
        self
    }
}

impl<P: DenialPolicy> DenialPolicy for LoginRedirect<P> {
    fn reply(&self, denial: &Denial, request: &dyn RequestView) -> Reply {
        let asks_for_login = matches!(denial, Denial::Anonymous(_) | Denial::Reauthenticate { .. });
        if !asks_for_login || !request.is_navigation() {
            return self.otherwise.reply(denial, request);
        }
        let Some(next) = NextUrl::parse(request.target()) else {
            return Reply::see_other(self.login_url.clone());
        };
        let (page, fragment) =
            self.login_url.split_at(self.login_url.find('#').unwrap_or(self.login_url.len()));
        let joint = if page.contains('?') { '&' } else { '?' };
        let (name, next) = (encoded(&self.parameter), next.encoded());
        Reply::see_other(format!("{page}{joint}{name}={next}{fragment}"))
    }
}
