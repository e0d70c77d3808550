//! Reply out: the authorizer's as actix-web sends it.

use std::borrow::Cow;
use std::fmt;

use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::ServiceResponse;
use actix_web::error::HttpError;
use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use actix_web::{Error, HttpResponse, ResponseError, web};
use handstamp_authorizer::Reply;
use handstamp_authorizer::adapter::Effects;

use crate::header_names::known;

/// A denial: the error of every extractor here, and one for handlers to return. An app's own error handler
/// finds it with `response.response().error()` and `as_error::<AuthRejection>()`. It is a response already;
/// an app that wants another one sets a [`DenialPolicy`](handstamp_authorizer::denial::DenialPolicy).
///
/// A handler that returns `Result<_, AuthRejection>` may use `?` on a [`Reply`] and on every error that
/// becomes one. What changes the session, logs in or makes a CSRF token fails with such an error: it is a
/// 500, and the log says what it is.
#[derive(Debug, Clone)]
pub struct AuthRejection(pub Reply);

impl<E: Into<Reply>> From<E> for AuthRejection {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

impl fmt::Display for AuthRejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "access denied with status {}", self.0.status)
    }
}

impl std::error::Error for AuthRejection {}

impl ResponseError for AuthRejection {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.0.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse {
        response(self.0.clone())
    }
}

/// The response of a reply. One that HTTP cannot carry is a 500.
pub(crate) fn response(reply: Reply) -> HttpResponse {
    let Reply { status, headers, body, .. } = reply;
    let body = match body {
        Cow::Borrowed(bytes) => web::Bytes::from_static(bytes),
        Cow::Owned(bytes) => bytes.into(),
    };
    let mut response = HttpResponse::new(StatusCode::OK).set_body(body).map_into_boxed_body();
    let lines = headers.into_iter().map(|(name, value)| (name, Cow::Owned(value)));
    match (StatusCode::from_u16(status), append(response.headers_mut(), lines)) {
        (Ok(status), Ok(())) => {
            *response.status_mut() = status;
            response
        }
        (status, headers) => {
            tracing::error!(name: "response.invalid", ?status, ?headers, "a reply is not valid HTTP");
            HttpResponse::InternalServerError().finish()
        }
    }
}

/// What goes out of a response layer: a response, or the error of a middleware further in, of which
/// actix-web makes a response later.
pub(crate) type Answer<B> = Result<ServiceResponse<B>, Error>;

/// Adds effects to an answer; one that cannot carry them does not go out.
pub(crate) fn finish<B: MessageBody>(
    answer: Answer<B>,
    effects: Result<Effects, Reply>,
) -> Answer<EitherBody<B>> {
    match (answer, effects) {
        (Ok(mut response), Ok(effects)) => {
            match append(response.headers_mut(), effects.headers()) {
                Ok(()) => Ok(response.map_into_left_body()),
                Err(error) => Ok(response.into_response(invalid(&error)).map_into_right_body()),
            }
        }
        (Ok(response), Err(reply)) => {
            Ok(response.error_response(AuthRejection(reply)).map_into_right_body())
        }
        (Err(error), Ok(effects)) if effects.is_none() => Err(error),
        (Err(error), Ok(effects)) => Err(Carrying { error, effects }.into()),
        (Err(_), Err(reply)) => Err(AuthRejection(reply).into()),
    }
}

/// The error of a middleware further in, and what its response must carry.
struct Carrying {
    error: Error,
    effects: Effects,
}

impl fmt::Debug for Carrying {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.error, f)
    }
}

impl fmt::Display for Carrying {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.error, f)
    }
}

impl ResponseError for Carrying {
    fn status_code(&self) -> StatusCode {
        self.error.as_response_error().status_code()
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = self.error.error_response();
        match append(response.headers_mut(), self.effects.headers()) {
            Ok(()) => response,
            Err(error) => invalid(&error),
        }
    }
}

fn invalid(error: &HttpError) -> HttpResponse {
    tracing::error!(name: "response.invalid", %error, "an effect of a login is not valid HTTP");
    HttpResponse::InternalServerError().finish()
}

fn append(
    headers: &mut HeaderMap,
    lines: impl Iterator<Item = (&'static str, Cow<'static, str>)>,
) -> Result<(), HttpError> {
    for (name, value) in lines {
        let value = match value {
            Cow::Borrowed(value) => HeaderValue::from_static(value),
            Cow::Owned(value) => HeaderValue::try_from(value)?,
        };
        match known(name) {
            Some(name) => headers.append(name.clone(), value),
            None => headers.append(HeaderName::from_bytes(name.as_bytes())?, value),
        };
    }
    Ok(())
}
