//! What an adapter shows of a request.

use crate::auth::context::AuthContext;
use std::net::IpAddr;

/// A request, as far as a login needs to see it: bytes and text, no type of any HTTP crate.
///
/// An adapter implements this on its framework's request (or on a reference to it) in about ten
/// lines. Everything is read in place; nothing is copied before somebody asks.
pub trait RequestView {
    /// The method, upper case as it was sent: `GET`, `POST`.
    fn method(&self) -> &str;

    /// Path and query as the client sent them, *before* a nested router stripped a prefix.
    /// Starts with `/` (or is `*` for `OPTIONS *`).
    fn target(&self) -> &str;

    /// The value of the `nth` line (from 0) of the header `name` (lower case), raw.
    /// `None` when there are not that many lines.
    fn header(&self, name: &str, nth: usize) -> Option<&[u8]>;

    /// The scheme as the connection has it (`http`, `https`), if the framework knows.
    /// What proxies say of it is resolved by [`TrustedProxies`](crate::TrustedProxies).
    fn scheme(&self) -> Option<&str> {
        None
    }

    /// The authority of the request target. HTTP/2 and HTTP/3 have it instead of a `Host` header;
    /// leave it at `None` where there is a `Host` header.
    fn authority(&self) -> Option<&str> {
        None
    }

    /// The address at the other end of the connection.
    fn peer(&self) -> Option<IpAddr> {
        None
    }

    /// The [`AuthContext`] that the response layer has put on this request. It remembers who was
    /// asked for and what the response must carry, so it is the same one for the whole request.
    /// `None` means that there is no layer, and is answered with a 500.
    fn context(&self) -> Option<&AuthContext>;

    /// The request as it was sent, where this one shows it with what trusted proxies say. Only a view
    /// that wraps another one has to pass this on.
    fn as_sent(&self) -> Option<&dyn RequestView> {
        None
    }
}

impl<V: RequestView + ?Sized> RequestView for &V {
    fn method(&self) -> &str {
        (**self).method()
    }
    fn target(&self) -> &str {
        (**self).target()
    }
    fn header(&self, name: &str, nth: usize) -> Option<&[u8]> {
        (**self).header(name, nth)
    }
    fn scheme(&self) -> Option<&str> {
        (**self).scheme()
    }
    fn authority(&self) -> Option<&str> {
        (**self).authority()
    }
    fn peer(&self) -> Option<IpAddr> {
        (**self).peer()
    }
    fn context(&self) -> Option<&AuthContext> {
        (**self).context()
    }
    fn as_sent(&self) -> Option<&dyn RequestView> {
        (**self).as_sent()
    }
}

impl dyn RequestView + '_ {
    /// The value of the first line of a header as text; `None` also when it is not UTF-8.
    pub fn text(&self, name: &str) -> Option<&str> {
        std::str::from_utf8(self.header(name, 0)?).ok()
    }

    /// Every line of a header, raw.
    pub fn lines<'r>(&'r self, name: &'r str) -> impl Iterator<Item = &'r [u8]> {
        (0..).map_while(move |nth| self.header(name, nth))
    }

    /// The host (and port) that the client asked for: `:authority`, else the `Host` header.
    pub fn host(&self) -> Option<&str> {
        self.authority().or_else(|| self.text("host"))
    }

    /// Whether a person's browser is going to a page: GET or HEAD, and HTML is wanted.
    /// A `fetch` or an image is none (`Sec-Fetch-Mode` tells, where the browser sends it).
    pub fn is_navigation(&self) -> bool {
        matches!(self.method(), "GET" | "HEAD")
            && self.text("sec-fetch-mode").is_none_or(|mode| mode == "navigate")
            && self.text("accept").is_some_and(|accept| accept.contains("text/html"))
    }
}
