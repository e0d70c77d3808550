//! IP addresses and networks as text.

use std::net::{IpAddr, SocketAddr};

/// An address, perhaps in brackets, perhaps with a port. An IPv4-mapped IPv6 address is an
/// IPv4 address.
pub(crate) fn address(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let bare = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(text);
    let address = bare.parse().ok().or_else(|| text.parse().ok().map(|both: SocketAddr| both.ip()));
    address.map(|address| address.to_canonical())
}

/// An address or a network in CIDR notation.
pub(crate) fn parse(network: &str) -> Option<(IpAddr, u8)> {
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

pub(crate) fn contains((network, length): (IpAddr, u8), peer: IpAddr) -> bool {
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
