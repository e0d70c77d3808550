//! Reply out: the authorizer's as actix-web sends it.

use std::borrow::Cow;
use std::fmt;

use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::ServiceResponse;
use actix_web::error::HttpError;
use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use actix_web::{Error, HttpResponse, ResponseError};
use handstamp_authorizer::{Effects, Reply};

/// A denial: the error of every extractor here, which an app's own error handler finds with
/// `response.response().error()` and `as_error::<AuthRejection>()`. It is a response already; an app that
/// wants another one sets a [`DenialPolicy`](handstamp_authorizer::DenialPolicy).
#[derive(Debug, Clone)]
pub struct AuthRejection(pub Reply);

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
        let Reply { status, headers, body } = self.0.clone();
        let mut response =
            HttpResponse::new(self.status_code()).set_body(body).map_into_boxed_body();
        let lines = headers.into_iter().map(|(name, value)| (name, Cow::Owned(value)));
        match (StatusCode::from_u16(status), append(response.headers_mut(), lines)) {
            (Ok(_), Ok(())) => response,
            (status, headers) => {
                tracing::error!(
                    ?status,
                    ?headers,
                    "a denial policy made a reply that HTTP cannot say"
                );
                HttpResponse::InternalServerError().finish()
            }
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
                Err(error) => Ok(response.into_response(unspeakable(&error)).map_into_right_body()),
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
            Err(error) => unspeakable(&error),
        }
    }
}

fn unspeakable(error: &HttpError) -> HttpResponse {
    tracing::error!(%error, "an authenticator's effect is no header");
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
        headers.append(HeaderName::from_bytes(name.as_bytes())?, value);
    }
    Ok(())
}
