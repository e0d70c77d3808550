//! Routes that come with a login, mounted.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use std::borrow::Cow;
use std::convert::Infallible;
use std::io;

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::Request;
use futures_util::stream;
use handstamp_authorizer::adapter::Effects;
use handstamp_authorizer::cookie::SetCookie;
use handstamp_authorizer::endpoint::{self, Endpoint};
use handstamp_authorizer::{
    Authenticator, CredentialKind, Identity, MaybeFuture, Reply, RequestView, TrustedProxies,
};
use handstamp_axum::{Auth, AuthExt, mount};
use tower::ServiceExt;

struct Anonymous;

impl Authenticator for Anonymous {
    fn authenticate(&self, _: &dyn RequestView) -> MaybeFuture<Identity> {
        MaybeFuture::Ready(Identity::anonymous())
    }
    fn presented(&self, _: &dyn RequestView) -> Option<CredentialKind> {
        None
    }
}

/// Says what it was asked: `/auth/page` at once, `/auth/send` a little later.
struct Echo;

impl Endpoint for Echo {
    fn paths(&self) -> Vec<Cow<'static, str>> {
        vec!["/auth/page".into(), "/auth/send".into()]
    }

    fn methods(&self, path: &str) -> &[&'static str] {
        if path == "/auth/page" { &["GET", "POST"] } else { &["POST"] }
    }

    fn body_limit(&self) -> usize {
        5
    }

    fn serve(&self, request: &dyn RequestView, body: endpoint::Body) -> MaybeFuture<Reply> {
        let mut effects = Effects::none();
        effects.set_cookie(SetCookie::new("seen", "1").unwrap());
        request.context().unwrap().add(effects);
        let body = String::from_utf8(body.as_bytes().to_vec()).unwrap();
        let said = format!("{} {} {body}", request.method(), request.target());
        let reply = Reply::new(200, "text/plain", said.into_bytes());
        let reply = reply.with_header("set-cookie", "a=1").with_header("set-cookie", "b=2");
        if request.target().starts_with("/auth/page") {
            return MaybeFuture::Ready(reply);
        }
        MaybeFuture::boxed(async {
            tokio::task::yield_now().await;
            reply
        })
    }
}

fn app() -> Router {
    let routes = Router::new().merge(mount(Echo)).nest("/deep", mount(Echo));
    Auth::new(Anonymous).attach(routes)
}

struct Answer {
    status: u16,
    headers: http::HeaderMap,
    body: Bytes,
}

async fn send(app: Router, request: Request) -> Answer {
    let (head, body) = app.oneshot(request).await.unwrap().into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap();
    Answer { status: head.status.as_u16(), headers: head.headers, body }
}

async fn ask(method: &str, path: &str, body: &'static str) -> Answer {
    let request = Request::builder().method(method).uri(path).body(Body::from(body)).unwrap();
    send(app(), request).await
}

#[tokio::test]
async fn each_path_takes_its_methods() {
    for (method, path, said) in [
        ("GET", "/auth/page?next=%2F", "GET /auth/page?next=%2F "),
        ("POST", "/auth/page", "POST /auth/page hello"),
        ("POST", "/auth/send", "POST /auth/send hello"),
        ("POST", "/deep/auth/page", "POST /deep/auth/page hello"),
        ("POST", "/deep/auth/send", "POST /deep/auth/send hello"),
    ] {
        let answer = ask(method, path, if method == "POST" { "hello" } else { "" }).await;
        assert_eq!((answer.status, &answer.body[..]), (200, said.as_bytes()), "{method} {path}");
        assert_eq!(answer.headers["content-type"], "text/plain");
        let cookies: Vec<_> = answer.headers.get_all("set-cookie").iter().collect();
        assert_eq!(cookies, ["a=1", "b=2", "seen=1"], "the endpoint's, and what is on the context");
    }
    for (method, path, status, allow) in [
        ("PUT", "/auth/page", 405, "GET, POST, HEAD, OPTIONS"),
        ("OPTIONS", "/auth/page", 204, "GET, POST, HEAD, OPTIONS"),
        ("GET", "/auth/send", 405, "POST, OPTIONS"),
        ("HEAD", "/auth/send", 405, "POST, OPTIONS"),
        ("OPTIONS", "/deep/auth/send", 204, "POST, OPTIONS"),
    ] {
        let answer = ask(method, path, "").await;
        assert_eq!((answer.status, &answer.body[..]), (status, &b""[..]), "{method} {path}");
        let lines: Vec<_> = answer.headers.get_all("allow").iter().collect();
        assert_eq!(lines, [allow], "{method} {path}");
    }
    assert_eq!(ask("GET", "/auth", "").await.status, 404);
}

#[tokio::test]
async fn head_is_get_without_its_body() {
    for path in ["/auth/page", "/deep/auth/page"] {
        let (get, head) = (ask("GET", path, "").await, ask("HEAD", path, "").await);
        assert_eq!((head.status, &head.body[..]), (200, &b""[..]));
        assert_eq!(head.headers["content-type"], "text/plain");
        let length = head.headers.get("content-length");
        assert!(
            length.is_none_or(|length| length == get.body.len().to_string().as_str()),
            "{length:?}"
        );
    }
}

/// A body that must not be read.
fn untouchable() -> Body {
    Body::from_stream(stream::poll_fn(|_| -> std::task::Poll<Option<Result<Bytes, Infallible>>> {
        panic!("the body was read")
    }))
}

#[tokio::test]
async fn a_body_is_read_up_to_the_limit() {
    let post = |body| Request::post("/auth/send").body(body).unwrap();
    let chunks = |parts: &'static [&'static str]| {
        let part = |part: &&'static str| Ok::<_, Infallible>(Bytes::from_static(part.as_bytes()));
        Body::from_stream(stream::iter(parts.iter().map(part)))
    };
    for (body, status) in [
        (Body::from("12345"), 200),
        (Body::from("123456"), 413),
        (chunks(&["123", "", "45"]), 200),
        (chunks(&["123", "456"]), 413),
    ] {
        assert_eq!(send(app(), post(body)).await.status, status);
    }
    let broken = [Ok(Bytes::from_static(b"12")), Err(io::Error::from(io::ErrorKind::BrokenPipe))];
    let broken = Body::from_stream(stream::iter(broken));
    assert_eq!(send(app(), post(broken)).await.status, 400);
    let announced = Request::post("/auth/send").header("content-length", "6");
    assert_eq!(send(app(), announced.body(untouchable()).unwrap()).await.status, 413);
    for (method, status) in [("PUT", 405), ("HEAD", 200), ("OPTIONS", 204)] {
        let request = Request::builder().method(method).uri("/auth/page");
        assert_eq!(send(app(), request.body(untouchable()).unwrap()).await.status, status);
    }
}

#[tokio::test]
async fn without_a_layer_the_app_is_misconfigured() {
    let request = Request::get("/auth/page").body(Body::empty()).unwrap();
    let answer = send(mount(Echo), request).await;
    assert_eq!(answer.status, 500);
    assert_eq!(answer.body, r#"{"detail":"Internal server error"}"#);
}

#[tokio::test]
async fn the_innermost_auth_says_whose_proxies_count() {
    let trusting = Auth::builder(Anonymous).trusted_proxies(TrustedProxies::loopback()).build();
    let outer = Auth::new(Anonymous);
    let inner = trusting.attach(mount(Echo));
    let app = outer.attach(Router::new().merge(mount(Echo)).nest_service("/inner", inner));
    for (path, said) in
        [("/auth/page", "GET /auth/page "), ("/inner/auth/page", "GET /app/inner/auth/page ")]
    {
        let peer = axum::extract::ConnectInfo(std::net::SocketAddr::from(([127, 0, 0, 1], 9)));
        let request = Request::get(path).header("x-forwarded-prefix", "/app").extension(peer);
        let answer = send(app.clone(), request.body(Body::empty()).unwrap()).await;
        assert_eq!(answer.body, said);
    }
}
