//! Routes that come with a login, and how the user is known, on poem.
#![allow(clippy::unwrap_used)]

use std::borrow::Cow;

use example_custom_adapter::{Authenticated, attach, mount};
use handstamp::authorizer::endpoint::{self, Endpoint as Routes};
use handstamp::authorizer::{CredentialKind, Identity, MaybeFuture, Reply, RequestView};
use handstamp::prelude::*;
use poem::http::{Method, uri::Scheme};
use poem::web::{LocalAddr, RemoteAddr};
use poem::{Body, Endpoint, Request, Route, handler};

/// Knows who sends `X-User`.
struct Header;

impl Authenticator for Header {
    fn authenticate(&self, request: &dyn RequestView) -> MaybeFuture<Identity> {
        let bearer = Authentication::bearer();
        MaybeFuture::Ready(match request.text("x-user") {
            Some(name) => Identity::known(Principal::new(name), bearer),
            None => Identity::anonymous(),
        })
    }
    fn presented(&self, request: &dyn RequestView) -> Option<CredentialKind> {
        request.header("x-user", 0).map(|_| CredentialKind::Header)
    }
}

struct Echo;

impl Routes for Echo {
    fn paths(&self) -> Vec<Cow<'static, str>> {
        vec!["/login".into()]
    }
    fn methods(&self, _: &str) -> &[&'static str] {
        &["GET", "POST"]
    }
    fn body_limit(&self) -> usize {
        5
    }
    fn serve(&self, request: &dyn RequestView, body: endpoint::Body) -> MaybeFuture<Reply> {
        let said = format!("{} {} {body:?}", request.method(), request.target());
        MaybeFuture::boxed(async { Reply::new(200, "text/plain", said.into_bytes()) })
    }
}

#[handler]
async fn how(Authenticated(user, how): Authenticated) -> String {
    format!("{} by {}", user.id(), how.scheme)
}

async fn ask(app: &impl Endpoint, method: Method, path: &str, body: Body) -> (u16, String) {
    let request = poem::http::Request::builder().method(method).uri(path).header("x-user", "ada");
    let (head, ()) = request.body(()).unwrap().into_parts();
    let head = (head, LocalAddr::default(), RemoteAddr::default(), Scheme::HTTP).into();
    let mut response = app.get_response(Request::from_parts(head, body)).await;
    (response.status().as_u16(), response.take_body().into_string().await.unwrap())
}

#[tokio::test]
async fn a_mounted_endpoint_and_an_authentication() {
    let routes = Route::new().at("/how", how).nest("/deep", mount(Echo, Route::new()));
    let app = attach(&Auth::new(Header), mount(Echo, routes));
    let broken = futures_util::stream::iter([Err::<Vec<u8>, _>(std::io::Error::other("gone"))]);
    for (method, path, body, status, said) in [
        (Method::GET, "/how", Body::empty(), 200, "ada by Bearer"),
        (Method::GET, "/login?a=1", Body::empty(), 200, "GET /login?a=1 Body(0 bytes)"),
        (Method::POST, "/deep/login", "hello".into(), 200, "POST /deep/login Body(5 bytes)"),
        (Method::POST, "/login", "hello!".into(), 413, r#"{"detail":"Content too large"}"#),
        (
            Method::POST,
            "/login",
            Body::from_bytes_stream(broken),
            400,
            r#"{"detail":"Bad request"}"#,
        ),
        (Method::HEAD, "/login", Body::empty(), 200, ""),
        (Method::PUT, "/login", Body::empty(), 405, ""),
        (Method::OPTIONS, "/login", Body::empty(), 204, ""),
    ] {
        let answer = ask(&app, method.clone(), path, body).await;
        assert_eq!(answer, (status, said.to_owned()), "{method} {path}");
    }
}

#[tokio::test]
async fn without_a_layer_the_app_is_misconfigured() {
    let app = mount(Echo, Route::new().at("/how", how));
    for path in ["/login", "/how"] {
        let answer = ask(&app, Method::GET, path, Body::empty()).await;
        assert_eq!(answer, (500, r#"{"detail":"Internal server error"}"#.to_owned()), "{path}");
    }
}
