//! A WebSocket behind a login, over a real connection.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::SystemTime;

use axum::Router;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::response::Response;
use axum::routing::get;
use handstamp_axum::{Auth, AuthExt, SecretKey, SessionLogin, Subject, User};
use handstamp_flask::{Session, session_codec};

fn key() -> SecretKey {
    SecretKey::new("2f1d9a0c5be74386a1d0f7c2e9b85d34").unwrap()
}

/// The user comes first: who is not logged in opens nothing.
async fn live(User(user): User, upgrade: WebSocketUpgrade) -> Response {
    upgrade.on_upgrade(async move |mut socket: WebSocket| {
        let greeting = Message::text(format!("hello {}", user.id()));
        drop(socket.send(greeting).await);
    })
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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_handshake_asks_who_it_is_and_where_it_comes_from() {
    let auth = Auth::new(SessionLogin::flask(key()).build().unwrap());
    let app = auth.attach(Router::new().route("/live", get(live)));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let server = listener.local_addr().unwrap();
    let serving = tokio::spawn(async { axum::serve(listener, app).await });
    let session = Session::from_dict([("_user_id", "ann")].into_iter().collect());
    let session = session_codec(key()).build().encode(&session, SystemTime::now()).unwrap();
    let cookie = format!("Cookie: session={session}\r\n");
    let tried = tokio::task::spawn_blocking(move || {
        let own = format!("Origin: http://{server}\r\n");
        let open = handshake(server, &format!("{cookie}{own}"));
        assert!(open.starts_with("HTTP/1.1 101") && open.contains("hello ann"), "{open}");
        let evil = handshake(server, &format!("{cookie}Origin: https://evil.example\r\n"));
        assert!(evil.starts_with("HTTP/1.1 403"), "{evil}");
        let anonymous = handshake(server, &own);
        assert!(anonymous.starts_with("HTTP/1.1 401"), "{anonymous}");
    });
    tried.await.unwrap();
    serving.abort();
}
