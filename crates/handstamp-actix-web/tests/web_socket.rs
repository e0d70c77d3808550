//! A WebSocket behind a login, over a real connection.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::SystemTime;

use actix_web::{App, Error, HttpRequest, HttpResponse, HttpServer, rt, web};
use handstamp_actix_web::{Auth, AuthExt, SecretKey, SessionLogin, Subject, User};
use handstamp_flask::{Session, session_codec};

fn key() -> SecretKey {
    SecretKey::new("2f1d9a0c5be74386a1d0f7c2e9b85d34").unwrap()
}

/// The user is an extractor: who is not logged in opens nothing.
async fn live(
    User(user): User,
    request: HttpRequest,
    body: web::Payload,
) -> Result<HttpResponse, Error> {
    let (response, mut socket, _messages) = actix_ws::handle(&request, body)?;
    rt::spawn(async move {
        drop(socket.text(format!("hello {}", user.id())).await);
        drop(socket.close(None).await);
    });
    Ok(response)
}

/// What the server answers to a handshake: the status line, the head and what comes at once after it.
fn handshake(server: SocketAddr, headers: &str) -> String {
    let mut stream = TcpStream::connect(server).unwrap();
    let head = format!(
        "GET /live HTTP/1.1\r\nHost: {server}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
         Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n{headers}\r\n"
    );
    stream.write_all(head.as_bytes()).unwrap();
    stream.set_read_timeout(Some(std::time::Duration::from_secs(5))).unwrap();
    let mut answer = Vec::new();
    let mut buffer = [0; 1024];
    while !String::from_utf8_lossy(&answer).contains("hello ann") {
        match stream.read(&mut buffer) {
            Ok(0) | Err(_) => break,
            Ok(read) => answer.extend_from_slice(buffer.get(..read).unwrap()),
        }
        if !answer.starts_with(b"HTTP/1.1 101") {
            break;
        }
    }
    String::from_utf8_lossy(&answer).into_owned()
}

#[actix_web::test]
async fn the_handshake_asks_who_it_is_and_where_it_comes_from() {
    let auth = Auth::new(SessionLogin::flask(key()).build().unwrap());
    let app = move || auth.attach(App::new().route("/live", web::get().to(live)));
    let server = HttpServer::new(app).workers(1).bind("127.0.0.1:0").unwrap();
    let address = *server.addrs().first().unwrap();
    let server = server.run();
    let handle = server.handle();
    let serving = rt::spawn(server);
    let session = Session::from_dict([("_user_id", "ann")].into_iter().collect());
    let session = session_codec(key()).build().encode(&session, SystemTime::now()).unwrap();
    let cookie = format!("Cookie: session={session}\r\n");
    let tried = web::block(move || {
        let own = format!("Origin: http://{address}\r\n");
        let open = handshake(address, &format!("{cookie}{own}"));
        assert!(open.starts_with("HTTP/1.1 101") && open.contains("hello ann"), "{open}");
        let evil = handshake(address, &format!("{cookie}Origin: https://evil.example\r\n"));
        assert!(evil.starts_with("HTTP/1.1 403"), "{evil}");
        let anonymous = handshake(address, &own);
        assert!(anonymous.starts_with("HTTP/1.1 401"), "{anonymous}");
    });
    tried.await.unwrap();
    handle.stop(false).await;
    serving.await.unwrap().unwrap();
}
