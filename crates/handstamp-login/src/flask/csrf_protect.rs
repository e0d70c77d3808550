use std::time::SystemTime;

use handstamp_authorizer::{BoxError, RequestView};
use handstamp_flask::FlaskWtf;
use handstamp_session::Session;

use crate::csrf_provider::{CsrfError, CsrfProvider};

/// Flask-WTF's CSRF protection of requests (`CSRFProtect`): where a request carries the token of a
/// [`FlaskWtf`], and from which page it may come.
///
/// ```
/// use handstamp_flask::{FlaskWtf, SecretKey};
/// use handstamp_login::SessionLogin;
/// use handstamp_login::flask::CsrfProtect;
///
/// let key = SecretKey::new("2f1d9a0c5be74386a1d0f7c2e9b85d34")?;
/// let tokens = FlaskWtf::builder(key.clone()).time_limit(None).build();
/// let login = SessionLogin::flask(key).csrf(CsrfProtect::new(tokens)).build()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
#[must_use]
pub struct CsrfProtect {
    tokens: FlaskWtf,
    headers: Vec<String>,
    referrer: bool,
}

impl CsrfProtect {
    /// With Flask-WTF's own settings.
    pub fn new(tokens: FlaskWtf) -> Self {
        Self {
            tokens,
            headers: vec!["x-csrftoken".to_owned(), "x-csrf-token".to_owned()],
            referrer: true,
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
}

impl CsrfProvider for CsrfProtect {
    fn field_name(&self) -> &str {
        self.tokens.field_name()
    }

    fn is_prepared(&self, session: &Session) -> bool {
        self.tokens.secret(session).is_some()
    }

    fn prepare(&self, session: &mut Session, random: [u8; 64]) {
        self.tokens.prepare(session, random);
    }

    fn token(&self, session: &Session, now: SystemTime) -> Result<String, BoxError> {
        Ok(self.tokens.token(session, now)?)
    }

    fn check(&self, session: &Session, token: &str, now: SystemTime) -> Result<(), BoxError> {
        Ok(self.tokens.check(session, token, now)?)
    }

    fn header_token<'r>(&self, request: &'r dyn RequestView) -> Option<&'r str> {
        let sent = self
            .headers
            .iter()
            .filter_map(|name| std::str::from_utf8(request.header(name, 0)?).ok());
        sent.map(str::trim).find(|token| !token.is_empty())
    }

    fn check_request(&self, request: &dyn RequestView) -> Result<(), CsrfError> {
        if !self.referrer || request.scheme() != Some("https") {
            return Ok(());
        }
        let referrer = request.text("referer").filter(|referrer| !referrer.is_empty());
        let referrer = referrer.ok_or(CsrfError::NoReferrer)?;
        let own = request.host().and_then(host_and_port);
        match https_host(referrer).filter(|page| own.as_ref() == Some(page)) {
            Some(_) => Ok(()),
            None => Err(CsrfError::OtherReferrer),
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
