//! The tokens of forms: `CsrfToken`, `CsrfHeader`.

use std::ops::Deref;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use handstamp_login::extract::{self, SessionQuestion};

use crate::rejection::AuthRejection;
use crate::user::Extract;
use crate::view::RequestRef;

/// The CSRF token of the request (Flask-WTF's `csrf_token`): one to put into a form, and a check of one
/// that a form has sent. Fails only where the app is misconfigured (500, and the log names the cure).
///
/// ```
/// # use handstamp_actix_web::{CsrfToken, AuthRejection};
/// async fn form(csrf: CsrfToken) -> Result<String, AuthRejection> {
///     let token = csrf.for_form()?;
///     Ok(format!("<input type=hidden name={} value={token}>", csrf.field_name()))
/// }
/// async fn submit(csrf: CsrfToken, body: String) -> Result<&'static str, AuthRejection> {
///     csrf.check(body.strip_prefix("csrf_token="))?; // from the form's fields
///     Ok("done")
/// }
/// ```
#[derive(Debug, Clone)]
pub struct CsrfToken(pub handstamp_login::CsrfToken);

impl Deref for CsrfToken {
    type Target = handstamp_login::CsrfToken;

    fn deref(&self) -> &handstamp_login::CsrfToken {
        &self.0
    }
}

/// Demands the CSRF token in a header (`X-CSRFToken`) of requests that change something, or answers 400. For
/// scripts; on a whole scope as a middleware:
///
/// ```
/// # use actix_web::{Error, body::MessageBody, middleware::{from_fn, Next}, web};
/// # use actix_web::dev::{ServiceRequest, ServiceResponse};
/// # use handstamp_actix_web::CsrfHeader;
/// async fn protected(
///     _: CsrfHeader,
///     request: ServiceRequest,
///     next: Next<impl MessageBody>,
/// ) -> Result<ServiceResponse<impl MessageBody>, Error> {
///     next.call(request).await
/// }
/// # fn app() -> impl actix_web::dev::HttpServiceFactory {
/// web::scope("/api").wrap(from_fn(protected)).route("/vote", web::post().to(async || "done"))
/// # }
/// ```
#[derive(Debug, Clone, Copy)]
pub struct CsrfHeader;

impl FromRequest for CsrfToken {
    type Error = AuthRejection;
    type Future = Extract<
        Self,
        SessionQuestion<RequestRef, handstamp_login::CsrfToken>,
        handstamp_login::CsrfToken,
    >;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        Extract::new(extract::csrf_token(RequestRef::new(request)), Self)
    }
}

impl FromRequest for CsrfHeader {
    type Error = AuthRejection;
    type Future = Extract<Self, SessionQuestion<RequestRef, ()>, ()>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        Extract::new(extract::csrf_header(RequestRef::new(request)), |()| Self)
    }
}
