//! The `_id` of a session: Flask-Login's `_create_identifier`.

use std::borrow::Cow;
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
    digest(&browser(address, user_agent))
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
    let address = request.peer().map(|peer| address(request, peer));
    browser(address.as_deref(), request.header("user-agent", 0))
}

/// The client's address in the words of the proxy that told it, if it is the first of `X-Forwarded-For`,
/// which Flask-Login takes; else as Rust writes it.
fn address(request: &dyn RequestView, peer: IpAddr) -> Cow<'_, str> {
    let first = request.text("x-forwarded-for").and_then(|line| line.split(',').next());
    let told = first.map(str::trim).filter(|told| {
        told.parse().is_ok_and(|told: IpAddr| told.to_canonical() == peer.to_canonical())
    });
    told.map_or_else(|| peer.to_string().into(), Cow::Borrowed)
}

fn browser(address: Option<&str>, user_agent: Option<&[u8]>) -> String {
    let mut text = String::with_capacity(user_agent.map_or(0, <[u8]>::len) + 64);
    match address {
        Some(address) => repr(address.as_bytes(), &mut text),
        None => text.push_str("None"),
    }
    text.push('|');
    match user_agent {
        Some(header) => repr(latin_1(header).as_bytes(), &mut text),
        None => text.push_str("None"),
    }
    text
}

fn latin_1(header: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(header) {
        Ok(ascii) if ascii.is_ascii() => Cow::Borrowed(ascii),
        _ => header.iter().copied().map(char::from).collect::<String>().into(),
    }
}

/// Python's `repr` of bytes.
fn repr(bytes: &[u8], text: &mut String) {
    let quote = if bytes.contains(&b'\'') && !bytes.contains(&b'"') { '"' } else { '\'' };
    text.extend(['b', quote]);
    for byte in bytes {
        match byte {
            b'\t' => text.push_str("\\t"),
            b'\n' => text.push_str("\\n"),
            b'\r' => text.push_str("\\r"),
            b'\\' => text.push_str("\\\\"),
            b' '..=b'~' if char::from(*byte) == quote => text.extend(['\\', quote]),
            b' '..=b'~' => text.push(char::from(*byte)),
            other => text.push_str(&format!("\\x{other:02x}")),
        }
    }
    text.push(quote);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_written_as_python_writes_them() {
        let written = |bytes: &[u8]| {
            let mut text = String::new();
            repr(bytes, &mut text);
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
        assert_eq!(browser(None, Some(b"caf\xe9")), r"None|b'caf\xc3\xa9'");
        assert_eq!(browser(Some("::1"), None), "b'::1'|None");
    }
}
