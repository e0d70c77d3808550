//! The identifier of a session from the request that it belongs to.

use std::fmt::{self, Write};
use std::net::IpAddr;

use handstamp_authorizer::RequestView;

use crate::session_identifier::{is_session_identifier, session_identifier};

/// The client's address and its `User-Agent` header in one text, of which [`identifier_of`] makes the
/// identifier when a login wants it: the address, and the header after a line break, as Latin-1. A missing
/// address is empty; a missing header has no line break.
pub(crate) fn browser_of(request: &dyn RequestView) -> String {
    let user_agent = request.header("user-agent", 0);
    let mut text = String::with_capacity(user_agent.map_or(0, <[u8]>::len) + 64);
    with_address(request, |address| text.push_str(address.unwrap_or_default()));
    if let Some(header) = user_agent {
        text.push('\n');
        text.extend(header.iter().copied().map(char::from));
    }
    text
}

/// The session identifier of a text from [`browser_of`].
pub(crate) fn identifier_of(browser: &str) -> String {
    let (address, user_agent) = match browser.split_once('\n') {
        Some((address, header)) => (address, Some(header)),
        None => (browser, None),
    };
    let bytes = |header: &str| header.chars().filter_map(|c| u8::try_from(c).ok()).collect();
    let user_agent: Option<Vec<u8>> = user_agent.map(bytes);
    session_identifier(Some(address).filter(|it| !it.is_empty()), user_agent.as_deref())
}

/// Whether a session of this identifier began at the address and in the browser of this request. Allocates
/// nothing: it is asked on every request.
pub(crate) fn is_of(identifier: &str, request: &dyn RequestView) -> bool {
    let user_agent = request.header("user-agent", 0);
    with_address(request, |address| is_session_identifier(identifier, address, user_agent))
}

/// Hands out the client's address, in the words of the proxy that told it.
fn with_address<T>(request: &dyn RequestView, then: impl FnOnce(Option<&str>) -> T) -> T {
    let Some(peer) = request.peer() else { return then(None) };
    if let Some(told) = told(request, peer) {
        return then(Some(told));
    }
    let mut text = AddressText { bytes: [0; LONGEST], length: 0 };
    match write!(text, "{peer}") {
        Ok(()) => then(Some(text.as_str())),
        // No address is longer than the buffer.
        Err(fmt::Error) => then(Some(&peer.to_string())),
    }
}

/// The first of `X-Forwarded-For`, which Flask-Login takes, if it is the client's address.
fn told(request: &dyn RequestView, peer: IpAddr) -> Option<&str> {
    let first = request.text("x-forwarded-for").and_then(|line| line.split(',').next());
    first.map(str::trim).filter(|told| {
        told.parse().is_ok_and(|told: IpAddr| told.to_canonical() == peer.to_canonical())
    })
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

    #[test]
    fn the_identifier_is_made_of_what_was_noted() {
        for (noted, address, user_agent) in [
            ("", None, None),
            ("\n", None, Some(&b""[..])),
            ("::1", Some("::1"), None),
            ("::1\ncaf\u{e9}\nbar", Some("::1"), Some(b"caf\xe9\nbar")),
        ] {
            assert_eq!(identifier_of(noted), session_identifier(address, user_agent), "{noted}");
        }
    }
}
