//! Routes that come with a login, mounted.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, HttpBody};
use axum::extract::Request;
use axum::response::Response;
use axum::routing::any;
use handstamp_authorizer::endpoint::{self, Endpoint, ReadBody, answer};
use http::Method;
use http::header::CONTENT_LENGTH;
use http::request::Parts;

use crate::rejection::response;
use crate::view::RequestRef;

/// The routes of an [`Endpoint`], such as a login form and a logout. They go below
/// [`attach`](crate::AuthExt::attach), like any other routes:
///
/// ```
/// # use axum::Router;
/// # use handstamp_axum::{Auth, AuthExt, mount};
/// # use handstamp_authorizer::endpoint::Endpoint;
/// # fn app(auth: Auth, login_page: impl Endpoint) -> Router {
/// auth.attach(Router::new().merge(mount(login_page)))
/// # }
/// ```
///
/// # Panics
/// As [`Router::route`]: where a path is not valid, or is there twice.
pub fn mount<S>(endpoint: impl Endpoint) -> Router<S>
where
    S: Clone + Send + Sync + 'static,
{
    let endpoint = Arc::new(endpoint);
    endpoint.paths().iter().fold(Router::new(), |router, path| {
        let (endpoint, at) = (Arc::clone(&endpoint), Arc::<str>::from(&**path));
        let serve = move |request| serve(Arc::clone(&endpoint), Arc::clone(&at), request);
        router.route(path, any(serve))
    })
}

async fn serve(endpoint: Arc<impl Endpoint>, path: Arc<str>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = if endpoint.methods(&path).contains(&parts.method.as_str()) {
        read(&parts, body, endpoint.body_limit()).await
    } else {
        ReadBody::Whole(endpoint::Body::default())
    };
    let reply = answer(&*endpoint, &path, &RequestRef::new(&parts), body);
    let response = response(reply.await);
    if parts.method == Method::HEAD { response.map(|_| of_head()) } else { response }
}

async fn read(parts: &Parts, mut body: Body, limit: usize) -> ReadBody {
    let announced = parts.headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok());
    if announced.and_then(|length| length.parse().ok()).is_some_and(|length: usize| length > limit)
    {
        return ReadBody::TooLong;
    }
    let mut read = Vec::new();
    while let Some(frame) = poll_fn(|cx| Pin::new(&mut body).poll_frame(cx)).await {
        let Ok(frame) = frame else { return ReadBody::Broken };
        let Ok(data) = frame.into_data() else { continue }; // trailers
        if data.len() > limit - read.len() {
            return ReadBody::TooLong;
        }
        read.extend_from_slice(&data);
    }
    ReadBody::Whole(endpoint::Body::new(read))
}

/// The body of a response to HEAD: none, and of no known length. axum would write a `Content-Length: 0`
/// otherwise, which is not the length of the answer to GET.
fn of_head() -> Body {
    Body::from_stream(Body::empty().into_data_stream())
}
