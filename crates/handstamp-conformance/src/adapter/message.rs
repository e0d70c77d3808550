//! A request and a response, as bytes.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr};

/// A request that the suite wants sent.
#[derive(Clone)]
#[non_exhaustive]
pub struct Request {
    /// The method, upper case.
    pub method: String,
    /// Path and query; in one scenario a whole URL, as HTTP/1 allows and as HTTP/2 sends it in parts. Always
    /// something that `http::Uri` takes.
    pub target: String,
    /// Header lines in order, names in lower case. Values are bytes, not always UTF-8. There is no
    /// `content-length`.
    pub headers: Vec<(String, Vec<u8>)>,
    /// The body.
    pub body: Vec<u8>,
    /// The address at the other end of the connection.
    pub peer: IpAddr,
}

impl Request {
    pub(crate) fn new(method: &str, target: &str) -> Self {
        let request = Self {
            method: method.to_owned(),
            target: target.to_owned(),
            headers: Vec::new(),
            body: Vec::new(),
            peer: IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1)),
        };
        // A whole URL stands for HTTP/2, which has no Host header.
        if target.starts_with('/') { request.with("host", "app.example") } else { request }
    }

    pub(crate) fn get(target: &str) -> Self {
        Self::new("GET", target)
    }

    pub(crate) fn post(target: &str) -> Self {
        Self::new("POST", target)
    }

    pub(crate) fn with(mut self, name: &str, value: impl AsRef<[u8]>) -> Self {
        self.headers.push((name.to_owned(), value.as_ref().to_vec()));
        self
    }

    pub(crate) fn cookie(self, value: impl AsRef<[u8]>) -> Self {
        self.with("cookie", value)
    }

    pub(crate) fn bearer(self, token: &str) -> Self {
        self.with("authorization", format!("Bearer {token}"))
    }

    /// As a browser sends it that goes to a page.
    pub(crate) fn navigation(self) -> Self {
        let accept = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
        self.with("accept", accept).with("sec-fetch-mode", "navigate")
    }

    /// As a browser sends it from a page of the same origin.
    pub(crate) fn same_origin(self) -> Self {
        self.with("origin", "http://app.example").with("sec-fetch-site", "same-origin")
    }

    pub(crate) fn body(mut self, body: &str) -> Self {
        self.body = body.as_bytes().to_vec();
        self
    }

    pub(crate) fn peer(mut self, peer: IpAddr) -> Self {
        self.peer = peer;
        self
    }
}

/// What came back.
#[derive(Clone)]
#[non_exhaustive]
pub struct Response {
    /// The status code.
    pub status: u16,
    /// Header lines in order, one for each that goes over the wire.
    pub headers: Vec<(String, Vec<u8>)>,
    /// The body, to its end.
    pub body: Vec<u8>,
}

impl Response {
    /// A response. Header lines are given one by one, as they go over the wire.
    pub fn new<N: AsRef<str>, V: AsRef<[u8]>>(
        status: u16,
        headers: impl IntoIterator<Item = (N, V)>,
        body: impl Into<Vec<u8>>,
    ) -> Self {
        let line =
            |(name, value): (N, V)| (name.as_ref().to_ascii_lowercase(), value.as_ref().to_vec());
        Self { status, headers: headers.into_iter().map(line).collect(), body: body.into() }
    }

    /// All lines of one header, as text.
    pub(crate) fn lines<'r>(&'r self, name: &'r str) -> impl Iterator<Item = String> + 'r {
        let named = self.headers.iter().filter(move |(found, _)| found == name);
        named.map(|(_, value)| String::from_utf8_lossy(value).into_owned())
    }
}

fn show(f: &mut fmt::Formatter<'_>, headers: &[(String, Vec<u8>)], body: &[u8]) -> fmt::Result {
    for (name, value) in headers {
        writeln!(f, "    {name}: {}", short(value))?;
    }
    if body.is_empty() { Ok(()) } else { writeln!(f, "\n    {}", short(body)) }
}

/// Up to 300 bytes, and how many there are.
fn short(bytes: &[u8]) -> String {
    match bytes.get(..300) {
        Some(start) if bytes.len() > 300 => {
            format!("{}… ({} bytes)", start.escape_ascii(), bytes.len())
        }
        _ => bytes.escape_ascii().to_string(),
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "    {} {} (from {})", self.method, self.target, self.peer)?;
        show(f, &self.headers, &self.body)
    }
}

impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "    {}", self.status)?;
        show(f, &self.headers, &self.body)
    }
}
