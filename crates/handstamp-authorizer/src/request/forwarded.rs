//! What trusted proxies say of a request.

use std::net::IpAddr;

use crate::auth::context::AuthContext;
use crate::request::view::RequestView;

/// What trusted proxies say of a request. Resolved once, when the request comes in.
#[derive(Debug, Clone)]
pub(crate) struct Forwarded {
    pub(crate) peer: Option<IpAddr>,
    pub(crate) scheme: Option<&'static str>,
    pub(crate) authority: Option<Box<str>>,
    /// The path prefix that a proxy stripped.
    pub(crate) prefix: Option<Box<str>>,
}

/// A request with what its proxies say of it.
pub(crate) struct Resolved<'r> {
    request: &'r dyn RequestView,
    forwarded: &'r Forwarded,
    target: Option<String>,
}

impl<'r> Resolved<'r> {
    pub(crate) fn new(request: &'r dyn RequestView, forwarded: &'r Forwarded) -> Self {
        let prefix = forwarded.prefix.as_ref().filter(|_| request.target().starts_with('/'));
        let target = prefix.map(|prefix| format!("{prefix}{}", request.target()));
        Self { request, forwarded, target }
    }
}

impl RequestView for Resolved<'_> {
    fn method(&self) -> &str {
        self.request.method()
    }
    fn target(&self) -> &str {
        self.target.as_deref().unwrap_or_else(|| self.request.target())
    }
    fn header(&self, name: &str, nth: usize) -> Option<&[u8]> {
        self.request.header(name, nth)
    }
    fn scheme(&self) -> Option<&str> {
        self.forwarded.scheme.or_else(|| self.request.scheme())
    }
    fn authority(&self) -> Option<&str> {
        self.forwarded.authority.as_deref().or_else(|| self.request.authority())
    }
    fn peer(&self) -> Option<IpAddr> {
        self.forwarded.peer
    }
    fn context(&self) -> Option<&AuthContext> {
        self.request.context()
    }
    fn as_sent(&self) -> Option<&dyn RequestView> {
        Some(self.request)
    }
}
