//! A listener on loopback that answers each connection in a thread of its own.

use std::io::{BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::time::Duration;

use super::message::Head;

/// How long a connection may stay silent.
const SILENCE: Duration = Duration::from_secs(60);

/// A connection that has sent the head of a request.
pub(crate) struct Exchange {
    pub(crate) head: Head,
    /// What comes after the head.
    pub(crate) from: BufReader<TcpStream>,
    pub(crate) to: TcpStream,
}

/// Listens, and hands each request to `answer`. The threads end with the process.
pub(crate) fn serve(
    listener: TcpListener,
    answer: impl Fn(Exchange) -> anyhow::Result<()> + Send + Sync + 'static,
) -> anyhow::Result<SocketAddr> {
    let address = listener.local_addr()?;
    let answer = Arc::new(answer);
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let answer = Arc::clone(&answer);
            std::thread::spawn(move || {
                // A peer that hangs up or sends nonsense ends its own connection and nothing else.
                let _ = open(stream).and_then(|exchange| exchange.map_or(Ok(()), |e| answer(e)));
            });
        }
    });
    Ok(address)
}

fn open(stream: TcpStream) -> anyhow::Result<Option<Exchange>> {
    stream.set_read_timeout(Some(SILENCE))?;
    stream.set_nodelay(true)?;
    let mut to = stream.try_clone()?;
    let mut from = BufReader::new(stream);
    match Head::read(&mut from) {
        Ok(head) => Ok(head.map(|head| Exchange { head, from, to })),
        Err(error) => {
            reply(&mut to, "400 Bad Request", &[], "bad request\n")?;
            Err(error)
        }
    }
}

impl Exchange {
    /// Path and query, as sent.
    pub(crate) fn target(&self) -> &str {
        self.head.start.split(' ').nth(1).unwrap_or("/")
    }

    /// The form that was sent, up to a limit.
    pub(crate) fn body(&mut self, limit: u64) -> anyhow::Result<String> {
        let length = self.head.length()?.unwrap_or_default().min(limit);
        let mut body = Vec::new();
        (&mut self.from).take(length).read_to_end(&mut body)?;
        Ok(String::from_utf8_lossy(&body).into_owned())
    }

    pub(crate) fn method(&self) -> &str {
        self.head.start.split(' ').next().unwrap_or_default()
    }
}

/// Writes a whole response and closes.
pub(crate) fn reply(
    to: &mut TcpStream,
    status: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> std::io::Result<()> {
    let mut head = Head::new(format!("HTTP/1.1 {status}"));
    head.push("Content-Type", "text/html; charset=utf-8");
    head.push("Content-Length", &body.len().to_string());
    head.push("Connection", "close");
    for (name, value) in headers {
        head.push(name, value);
    }
    head.write(to)?;
    to.write_all(body.as_bytes())?;
    to.flush()
}
