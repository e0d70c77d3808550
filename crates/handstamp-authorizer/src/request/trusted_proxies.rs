//! Which proxies are believed about where a request came from.

use std::net::{IpAddr, Ipv6Addr};

use crate::error::Error;
use crate::request::forwarded::Forwarded;
use crate::request::network;
use crate::request::next_url::NextUrl;
use crate::request::view::RequestView;

/// The proxies whose `X-Forwarded-For`, `-Proto`, `-Host` and `-Prefix` are believed. Default: none,
/// since anyone can write such a header.
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
    /// No proxy. The default.
    pub fn none() -> Self {
        Self::default()
    }

    /// This machine's own addresses (`127.0.0.0/8`, `::1`): a proxy beside the app.
    pub fn loopback() -> Self {
        let networks = vec![([127, 0, 0, 0].into(), 8), (Ipv6Addr::LOCALHOST.into(), 128)];
        Self { networks, unknown_peer: false }
    }

    /// Adds an address (`10.0.0.7`) or a network (`10.0.0.0/8`).
    ///
    /// # Errors
    /// [`Error::Network`] when it is neither.
    pub fn trust(mut self, network: &str) -> Result<Self, Error> {
        let parsed = network::parse(network).ok_or_else(|| Error::Network(network.to_owned()))?;
        self.networks.push(parsed);
        Ok(self)
    }

    /// Adds connections without an address: a Unix socket that only the proxy can open.
    ///
    /// Never for a service that listens on TCP as well: where the framework does not pass the
    /// address on, every connection has none.
    pub fn trust_unix_socket(mut self) -> Self {
        self.unknown_peer = true;
        self
    }

    /// Whether no proxy is trusted.
    pub(crate) fn is_none(&self) -> bool {
        self.networks.is_empty() && !self.unknown_peer
    }

    fn trusts(&self, peer: Option<IpAddr>) -> bool {
        match peer {
            Some(peer) => self.networks.iter().any(|one| network::contains(*one, peer)),
            None => self.unknown_peer,
        }
    }

    /// What the proxies of this request say of it, as far as they are trusted: scheme, authority,
    /// client address, and the path prefix that a proxy stripped. `None` where the peer is not trusted.
    pub(crate) fn resolve(&self, request: &dyn RequestView) -> Option<Forwarded> {
        if self.is_none() || !self.trusts(request.peer()) {
            return None;
        }
        let scheme = match last(request, "x-forwarded-proto") {
            Some("http") => Some("http"),
            Some("https") => Some("https"),
            _ => None,
        };
        let prefix = last(request, "x-forwarded-prefix").map(|prefix| prefix.trim_end_matches('/'));
        Some(Forwarded {
            peer: self.client(request),
            scheme,
            authority: last(request, "x-forwarded-host").map(Into::into),
            prefix: prefix.filter(|prefix| is_path(prefix)).map(Into::into),
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
            // What is no address was written by an unknown hop: stop before it.
            let address = std::str::from_utf8(hop).ok().and_then(network::address);
            let Some(address) = address else { break };
            client = Some(address);
        }
        client
    }
}

/// The last value of a list header: what the nearest proxy, the one that is trusted, has written.
fn last<'r>(request: &'r dyn RequestView, name: &'r str) -> Option<&'r str> {
    let line = std::str::from_utf8(request.lines(name).last()?).ok()?;
    line.rsplit(',').next().map(str::trim).filter(|value| !value.is_empty())
}

/// A prefix that leads to this very site, whatever follows it.
fn is_path(prefix: &str) -> bool {
    NextUrl::parse(prefix).is_some() && !prefix.contains(['?', '#'])
}
