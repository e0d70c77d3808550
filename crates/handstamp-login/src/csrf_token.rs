use std::fmt;
use std::sync::Arc;

use handstamp_authorizer::adapter::RequestPolicies;
use handstamp_authorizer::denial::Denial;
use handstamp_authorizer::{BoxError, Reply, RequestView};

use crate::csrf_provider::{CsrfError, CsrfProvider};
use crate::handle::SessionHandle;
use crate::handle_error::Closed;

/// Why a form has no CSRF token.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CsrfTokenError {
    /// The response has gone out, and the session has no secret yet.
    #[error(transparent)]
    Closed(#[from] Closed),
    /// There is no randomness for the secret.
    #[error("the session's CSRF secret cannot be made")]
    Random(#[source] handstamp_authorizer::Error),
    /// The token cannot be made.
    #[error("the CSRF token cannot be made")]
    Token(#[source] BoxError),
}

/// The CSRF token of a request: one to put into a form, and a check of one that was sent.
#[derive(Clone)]
pub struct CsrfToken {
    provider: Arc<dyn CsrfProvider>,
    session: SessionHandle,
    sent_in_header: Option<Box<str>>,
    request: Result<(), CsrfError>,
    refusal: Reply,
}

impl CsrfToken {
    pub(crate) fn of(
        provider: Arc<dyn CsrfProvider>,
        session: SessionHandle,
        policies: &RequestPolicies,
        request: &dyn RequestView,
    ) -> Self {
        Self {
            sent_in_header: provider.header_token(request).map(Into::into),
            request: policies.view(request, |request| provider.check_request(request)),
            refusal: policies.reply(&Denial::Csrf, request),
            provider,
            session,
        }
    }

    /// The token for a form, or for the `content` of a meta tag that a script reads. The same secret for all
    /// forms of a session.
    ///
    /// # Errors
    /// [`CsrfTokenError`].
    pub fn for_form(&self) -> Result<String, CsrfTokenError> {
        let provider = &self.provider;
        if !self.session.with(|session| provider.is_prepared(session)) {
            let mut random = [0; 64];
            let login = self.session.login_settings();
            login.random().fill(&mut random).map_err(CsrfTokenError::Random)?;
            self.session.change(|session| provider.prepare(session, random))?;
        }
        let now = self.session.login_settings().now();
        let token = self.session.with(|session| provider.token(session, now));
        token.map_err(CsrfTokenError::Token)
    }

    /// The name of the form's field.
    #[must_use]
    pub fn field_name(&self) -> &str {
        self.provider.field_name()
    }

    /// Checks the token that the form has sent; where it has sent none, the one that a script has sent in a
    /// header.
    ///
    /// # Errors
    /// The reply to answer with: [`Denial::Csrf`] as the app's policy answers it. It does not say what is
    /// wrong. The log does.
    pub fn check(&self, submitted: Option<&str>) -> Result<(), Reply> {
        let submitted = submitted.filter(|token| !token.is_empty());
        let now = self.session.login_settings().now();
        let checked: Result<(), BoxError> = match submitted.or(self.sent_in_header.as_deref()) {
            Some(token) => self.session.with(|session| self.provider.check(session, token, now)),
            None => Err(CsrfError::Missing.into()),
        };
        let checked = checked.and_then(|()| self.request.map_err(Into::into));
        checked.map_err(|reason| {
            tracing::info!(name: "access.denied", reason = "csrf", csrf = %reason, "access denied");
            self.refusal.clone()
        })
    }
}

/// The token that was sent is not shown.
impl fmt::Debug for CsrfToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CsrfToken")
            .field("field_name", &self.field_name())
            .field("sent_in_header", &self.sent_in_header.is_some())
            .finish_non_exhaustive()
    }
}
