//! Whose word counts about where a request came from.

use crate::auth::context::AuthContext;
use crate::error::Error;
use crate::request::next_url::NextUrl;
use crate::request::view::RequestView;
use std::net::{IpAddr, SocketAddr};

/// The proxies whose `X-Forwarded-For`, `-Proto`, `-Host` and `-Prefix` are believed. Nobody by
/// default: anyone can write such a header.
///
/// The framework has to say who is at the other end of the connection
/// ([`RequestView::peer`]; in axum that takes `into_make_service_with_connect_info`).
#[derive(Debug, Clone, Default)]
#[must_use]
pub struct TrustedProxies {
    networks: Vec<(IpAddr, u8)>,
    unknown_peer: bool,
}

impl TrustedProxies {
    /// Nobody. The default.
    pub fn none() -> Self {
        Self::default()
    }

    /// Believes this machine's own addresses (`127.0.0.0/8`, `::1`): a proxy beside the app.
    pub fn loopback() -> Self {
        Self {
            networks: vec![([127, 0, 0, 0].into(), 8), (std::net::Ipv6Addr::LOCALHOST.into(), 128)],
            unknown_peer: false,
        }
    }

    /// Believes an address (`10.0.0.7`) or a network (`10.0.0.0/8`) as well.
    ///
    /// # Errors
    /// [`Error::Network`] when it is neither.
    pub fn trust(mut self, network: &str) -> Result<Self, Error> {
        let parsed = parse(network).ok_or_else(|| Error::Network(network.to_owned()))?;
        self.networks.push(parsed);
        Ok(self)
    }

    /// Believes a connection that has no address: a Unix socket that only the proxy can open.
    ///
    /// Never for a service that listens on TCP as well: where the framework does not pass the
    /// address on, every connection has none.
    pub fn trust_unix_socket(mut self) -> Self {
        self.unknown_peer = true;
        self
    }

    fn trusts(&self, peer: Option<IpAddr>) -> bool {
        match peer {
            Some(peer) => self.networks.iter().any(|network| contains(*network, peer)),
            None => self.unknown_peer,
        }
    }

    /// Sees a request with what its proxies say of it, as far as they are trusted: scheme, authority,
    /// client address, and the path prefix that a proxy stripped.
    pub fn see<T>(&self, request: &dyn RequestView, look: impl FnOnce(&dyn RequestView) -> T) -> T {
        if (self.networks.is_empty() && !self.unknown_peer) || !self.trusts(request.peer()) {
            return look(request);
        }
        let prefix = last(request, "x-forwarded-prefix").map(|prefix| prefix.trim_end_matches('/'));
        let prefix = prefix.filter(|prefix| is_path(prefix) && request.target().starts_with('/'));
        look(&Proxied {
            request,
            peer: self.client(request),
            scheme: last(request, "x-forwarded-proto").filter(|s| matches!(*s, "http" | "https")),
            authority: last(request, "x-forwarded-host"),
            target: prefix.map(|prefix| format!("{prefix}{}", request.target())),
        })
    }

    /// The last address in `X-Forwarded-For` that is no trusted proxy; the peer where there is none.
    fn client(&self, request: &dyn RequestView) -> Option<IpAddr> {
        let mut client = request.peer();
        let lines: Vec<_> = request.lines("x-forwarded-for").collect();
        let hops = lines.iter().rev().flat_map(|line| line.rsplit(|byte| *byte == b','));
        for hop in hops {
            if !self.trusts(client) {
                break;
            }
            // What is no address was written by somebody whom nobody can name: stop before it.
            let Some(address) = std::str::from_utf8(hop).ok().and_then(address) else { break };
            client = Some(address);
        }
        client
    }
}

/// The last value of a list header: what the nearest proxy, the one we trust, has written.
fn last<'r>(request: &'r dyn RequestView, name: &'r str) -> Option<&'r str> {
    let line = std::str::from_utf8(request.lines(name).last()?).ok()?;
    line.rsplit(',').next().map(str::trim).filter(|value| !value.is_empty())
}

/// A prefix that leads to this very site, whatever follows it.
fn is_path(prefix: &str) -> bool {
    NextUrl::parse(prefix).is_some() && !prefix.contains(['?', '#'])
}

/// An address, perhaps in brackets, perhaps with a port. An IPv4 address in IPv6's clothes is an
/// IPv4 address.
fn address(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let bare = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(text);
    let address = bare.parse().ok().or_else(|| text.parse().ok().map(|both: SocketAddr| both.ip()));
    address.map(|address| address.to_canonical())
}

fn parse(network: &str) -> Option<(IpAddr, u8)> {
    let (text, length) = match network.split_once('/') {
        Some((text, length)) if length.bytes().all(|byte| byte.is_ascii_digit()) => {
            (text, Some(length.parse::<u8>().ok()?))
        }
        Some(_) => return None,
        None => (network, None),
    };
    let written: IpAddr = text.parse().ok()?;
    let address = written.to_canonical();
    let longest: u8 = if address.is_ipv4() { 32 } else { 128 };
    let length = match length {
        Some(length) if written.is_ipv4() == address.is_ipv4() => length,
        Some(mapped) => mapped.checked_sub(96)?, // of ::ffff:0:0/96
        None => longest,
    };
    (length <= longest).then_some((address, length))
}

fn contains((network, length): (IpAddr, u8), peer: IpAddr) -> bool {
    let cut = |bits: u128, width: u8| bits.checked_shr(u32::from(width - length)).unwrap_or(0);
    match (network, peer.to_canonical()) {
        (IpAddr::V4(network), IpAddr::V4(peer)) => {
            cut(network.to_bits().into(), 32) == cut(peer.to_bits().into(), 32)
        }
        (IpAddr::V6(network), IpAddr::V6(peer)) => {
            cut(network.to_bits(), 128) == cut(peer.to_bits(), 128)
        }
        _ => false,
    }
}

struct Proxied<'r> {
    request: &'r dyn RequestView,
    peer: Option<IpAddr>,
    scheme: Option<&'r str>,
    authority: Option<&'r str>,
    target: Option<String>,
}

impl RequestView for Proxied<'_> {
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
        self.scheme.or_else(|| self.request.scheme())
    }
    fn authority(&self) -> Option<&str> {
        self.authority.or_else(|| self.request.authority())
    }
    fn peer(&self) -> Option<IpAddr> {
        self.peer
    }
    fn exchange(&self) -> Option<&AuthContext> {
        self.request.exchange()
    }
}
