//! The tokens of forms: `CsrfToken`, `CsrfHeader`.

use std::ops::Deref;

use axum::extract::FromRequestParts;
use handstamp_login::extract;
use http::request::Parts;

use crate::rejection::AuthRejection;
use crate::view::RequestRef;

/// The CSRF token of the request (Flask-WTF's `csrf_token`): one to put into a form, and a check of one
/// that a form has sent. Rejects only where the app is misconfigured (500, and the log names the cure).
///
/// ```
/// # use handstamp_axum::{CsrfToken, AuthRejection};
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
/// scripts; on a whole router as a layer:
///
/// ```
/// # use axum::{Router, middleware::from_extractor, routing::post};
/// # use handstamp_axum::CsrfHeader;
/// # fn app() -> Router {
/// Router::new().route("/vote", post(async || "done")).layer(from_extractor::<CsrfHeader>())
/// # }
/// ```
#[derive(Debug, Clone, Copy)]
pub struct CsrfHeader;

impl<S: Sync> FromRequestParts<S> for CsrfToken {
    type Rejection = AuthRejection;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, AuthRejection> {
        Ok(Self(extract::csrf_token(RequestRef::new(parts)).await?))
    }
}

impl<S: Sync> FromRequestParts<S> for CsrfHeader {
    type Rejection = AuthRejection;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, AuthRejection> {
        extract::csrf_header(RequestRef::new(parts)).await?;
        Ok(Self)
    }
}
