//! Reply out: the authorizer's as axum sends it.

use std::borrow::Cow;

use axum::response::{IntoResponse, Response};
use handstamp_authorizer::{Effects, Reply};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};

/// A denial: the rejection of every extractor here. It is a response already; an app that wants
/// another one sets a [`DenialPolicy`](handstamp_authorizer::DenialPolicy).
#[derive(Debug, Clone)]
pub struct AuthRejection(pub Reply);

impl IntoResponse for AuthRejection {
    fn into_response(self) -> Response {
        let Reply { status, headers, body } = self.0;
        let mut response = Response::new(body.into());
        let lines = headers.into_iter().map(|(name, value)| (name, Cow::Owned(value)));
        match (StatusCode::from_u16(status), append(response.headers_mut(), lines)) {
            (Ok(status), Ok(())) => *response.status_mut() = status,
            (status, headers) => {
                tracing::error!(
                    ?status,
                    ?headers,
                    "a denial policy made a reply that HTTP cannot say"
                );
                response = StatusCode::INTERNAL_SERVER_ERROR.into_response();
            }
        }
        response
    }
}

/// Adds effects to a response that goes out; one that cannot carry them does not go out.
pub(crate) fn finish(mut response: Response, effects: Result<Effects, Reply>) -> Response {
    match effects {
        Ok(effects) => match append(response.headers_mut(), effects.headers()) {
            Ok(()) => response,
            Err(error) => {
                tracing::error!(%error, "an authenticator's effect is no header");
                StatusCode::INTERNAL_SERVER_ERROR.into_response()
            }
        },
        Err(reply) => AuthRejection(reply).into_response(),
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
        headers.append(HeaderName::from_bytes(name.as_bytes())?, value);
    }
    Ok(())
}
