//! Reply out: the authorizer's as axum sends it.

use std::borrow::Cow;

use axum::response::{IntoResponse, Response};
use handstamp_authorizer::Reply;
use handstamp_authorizer::adapter::Effects;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};

use crate::header_names::known;

/// A denial: the rejection of every extractor here, and an error for handlers to return. It is a response
/// already; an app that wants another one sets a
/// [`DenialPolicy`](handstamp_authorizer::denial::DenialPolicy).
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

impl IntoResponse for AuthRejection {
    fn into_response(self) -> Response {
        response(self.0)
    }
}

/// The response of a reply. One that HTTP cannot carry is a 500.
pub(crate) fn response(reply: Reply) -> Response {
    let Reply { status, headers, body, .. } = reply;
    let mut response = Response::new(body.into());
    let lines = headers.into_iter().map(|(name, value)| (name, Cow::Owned(value)));
    match (StatusCode::from_u16(status), append(response.headers_mut(), lines)) {
        (Ok(status), Ok(())) => {
            *response.status_mut() = status;
            response
        }
        (status, headers) => {
            tracing::error!(name: "response.invalid", ?status, ?headers, "a reply is not valid HTTP");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// Adds effects to a response that goes out; one that cannot carry them does not go out.
pub(crate) fn finish(mut response: Response, effects: Result<Effects, Reply>) -> Response {
    match effects {
        Ok(effects) => match append(response.headers_mut(), effects.headers()) {
            Ok(()) => response,
            Err(error) => {
                tracing::error!(name: "response.invalid", %error, "an effect of a login is not valid HTTP");
                StatusCode::INTERNAL_SERVER_ERROR.into_response()
            }
        },
        Err(reply) => self::response(reply),
    }
}

fn append(
    headers: &mut HeaderMap,
    lines: impl Iterator<Item = (&'static str, Cow<'static, str>)>,
) -> Result<(), http::Error> {
    for (name, value) in lines {
        let value = match value {
            Cow::Borrowed(value) => HeaderValue::from_static(value),
            Cow::Owned(value) => HeaderValue::try_from(value)?,
        };
        match known(name) {
            Some(name) => headers.append(name, value),
            None => headers.append(HeaderName::from_bytes(name.as_bytes())?, value),
        };
    }
    Ok(())
}
