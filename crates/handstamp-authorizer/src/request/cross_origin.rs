//! Where a request with a cookie may come from.

use crate::error::Error;
use crate::request::view::RequestView;
use std::net::Ipv6Addr;

/// Which pages may send requests that change something on behalf of a browser's user.
///
/// Whoever came in by evidence that a browser adds by itself (a cookie) and uses another method than
/// GET, HEAD, OPTIONS or TRACE must come from a page of the same origin: `Sec-Fetch-Site` says
/// `same-origin` or `none`, or `Origin` is the scheme and authority of this request. Browsers have
/// sent one or the other for years; a request with neither is refused.
///
/// A WebSocket is opened by a GET (or CONNECT, RFC 8441) and can do anything afterwards, so its
/// handshake is held to the same. Browsers always send `Origin` with it (RFC 6455 section 4.1), so that
/// one without is a program's and passes.
#[derive(Debug, Clone, Default)]
#[must_use]
pub struct CrossOrigin {
    trusted: Vec<String>,
    anywhere: bool,
}

impl CrossOrigin {
    /// Only the same origin. The default.
    pub fn same_origin() -> Self {
        Self::default()
    }

    /// No check: the app has a defence of its own on every route that changes something.
    pub fn allow_all_without_csrf_defence() -> Self {
        Self { trusted: Vec::new(), anywhere: true }
    }

    /// Takes requests from this origin as well: `https://app.example.com`.
    ///
    /// # Errors
    /// [`Error::Origin`] when it is not scheme, host and perhaps port.
    pub fn trust(mut self, origin: impl AsRef<str>) -> Result<Self, Error> {
        let origin = origin.as_ref();
        let known =
            Origin::parse(origin).filter(|origin| matches!(origin.scheme, "http" | "https"));
        if known.is_none() {
            return Err(Error::Origin(origin.to_owned()));
        }
        self.trusted.push(origin.to_owned());
        Ok(self)
    }

    /// Whether a request that showed nothing at all may begin something, such as a login: unless it shows
    /// that it comes from another site's page. A program sends neither `Origin` nor `Sec-Fetch-Site`.
    pub fn allows_visitor(&self, request: &dyn RequestView) -> bool {
        let silent =
            ["origin", "sec-fetch-site"].iter().all(|name| request.header(name, 0).is_none());
        silent || self.allows(request)
    }

    /// Whether a request that came in by a cookie may do what it asks.
    pub fn allows(&self, request: &dyn RequestView) -> bool {
        let handshake = opens_web_socket(request);
        let safe = matches!(request.method(), "GET" | "HEAD" | "OPTIONS" | "TRACE") && !handshake;
        if self.anywhere || safe {
            return true;
        }
        // A browser sends one line of each. Two are somebody's attempt to be read in two ways.
        if ["origin", "sec-fetch-site"].iter().any(|name| request.header(name, 1).is_some()) {
            return false;
        }
        let origin = request.text("origin").and_then(Origin::parse);
        let trusted = |origin: &Origin<'_>| {
            self.trusted.iter().filter_map(|one| Origin::parse(one)).any(|one| one.is(origin))
        };
        // Before Sec-Fetch-Site, which says `cross-site` for a trusted origin too.
        if origin.as_ref().is_some_and(trusted) {
            return true;
        }
        match request.header("sec-fetch-site", 0) {
            Some(site) => matches!(site, b"same-origin" | b"none"),
            None if request.header("origin", 0).is_none() => handshake,
            None => origin.is_some_and(|origin| origin.is_of(request)),
        }
    }
}

fn opens_web_socket(request: &dyn RequestView) -> bool {
    let named = |token: &[u8]| token.trim_ascii().eq_ignore_ascii_case(b"websocket");
    match request.method() {
        "CONNECT" => true,
        "GET" => request.lines("upgrade").any(|line| line.split(|byte| *byte == b',').any(named)),
        _ => false,
    }
}

struct Origin<'a> {
    scheme: &'a str,
    host: &'a str,
    port: Option<u16>,
}

impl<'a> Origin<'a> {
    /// RFC 6454 section 6.1. `null` and everything with a path are none.
    fn parse(text: &'a str) -> Option<Self> {
        let (scheme, authority) = text.split_once("://")?;
        Self::of_authority(scheme, authority)
    }

    fn of_authority(scheme: &'a str, authority: &'a str) -> Option<Self> {
        let (host, port) = match authority.rsplit_once(':') {
            Some((host, port)) if !port.ends_with(']') => (host, Some(number(port)?)),
            _ => (authority, None),
        };
        let default = match scheme {
            "http" => Some(80),
            "https" => Some(443),
            _ => None,
        };
        is_host(host).then_some(Self { scheme, host, port: port.or(default) })
    }

    fn is(&self, other: &Origin<'_>) -> bool {
        self.scheme == other.scheme
            && self.host.eq_ignore_ascii_case(other.host)
            && self.port == other.port
    }

    /// Whether this is the origin of the request itself. Where the framework does not know the
    /// scheme of its connection, the authority decides.
    fn is_of(&self, request: &dyn RequestView) -> bool {
        let scheme = request.scheme().unwrap_or(self.scheme);
        let own = request.host().and_then(|host| Origin::of_authority(scheme, host));
        matches!(self.scheme, "http" | "https") && own.is_some_and(|own| own.is(self))
    }
}

fn number(port: &str) -> Option<u16> {
    port.bytes().all(|byte| byte.is_ascii_digit()).then(|| port.parse().ok())?
}

/// A name or an address, as browsers write it: no user, no path, no wildcard.
fn is_host(host: &str) -> bool {
    let named = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_');
    match host.strip_prefix('[') {
        Some(rest) => rest.strip_suffix(']').is_some_and(|v6| v6.parse::<Ipv6Addr>().is_ok()),
        None => !host.is_empty() && host.bytes().all(named),
    }
}
