//! The small reverse proxy in front of both: Rust's prefixes go to Rust, all else to the login app.

use std::io::{BufReader, Read as _};
use std::net::{SocketAddr, TcpListener, TcpStream};

use crate::http::message::Head;
use crate::http::server::{self, Exchange};

/// A path prefix and who serves it.
#[derive(Debug, Clone)]
pub(crate) struct Route {
    pub(crate) prefix: &'static str,
    pub(crate) server: SocketAddr,
}

/// Starts the proxy. What no route takes goes to `otherwise`.
pub(crate) fn start(
    listener: TcpListener,
    routes: Vec<Route>,
    otherwise: SocketAddr,
) -> anyhow::Result<SocketAddr> {
    server::serve(listener, move |exchange| {
        let path = exchange.target().split('?').next().unwrap_or_default();
        let route = routes.iter().find(|route| within(path, route.prefix));
        relay(exchange, route.map_or(otherwise, |route| route.server))
    })
}

/// `/rust` holds `/rust` and `/rust/me`, not `/rusty`.
fn within(path: &str, prefix: &str) -> bool {
    path.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Headers that concern one connection only (RFC 9110 section 7.6.1), and those that say who is
/// asking, which only the proxy may say.
const REPLACED: &[&str] = &[
    "connection",
    "keep-alive",
    "proxy-connection",
    "te",
    "upgrade",
    "expect",
    "forwarded",
    "x-forwarded-for",
    "x-forwarded-host",
    "x-forwarded-proto",
    "x-forwarded-prefix",
];

fn relay(mut exchange: Exchange, server: SocketAddr) -> anyhow::Result<()> {
    let Exchange { head, from, to } = &mut exchange;
    if head.chunked() {
        return Ok(server::reply(to, "411 Length Required", &[], "length required\n")?);
    }
    let Ok(length) = head.length() else {
        return Ok(server::reply(to, "400 Bad Request", &[], "bad request\n")?);
    };
    let host = head.header("host").unwrap_or_default().to_owned();
    REPLACED.iter().for_each(|name| head.remove(name));
    head.push("X-Forwarded-For", &to.peer_addr()?.ip().to_string());
    head.push("X-Forwarded-Proto", "http");
    head.push("X-Forwarded-Host", &host);
    head.push("Connection", "close");

    let Ok(mut upstream) = TcpStream::connect(server) else {
        return Ok(server::reply(to, "502 Bad Gateway", &[], "this server does not answer\n")?);
    };
    head.write(&mut upstream)?;
    std::io::copy(&mut from.take(length.unwrap_or(0)), &mut upstream)?;

    let mut answer = BufReader::new(upstream);
    let Ok(Some(mut head)) = Head::read(&mut answer) else {
        return Ok(server::reply(to, "502 Bad Gateway", &[], "no answer\n")?);
    };
    head.remove("connection");
    head.remove("keep-alive");
    head.push("Connection", "close");
    head.write(to)?;
    std::io::copy(&mut answer, to)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::within;

    #[test]
    fn a_prefix_ends_at_a_slash() {
        assert!(within("/rust", "/rust"));
        assert!(within("/rust/me", "/rust"));
        assert!(!within("/rusty", "/rust"));
        assert!(!within("/", "/rust"));
    }
}
