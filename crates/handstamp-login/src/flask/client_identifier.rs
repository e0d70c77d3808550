//! The identifier that Flask-Login gives a session, from the client that it began with.

use std::fmt::{self, Write};
use std::net::IpAddr;

use handstamp_flask::{is_session_identifier, session_identifier, session_identifier_python2};

use crate::client_info::ClientInfo;

/// Whose text of address and browser is hashed: they differ.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Python {
    #[default]
    Three,
    Two,
}

/// The session identifier of a client.
pub(crate) fn identifier_of(client: ClientInfo<'_>, python: Python) -> String {
    with_address(client, |address| match python {
        Python::Three => session_identifier(address, client.user_agent()),
        Python::Two => session_identifier_python2(address, client.user_agent()),
    })
}

/// Whether a session of this identifier began at the address and in the browser of this client. Allocates
/// nothing for Python 3: it is asked on every request.
pub(crate) fn is_of(identifier: &str, client: ClientInfo<'_>, python: Python) -> bool {
    with_address(client, |address| match python {
        Python::Three => is_session_identifier(identifier, address, client.user_agent()),
        // The identifier is no secret: whoever has the cookie can read it.
        Python::Two => session_identifier_python2(address, client.user_agent()) == identifier,
    })
}

/// Hands out the client's address, in the words of the proxy that told it.
fn with_address<T>(client: ClientInfo<'_>, then: impl FnOnce(Option<&str>) -> T) -> T {
    let Some(peer) = client.peer() else { return then(None) };
    if let Some(told) = client.forwarded_for().filter(|told| is_address(told, peer)) {
        return then(Some(told));
    }
    let mut text = AddressText { bytes: [0; LONGEST], length: 0 };
    match write!(text, "{peer}") {
        Ok(()) => then(Some(text.as_str())),
        // No address is longer than the buffer.
        Err(fmt::Error) => then(Some(&peer.to_string())),
    }
}

/// Whether the first of `X-Forwarded-For`, which Flask-Login takes, is the client's address.
fn is_address(told: &str, peer: IpAddr) -> bool {
    told.parse().is_ok_and(|told: IpAddr| told.to_canonical() == peer.to_canonical())
}

/// The length in bytes of the longest IPv6 address as text.
const LONGEST: usize = 45;

/// An address as text, without an allocation.
struct AddressText {
    bytes: [u8; LONGEST],
    length: usize,
}

impl AddressText {
    fn as_str(&self) -> &str {
        let text = self.bytes.get(..self.length).and_then(|text| std::str::from_utf8(text).ok());
        text.unwrap_or_default()
    }
}

impl Write for AddressText {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let end = self.length + text.len();
        let place = self.bytes.get_mut(self.length..end).ok_or(fmt::Error)?;
        place.copy_from_slice(text.as_bytes());
        self.length = end;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_address_fits() {
        let longest = "1111:2222:3333:4444:5555:6666:7777:8888";
        for text in [longest, "::ffff:255.255.255.255", "::", "255.255.255.255"] {
            let address: IpAddr = text.parse().unwrap();
            let mut buffer = AddressText { bytes: [0; LONGEST], length: 0 };
            write!(buffer, "{address}").unwrap();
            assert_eq!(buffer.as_str(), text);
        }
    }
}
