use std::time::SystemTime;

use handstamp_authorizer::{BoxError, RequestView};
use handstamp_session::Session;

/// How a framework makes and checks the tokens of its forms (Flask-WTF's `csrf_token`): from a secret in
/// the session, which another site's page cannot read.
///
/// An addition to the cross-origin rule of the `Auth`
/// ([`CrossOrigin`](handstamp_authorizer::CrossOrigin)), which holds without it.
pub trait CsrfProvider: Send + Sync + 'static {
    /// The name of the form's field.
    fn field_name(&self) -> &str;

    /// Whether the session has its secret.
    fn is_prepared(&self, session: &Session) -> bool;

    /// Gives the session a new secret, made of these random bytes.
    fn prepare(&self, session: &mut Session, random: [u8; 64]);

    /// The token for a form, in a session that has its secret.
    ///
    /// # Errors
    /// The session has none, or the token cannot be signed.
    fn token(&self, session: &Session, now: SystemTime) -> Result<String, BoxError>;

    /// Whether this token is one of this session.
    ///
    /// # Errors
    /// Why it is not, for the log.
    fn check(&self, session: &Session, token: &str, now: SystemTime) -> Result<(), BoxError>;

    /// The token that a script has sent in a header.
    fn header_token<'r>(&self, request: &'r dyn RequestView) -> Option<&'r str>;

    /// Whether the request comes from where its forms are, as far as its headers say.
    ///
    /// # Errors
    /// Why it does not, for the log.
    fn check_request(&self, request: &dyn RequestView) -> Result<(), CsrfError>;
}

/// Why a request's CSRF token is not taken. For the log: the client is told status 400 and that it was the
/// CSRF token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CsrfError {
    /// No token was sent.
    #[error("the CSRF token is missing")]
    Missing,
    /// A request by HTTPS does not say which page it comes from.
    #[error("the referrer header is missing")]
    NoReferrer,
    /// A request by HTTPS comes from another host's page.
    #[error("the referrer does not match the host")]
    OtherReferrer,
}
