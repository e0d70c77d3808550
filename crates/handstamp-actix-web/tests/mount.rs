//! Routes that come with a login, mounted.
#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use std::borrow::Cow;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::pin::Pin;

use actix_web::body::BoxBody;
use actix_web::dev::{Payload, ServiceResponse};
use actix_web::error::PayloadError;
use actix_web::test::TestRequest;
use actix_web::web::Bytes;
use actix_web::{App, HttpServer, test, web};
use futures_util::stream::{self, Stream};
use handstamp_actix_web::{AuthExt, mount};
use handstamp_authorizer::adapter::Effects;
use handstamp_authorizer::endpoint::{self, Endpoint};
use handstamp_authorizer::{Auth, MaybeFuture, Reply, RequestView, TrustedProxies};
use support::{Login, lines, shown};

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
        effects.set_cookie(support::set("seen", "1"));
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

fn routes(app: &mut web::ServiceConfig) {
    app.configure(mount(Echo)).service(web::scope("/deep").configure(mount(Echo)));
}

async fn send(request: TestRequest) -> ServiceResponse<BoxBody> {
    let app = Login::default().auth().attach(App::new().configure(routes));
    let app = test::init_service(app).await;
    test::call_service(&app, request.to_request()).await.map_into_boxed_body()
}

fn request(method: &str, path: &str) -> TestRequest {
    TestRequest::with_uri(path).method(method.parse().unwrap())
}

#[actix_web::test]
async fn each_path_takes_its_methods() {
    for (method, path, body, said) in [
        ("GET", "/auth/page?next=%2F", "", "GET /auth/page?next=%2F "),
        ("POST", "/auth/page", "hello", "POST /auth/page hello"),
        ("POST", "/auth/send", "hello", "POST /auth/send hello"),
        ("POST", "/deep/auth/page", "hello", "POST /deep/auth/page hello"),
        ("POST", "/deep/auth/send", "hello", "POST /deep/auth/send hello"),
    ] {
        let answer = send(request(method, path).set_payload(body)).await;
        assert_eq!(lines(&answer, "content-type"), ["text/plain"]);
        let cookies = ["a=1", "b=2", "seen=1; Path=/"];
        assert_eq!(lines(&answer, "set-cookie"), cookies, "the endpoint's, and the context's");
        assert_eq!(shown(answer).await, (200, said.into()), "{method} {path}");
    }
    for (method, path, status, allow) in [
        ("PUT", "/auth/page", 405, "GET, POST, HEAD, OPTIONS"),
        ("OPTIONS", "/auth/page", 204, "GET, POST, HEAD, OPTIONS"),
        ("GET", "/auth/send", 405, "POST, OPTIONS"),
        ("HEAD", "/auth/send", 405, "POST, OPTIONS"),
        ("OPTIONS", "/deep/auth/send", 204, "POST, OPTIONS"),
    ] {
        let answer = send(request(method, path)).await;
        assert_eq!(lines(&answer, "allow"), [allow], "{method} {path}");
        assert_eq!(shown(answer).await, (status, String::new()), "{method} {path}");
    }
    assert_eq!(send(request("GET", "/auth")).await.status(), 404);
}

#[actix_web::test]
async fn head_is_get_without_its_body() {
    for path in ["/auth/page", "/deep/auth/page"] {
        let head = send(request("HEAD", path)).await;
        assert_eq!(lines(&head, "content-type"), ["text/plain"]);
        assert_eq!(shown(head).await, (200, String::new()));
    }
}

type Part = Result<Bytes, PayloadError>;

/// The request, with a body that comes in parts.
async fn streamed(request: TestRequest, body: impl Stream<Item = Part> + 'static) -> u16 {
    let app = Login::default().auth().attach(App::new().configure(routes));
    let app = test::init_service(app).await;
    let body: Pin<Box<dyn Stream<Item = Part>>> = Box::pin(body);
    let (request, _) = request.to_request().replace_payload(Payload::Stream { payload: body });
    test::call_service(&app, request).await.status().as_u16()
}

/// A body that must not be read.
fn untouchable() -> impl Stream<Item = Part> {
    stream::poll_fn(|_| panic!("the body was read"))
}

#[actix_web::test]
async fn a_body_is_read_up_to_the_limit() {
    let post = || request("POST", "/auth/send");
    let part = |text: &'static str| Ok(Bytes::from_static(text.as_bytes()));
    let parts = |parts: [&'static str; 3]| stream::iter(parts.map(part));
    assert_eq!(send(post().set_payload("12345")).await.status(), 200);
    assert_eq!(send(post().set_payload("123456")).await.status(), 413);
    assert_eq!(streamed(post(), parts(["123", "", "45"])).await, 200);
    assert_eq!(streamed(post(), parts(["123", "", "456"])).await, 413);
    let broken = stream::iter([part("12"), Err(PayloadError::Incomplete(None))]);
    assert_eq!(streamed(post(), broken).await, 400);
    let announced = post().insert_header(("content-length", "6"));
    assert_eq!(streamed(announced, untouchable()).await, 413);
    for (method, status) in [("PUT", 405), ("HEAD", 200), ("OPTIONS", 204)] {
        assert_eq!(streamed(request(method, "/auth/page"), untouchable()).await, status);
    }
}

#[actix_web::test]
async fn without_a_layer_the_app_is_misconfigured() {
    let app = test::init_service(App::new().configure(mount(Echo))).await;
    let answer = shown(ask!(app, "/auth/page")).await;
    assert_eq!(answer, (500, r#"{"detail":"Internal server error"}"#.into()));
}

#[actix_web::test]
async fn the_innermost_auth_says_whose_proxies_count() {
    let builder = Auth::builder(Login::default());
    let trusting = builder.trusted_proxies(TrustedProxies::loopback()).build();
    let inner = web::scope("/inner").wrap(trusting.layer()).configure(mount(Echo));
    let app = App::new().configure(mount(Echo)).service(inner);
    let app = test::init_service(Login::default().auth().attach(app)).await;
    for (path, said) in
        [("/auth/page", "GET /auth/page "), ("/inner/auth/page", "GET /app/inner/auth/page ")]
    {
        let request = request("GET", path).insert_header(("x-forwarded-prefix", "/app"));
        let request = request.peer_addr(SocketAddr::from(([127, 0, 0, 1], 9)));
        let answer = test::call_service(&app, request.to_request()).await;
        assert_eq!(shown(answer).await, (200, said.into()));
    }
}

/// Sends a request and reads until the server closes.
fn ask(address: SocketAddr, request: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    write!(stream, "{request}").unwrap();
    let mut response = String::new();
    stream.read_to_string(&mut response).unwrap();
    response
}

#[actix_web::test]
async fn over_the_wire() {
    let (auth, echo) = (Login::default().auth(), mount(Echo)); // one for all workers
    let server = HttpServer::new(move || auth.attach(App::new().configure(echo.clone())));
    let server = server.workers(2).disable_signals().bind("127.0.0.1:0").unwrap();
    let address = server.addrs()[0];
    let server = server.run();
    let handle = server.handle();
    let server = actix_web::rt::spawn(server);
    let asked = web::block(move || {
        const END: &str = "Host: here\r\nConnection: close\r\n";
        let head = ask(address, &format!("HEAD /auth/page HTTP/1.1\r\n{END}\r\n"));
        assert!(head.starts_with("HTTP/1.1 200 OK\r\n"), "{head}");
        assert!(head.ends_with("\r\n\r\n"), "no body: {head}");
        assert!(!head.contains("content-length") && !head.contains("transfer-encoding"), "{head}");

        let post = format!("POST /auth/page HTTP/1.1\r\n{END}");
        let whole = ask(address, &format!("{post}Content-Length: 5\r\n\r\nhello"));
        assert!(whole.ends_with("\r\n\r\nPOST /auth/page hello"), "{whole}");
        let long = ask(address, &format!("{post}Content-Length: 6\r\n\r\nhello!"));
        assert!(long.starts_with("HTTP/1.1 413 "), "{long}");
        let broken = ask(address, &format!("{post}Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\nz"));
        assert!(broken.starts_with("HTTP/1.1 400 "), "{broken}");
    });
    asked.await.unwrap();
    handle.stop(true).await;
    server.await.unwrap().unwrap();
}
