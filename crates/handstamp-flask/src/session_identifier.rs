//! The `_id` of a session: Flask-Login's `_create_identifier`.

use std::borrow::Cow;
use std::fmt::{self, Write};
use std::net::IpAddr;

use handstamp_authorizer::RequestView;
use sha2::{Digest as _, Sha512};

use crate::hex;

/// The identifier that Flask-Login gives a session, by which it tells one browser from another: the SHA-512
/// of the client's address and its `User-Agent` header, in hex.
///
/// What is hashed is the text that Python 3 makes of the two, `b'198.51.100.7'|b'curl/8.8'`: its `repr` of
/// bytes, with `None` for what is not there. The header is given as it came; a byte above 0x7f is one
/// character of Latin-1, as in Werkzeug.
#[must_use]
pub fn session_identifier(address: Option<&str>, user_agent: Option<&[u8]>) -> String {
    let mut text = String::new();
    // Writing into a String cannot fail.
    let _written = browser(address, user_agent, &mut text);
    digest(&text)
}

/// As [`session_identifier`], for Flask-Login on Python 2.7: the plain text of the two.
#[must_use]
pub fn session_identifier_python2(address: Option<&str>, user_agent: Option<&[u8]>) -> String {
    let user_agent = user_agent.map_or(Cow::Borrowed("None"), latin_1);
    digest(&format!("{}|{user_agent}", address.unwrap_or("None")))
}

/// The identifier of a session from the words of [`browser`].
pub(crate) fn digest(browser: &str) -> String {
    hex::encode(&Sha512::digest(browser))
}

/// Address and browser of a request that is seen through trusted proxies.
pub(crate) fn browser_of(request: &dyn RequestView) -> String {
    let mut text =
        String::with_capacity(request.header("user-agent", 0).map_or(0, <[u8]>::len) + 64);
    // Writing into a String cannot fail.
    let _written = write_browser(request, &mut text);
    text
}

/// Whether a session of this identifier began at the address and in the browser of this request. Allocates
/// nothing for what proxies and browsers send: it is asked on every request.
pub(crate) fn is_of(identifier: &str, request: &dyn RequestView) -> bool {
    let mut hashing = Hashing(Sha512::new());
    write_browser(request, &mut hashing).is_ok()
        && hex::decode(identifier) == Some(hashing.0.finalize().into())
}

struct Hashing(Sha512);

impl Write for Hashing {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.update(text);
        Ok(())
    }
}

fn write_browser(request: &dyn RequestView, out: &mut impl Write) -> fmt::Result {
    let user_agent = request.header("user-agent", 0);
    match request.peer() {
        None => browser(None, user_agent, out),
        Some(peer) => match address(request, peer) {
            Some(told) => browser(Some(told), user_agent, out),
            // An address has no character that `repr` would escape.
            None => write!(out, "b'{peer}'|").and_then(|()| agent(user_agent, out)),
        },
    }
}

/// The client's address in the words of the proxy that told it, if it is the first of `X-Forwarded-For`,
/// which Flask-Login takes.
fn address(request: &dyn RequestView, peer: IpAddr) -> Option<&str> {
    let first = request.text("x-forwarded-for").and_then(|line| line.split(',').next());
    first.map(str::trim).filter(|told| {
        told.parse().is_ok_and(|told: IpAddr| told.to_canonical() == peer.to_canonical())
    })
}

fn browser(address: Option<&str>, user_agent: Option<&[u8]>, out: &mut impl Write) -> fmt::Result {
    match address {
        Some(address) => repr(address.as_bytes(), out)?,
        None => out.write_str("None")?,
    }
    out.write_char('|')?;
    agent(user_agent, out)
}

fn agent(user_agent: Option<&[u8]>, out: &mut impl Write) -> fmt::Result {
    match user_agent {
        Some(header) => repr(latin_1(header).as_bytes(), out),
        None => out.write_str("None"),
    }
}

fn latin_1(header: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(header) {
        Ok(ascii) if ascii.is_ascii() => Cow::Borrowed(ascii),
        _ => header.iter().copied().map(char::from).collect::<String>().into(),
    }
}

/// Python's `repr` of bytes.
fn repr(bytes: &[u8], out: &mut impl Write) -> fmt::Result {
    let quote = if bytes.contains(&b'\'') && !bytes.contains(&b'"') { b'"' } else { b'\'' };
    let plain = |byte: u8| matches!(byte, b' '..=b'~') && byte != quote && byte != b'\\';
    write!(out, "b{}", char::from(quote))?;
    for run in bytes.chunk_by(|a, b| plain(*a) && plain(*b)) {
        match run {
            b"\t" => out.write_str("\\t")?,
            b"\n" => out.write_str("\\n")?,
            b"\r" => out.write_str("\\r")?,
            [byte] if *byte == quote || *byte == b'\\' => write!(out, "\\{}", char::from(*byte))?,
            [byte] if !plain(*byte) => write!(out, "\\x{byte:02x}")?,
            run => out.write_str(std::str::from_utf8(run).map_err(|_| fmt::Error)?)?,
        }
    }
    out.write_char(char::from(quote))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_written_as_python_writes_them() {
        let written = |bytes: &[u8]| {
            let mut text = String::new();
            repr(bytes, &mut text).unwrap();
            text
        };
        assert_eq!(written(b""), "b''");
        assert_eq!(written(b"it's"), r#"b"it's""#);
        assert_eq!(written(b"say \"hi\""), r#"b'say "hi"'"#);
        assert_eq!(written(b"both ' and \""), r#"b'both \' and "'"#);
        assert_eq!(written(b"\\\t\n\r\0\x1f\x7f\xff"), r"b'\\\t\n\r\x00\x1f\x7f\xff'");
    }

    #[test]
    fn headers_are_latin_1() {
        let written = |address, agent| {
            let mut text = String::new();
            browser(address, agent, &mut text).unwrap();
            text
        };
        assert_eq!(written(None, Some(&b"caf\xe9"[..])), r"None|b'caf\xc3\xa9'");
        assert_eq!(written(Some("::1"), None), "b'::1'|None");
    }
}
