use std::fmt;
use std::sync::Arc;
use std::time::SystemTime;

use handstamp_authorizer::{Random, RequestView, SystemRandom};
use handstamp_session::login::{self, CsrfTokens};
use handstamp_session::{Error, Session};

use crate::csrf::FlaskWtf;
use crate::csrf_error::{CsrfError, CsrfTokenError};

/// Flask-WTF's CSRF protection of requests (`CSRFProtect`): where a request carries the token of a
/// [`FlaskWtf`], and from which page it may come.
///
/// ```
/// use handstamp_flask::{CsrfProtect, FlaskWtf, SecretKey, SessionLogin};
///
/// let key = SecretKey::new("2f1d9a0c5be74386a1d0f7c2e9b85d34")?;
/// let tokens = FlaskWtf::builder(key.clone()).time_limit(None).build();
/// let login = SessionLogin::new(key).with_csrf(CsrfProtect::new(tokens));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
#[must_use]
pub struct CsrfProtect {
    tokens: FlaskWtf,
    headers: Vec<String>,
    referrer: bool,
    random: Arc<dyn Random>,
}

impl CsrfProtect {
    /// With Flask-WTF's own settings.
    pub fn new(tokens: FlaskWtf) -> Self {
        Self {
            tokens,
            headers: vec!["x-csrftoken".to_owned(), "x-csrf-token".to_owned()],
            referrer: true,
            random: Arc::new(SystemRandom),
        }
    }

    /// Sets in which headers a script may send the token; the first that has one counts (`WTF_CSRF_HEADERS`).
    /// Default: `X-CSRFToken`, `X-CSRF-Token`.
    pub fn with_headers(mut self, names: impl IntoIterator<Item = impl AsRef<str>>) -> Self {
        self.headers = names.into_iter().map(|name| name.as_ref().to_ascii_lowercase()).collect();
        self
    }

    /// Sets whether the `Referer` of a request by HTTPS must be a page of the same host
    /// (`WTF_CSRF_SSL_STRICT`). Default: true.
    pub fn with_referrer_check(mut self, checked: bool) -> Self {
        self.referrer = checked;
        self
    }

    /// Sets what the session's secret is made of. Default: the system's random bytes.
    pub fn with_random(mut self, random: impl Random) -> Self {
        self.random = Arc::new(random);
        self
    }
}

impl CsrfTokens for CsrfProtect {
    fn field_name(&self) -> &str {
        self.tokens.field_name()
    }

    fn is_prepared(&self, session: &Session) -> bool {
        self.tokens.secret(session).is_some()
    }

    fn prepare(&self, session: &mut Session) -> Result<(), Error> {
        let mut random = [0; 64];
        let filled = self.random.fill(&mut random);
        filled.map_err(|error| Error::NotSigned(error.to_string().into()))?;
        self.tokens.prepare(session, random);
        Ok(())
    }

    fn token(&self, session: &Session, now: SystemTime) -> Result<String, Error> {
        self.tokens.token(session, now).map_err(|error| match error {
            CsrfTokenError::NotSigned(source) => Error::NotSigned(source.to_string().into()),
            other => Error::NotSigned(other.to_string().into()),
        })
    }

    fn check(
        &self,
        session: &Session,
        token: &str,
        now: SystemTime,
    ) -> Result<(), login::CsrfError> {
        self.tokens.check(session, token, now).map_err(|error| match error {
            CsrfError::Missing => login::CsrfError::Missing,
            CsrfError::NoSecret => login::CsrfError::NoSecret,
            CsrfError::Expired => login::CsrfError::Expired,
            CsrfError::Invalid => login::CsrfError::Invalid,
            CsrfError::OtherSession => login::CsrfError::OtherSession,
        })
    }

    fn header_token<'r>(&self, request: &'r dyn RequestView) -> Option<&'r str> {
        let sent = self
            .headers
            .iter()
            .filter_map(|name| std::str::from_utf8(request.header(name, 0)?).ok());
        sent.map(str::trim).find(|token| !token.is_empty())
    }

    fn check_request(&self, request: &dyn RequestView) -> Result<(), login::CsrfError> {
        if !self.referrer || request.scheme() != Some("https") {
            return Ok(());
        }
        let referrer = request.text("referer").filter(|referrer| !referrer.is_empty());
        let referrer = referrer.ok_or(login::CsrfError::NoReferrer)?;
        let own = request.host().and_then(host_and_port);
        match https_host(referrer).filter(|page| own.as_ref() == Some(page)) {
            Some(_) => Ok(()),
            None => Err(login::CsrfError::OtherReferrer),
        }
    }
}

/// Host and port of an `https` URL.
fn https_host(url: &str) -> Option<(String, u16)> {
    let (scheme, rest) = url.split_once("://")?;
    let authority = rest.split(['/', '?', '#', '\\']).next()?;
    if scheme.eq_ignore_ascii_case("https") { host_and_port(authority) } else { None }
}

fn host_and_port(authority: &str) -> Option<(String, u16)> {
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, port.parse().ok()?),
        _ => (authority, 443),
    };
    let is_sound = !host.is_empty() && !host.contains(['@', ' ']);
    is_sound.then(|| (host.to_ascii_lowercase(), port))
}

impl fmt::Debug for CsrfProtect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CsrfProtect")
            .field("tokens", &self.tokens)
            .field("headers", &self.headers)
            .field("referrer", &self.referrer)
            .finish_non_exhaustive()
    }
}
