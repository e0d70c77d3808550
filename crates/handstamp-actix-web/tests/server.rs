//! A real server with two workers, over TCP.
#![allow(clippy::unwrap_used)]

mod support;

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};

use actix_web::body::BoxBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::error::ErrorImATeapot;
use actix_web::middleware::{Next, from_fn};
use actix_web::{App, Error, HttpServer, web};
use handstamp_actix_web::AuthExt;
use support::{Login, home, me};

async fn fails(request: ServiceRequest, next: Next<BoxBody>) -> Result<ServiceResponse, Error> {
    next.call(request).await?;
    Err(ErrorImATeapot("short and stout"))
}

/// Sends these lines and reads until the server closes.
fn ask(address: SocketAddr, request: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    write!(stream, "{request}\r\nHost: here\r\nConnection: close\r\n\r\n").unwrap();
    let mut response = String::new();
    stream.read_to_string(&mut response).unwrap();
    response
}

#[actix_web::test]
async fn answers_over_the_wire() {
    let login = Login::default();
    let auth = login.auth();
    let server = HttpServer::new(move || {
        let teapot = web::scope("/teapot").wrap(from_fn(fails)).route("", web::get().to(home));
        auth.attach(App::new().route("/me", web::get().to(me)).service(teapot))
    });
    let server = server.workers(2).disable_signals().bind("127.0.0.1:0").unwrap();
    let address = server.addrs()[0];
    let server = server.run();
    let handle = server.handle();
    let server = actix_web::rt::spawn(server);

    let asked = web::block(move || {
        for _ in 0..8 {
            let allowed = ask(address, "GET /me HTTP/1.1\r\nCookie: slow=ada");
            assert!(allowed.starts_with("HTTP/1.1 200 OK\r\n"), "{allowed}");
            assert!(allowed.contains("set-cookie: seen=1; Path=/\r\n"), "{allowed}");
            assert!(allowed.contains("set-cookie: again=2; Path=/\r\n"), "{allowed}");
            assert!(allowed.ends_with("\r\n\r\nada"), "{allowed}");
        }
        let denied = ask(address, "GET /me HTTP/1.1");
        assert!(denied.starts_with("HTTP/1.1 401 Unauthorized\r\n"), "{denied}");
        assert!(denied.ends_with("{\"detail\":\"Not authenticated\"}"), "{denied}");
        let failed = ask(address, "GET /teapot HTTP/1.1\r\nCookie: who=ada");
        assert!(failed.starts_with("HTTP/1.1 418 I'm a teapot\r\n"), "{failed}");
        assert!(failed.contains("set-cookie: seen=1; Path=/\r\n"), "{failed}");
        assert!(failed.ends_with("short and stout"), "{failed}");
    });
    asked.await.unwrap();
    handle.stop(true).await;
    server.await.unwrap().unwrap();
    assert_eq!(login.asked(), 10);
}
