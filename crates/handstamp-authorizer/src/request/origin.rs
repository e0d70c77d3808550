//! Origins, as browsers write them.

use std::net::Ipv6Addr;

use crate::request::view::RequestView;

/// An origin: scheme, host, port (RFC 6454).
pub(crate) struct Origin<'a> {
    pub(crate) scheme: &'a str,
    host: &'a str,
    port: Option<u16>,
}

impl<'a> Origin<'a> {
    /// RFC 6454 section 6.1. `null` and everything with a path are none.
    pub(crate) fn parse(text: &'a str) -> Option<Self> {
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

    pub(crate) fn is(&self, other: &Origin<'_>) -> bool {
        self.scheme == other.scheme
            && self.host.eq_ignore_ascii_case(other.host)
            && self.port == other.port
    }

    /// Whether it has this host and port, whatever its scheme.
    pub(crate) fn has_host(&self, authority: &str) -> bool {
        let same = Origin::of_authority(self.scheme, authority);
        same.is_some_and(|same| same.is(self))
    }

    /// Whether this is the origin of the request itself. Where the framework does not know the
    /// scheme of its connection, the authority decides.
    pub(crate) fn is_of(&self, request: &dyn RequestView) -> bool {
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
