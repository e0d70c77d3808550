//! Tokens in forms, against pages of other sites that send them (cross-site request forgery).

use std::sync::Arc;
use std::time::SystemTime;

use handstamp_authorizer::{Denial, Misconfigured, Reply, RequestView, misconfigured};

use super::{SessionHandle, session};
use crate::{Error, Session};

/// How a dialect makes and checks the tokens of its forms (Flask-WTF's `csrf_token`): from a secret in the
/// session, which another site's page cannot read.
///
/// An addition to the cross-origin rule of the `Auth`
/// ([`CrossOrigin`](handstamp_authorizer::CrossOrigin)), which holds without it.
pub trait CsrfTokens: Send + Sync + 'static {
    /// The name of the form's field.
    fn field_name(&self) -> &str;

    /// Whether the session has its secret.
    fn is_prepared(&self, session: &Session) -> bool;

    /// Gives the session a new secret.
    ///
    /// # Errors
    /// There is no randomness to be had.
    fn prepare(&self, session: &mut Session) -> Result<(), Error>;

    /// The token for a form, in a session that has its secret.
    ///
    /// # Errors
    /// The session has none, or `now` is before 1970.
    fn token(&self, session: &Session, now: SystemTime) -> Result<String, Error>;

    /// Whether this token is one of this session.
    ///
    /// # Errors
    /// Why it is not, for the log.
    fn check(&self, session: &Session, token: &str, now: SystemTime) -> Result<(), CsrfError>;

    /// The token that a script has sent in a header.
    fn header_token<'r>(&self, request: &'r dyn RequestView) -> Option<&'r str>;

    /// Whether the request comes from where its forms are, as far as its headers say.
    ///
    /// # Errors
    /// Why it does not, for the log.
    fn check_request(&self, request: &dyn RequestView) -> Result<(), CsrfError>;
}

/// Why a form is not taken, in the words of Flask-WTF. For the log: the client is told status 400 and that it
/// was the CSRF token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CsrfError {
    /// No token was sent.
    #[error("the CSRF token is missing")]
    Missing,
    /// The session has no secret: its form was never shown, or the session is over.
    #[error("the CSRF session token is missing")]
    NoSecret,
    /// The token is too old.
    #[error("the CSRF token has expired")]
    Expired,
    /// The token was not made with any of the keys.
    #[error("the CSRF token is invalid")]
    Invalid,
    /// The token is another session's.
    #[error("the CSRF tokens do not match")]
    OtherSession,
    /// A request by HTTPS does not say which page it comes from.
    #[error("the referrer header is missing")]
    NoReferrer,
    /// A request by HTTPS comes from another host's page.
    #[error("the referrer does not match the host")]
    OtherReferrer,
}

/// The tokens that a login offers ([`handstamp_authorizer::Capabilities`]): session extractors take them from there.
#[derive(Clone)]
pub struct Csrf(Arc<dyn CsrfTokens>);

impl Csrf {
    /// Capabilities these tokens.
    pub fn new(tokens: impl CsrfTokens) -> Self {
        Self(Arc::new(tokens))
    }
}

impl std::fmt::Debug for Csrf {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Csrf").field(&self.0.field_name()).finish()
    }
}

/// The CSRF token of a request: one to put into a form, and a check of one that was sent.
#[derive(Debug, Clone)]
pub struct CsrfToken {
    tokens: Csrf,
    session: Arc<SessionHandle>,
    sent_in_header: Option<String>,
    request: Result<(), CsrfError>,
}

impl CsrfToken {
    /// The token for a form, or for the `content` of a meta tag that a script reads. The same secret for all
    /// forms of a session.
    ///
    /// # Errors
    /// [`Error::Closed`] when the response has gone out and the session has no secret yet;
    /// [`Error::NotSigned`] without randomness, or before 1970.
    pub fn for_form(&self) -> Result<String, Error> {
        let (tokens, now) = (&self.tokens.0, self.session.sessions().now());
        if !self.session.with(|session| tokens.is_prepared(session)) {
            self.session.change(|session| tokens.prepare(session)).map_err(|_| Error::Closed)??;
        }
        self.session.with(|session| tokens.token(session, now))
    }

    /// The name of the form's field.
    #[must_use]
    pub fn field_name(&self) -> &str {
        self.tokens.0.field_name()
    }

    /// Checks the token that the form has sent; where it has sent none, the one that a script has sent in a
    /// header.
    ///
    /// # Errors
    /// The reply to answer with: 400, which does not say what is wrong. The log does.
    pub fn check(&self, submitted: Option<&str>) -> Result<(), Reply> {
        let (tokens, now) = (&self.tokens.0, self.session.sessions().now());
        let submitted = submitted.filter(|token| !token.is_empty());
        let checked = match submitted.or(self.sent_in_header.as_deref()) {
            Some(token) => self.session.with(|session| tokens.check(session, token, now)),
            None => Err(CsrfError::Missing),
        };
        checked.and(self.request).map_err(|reason| {
            tracing::info!(name: "access.denied", reason = "csrf", csrf = %reason, "access denied");
            Reply::detail(400, "The CSRF token is missing or invalid.")
        })
    }
}

/// The CSRF token of the request.
///
/// # Errors
/// As [`session`]: the reply to answer with.
pub fn csrf_token(request: &dyn RequestView) -> Result<CsrfToken, Reply> {
    let session = session(request)?;
    let exchange = request.exchange().ok_or_else(|| misconfigured(Misconfigured::NoLayer))?;
    let tokens = exchange
        .offer::<Csrf>()
        .ok_or_else(|| exchange.deny(&Denial::Misconfigured(Misconfigured::NoCsrf), request))?;
    let sent_in_header = tokens.0.header_token(request).map(str::to_owned);
    let checked = exchange.see(request, |request| tokens.0.check_request(request));
    Ok(CsrfToken { tokens, session, sent_in_header, request: checked })
}

/// Demands the CSRF token in a header, of a request that changes something. For scripts; forms are read by
/// the handler, which calls [`CsrfToken::check`].
///
/// # Errors
/// As [`csrf_token`] and [`CsrfToken::check`].
pub fn require_csrf_header(request: &dyn RequestView) -> Result<(), Reply> {
    match request.method() {
        "GET" | "HEAD" | "OPTIONS" | "TRACE" => Ok(()),
        _ => csrf_token(request)?.check(None),
    }
}
