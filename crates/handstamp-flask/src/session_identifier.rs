//! The `_id` of a session: Flask-Login's `_create_identifier`.

use std::borrow::Cow;
use std::fmt::{self, Write};

use sha2::{Digest as _, Sha512};
use subtle::ConstantTimeEq as _;

/// The identifier that Flask-Login gives a session, by which it tells one browser from another: the SHA-512
/// of the client's address and its `User-Agent` header, as 128 hexadecimal digits in lower case
/// (`_create_identifier` in Flask-Login's `utils.py`, on Python 3).
///
/// What is hashed is the text that Python 3 makes of the two, `b'198.51.100.7'|b'curl/8.8'`: its `repr` of
/// bytes, with `None` for what is missing. The header is given as the bytes that came; a byte above 0x7f is
/// one character of Latin-1, as in Werkzeug.
#[must_use]
pub fn session_identifier(address: Option<&str>, user_agent: Option<&[u8]>) -> String {
    base16ct::lower::encode_string(&digest(address, user_agent))
}

/// As [`session_identifier`], for Flask-Login on Python 2.7: the plain text of the two.
#[must_use]
pub fn session_identifier_python2(address: Option<&str>, user_agent: Option<&[u8]>) -> String {
    let user_agent = user_agent.map_or(Cow::Borrowed("None"), latin_1);
    let text = format!("{}|{user_agent}", address.unwrap_or("None"));
    base16ct::lower::encode_string(&Sha512::digest(text))
}

/// Whether this is the [`session_identifier`] of this address and this `User-Agent` header. `false` for text
/// that is not an identifier, upper case included.
///
/// Compares in constant time and allocates nothing: it is asked on every request.
#[must_use]
pub fn is_session_identifier(
    identifier: &str,
    address: Option<&str>,
    user_agent: Option<&[u8]>,
) -> bool {
    let expected = digest(address, user_agent);
    let mut claimed = [0; 64];
    match base16ct::lower::decode(identifier, &mut claimed) {
        // Unequal lengths are unequal.
        Ok(claimed) => claimed.ct_eq(&expected).into(),
        Err(_) => false,
    }
}

struct Hashing(Sha512);

impl Write for Hashing {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.update(text);
        Ok(())
    }
}

fn digest(address: Option<&str>, user_agent: Option<&[u8]>) -> [u8; 64] {
    let mut hashing = Hashing(Sha512::new());
    // Hashing cannot fail.
    let _written = write(address, user_agent, &mut hashing);
    hashing.0.finalize().into()
}

/// `f"{address}|{user_agent}"` of two `bytes` or `None`.
fn write(address: Option<&str>, user_agent: Option<&[u8]>, out: &mut impl Write) -> fmt::Result {
    match address {
        Some(address) => repr(address.as_bytes(), escape, out)?,
        None => out.write_str("None")?,
    }
    out.write_char('|')?;
    match user_agent {
        Some(header) => repr(header, escape_latin_1, out),
        None => out.write_str("None"),
    }
}

fn latin_1(header: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(header) {
        Ok(ascii) if ascii.is_ascii() => Cow::Borrowed(ascii),
        _ => header.iter().copied().map(char::from).collect::<String>().into(),
    }
}

/// Python's `repr` of bytes, where `escape` writes those that are not printable.
fn repr<W: Write>(bytes: &[u8], escape: fn(u8, &mut W) -> fmt::Result, out: &mut W) -> fmt::Result {
    let quote = if bytes.contains(&b'\'') && !bytes.contains(&b'"') { b'"' } else { b'\'' };
    let plain = |byte: u8| matches!(byte, b' '..=b'~') && byte != quote && byte != b'\\';
    write!(out, "b{}", char::from(quote))?;
    for run in bytes.chunk_by(|a, b| plain(*a) && plain(*b)) {
        match run {
            b"\t" => out.write_str("\\t")?,
            b"\n" => out.write_str("\\n")?,
            b"\r" => out.write_str("\\r")?,
            [byte] if *byte == quote || *byte == b'\\' => write!(out, "\\{}", char::from(*byte))?,
            [byte] if !plain(*byte) => escape(*byte, out)?,
            run => out.write_str(std::str::from_utf8(run).map_err(|_| fmt::Error)?)?,
        }
    }
    out.write_char(char::from(quote))
}

fn escape(byte: u8, out: &mut impl Write) -> fmt::Result {
    write!(out, "\\x{byte:02x}")
}

/// The UTF-8 bytes of the character that the byte is in Latin-1.
fn escape_latin_1(byte: u8, out: &mut impl Write) -> fmt::Result {
    let mut utf_8 = [0; 2];
    char::from(byte).encode_utf8(&mut utf_8).bytes().try_for_each(|byte| escape(byte, out))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_written_as_python_writes_them() {
        let written = |bytes: &[u8]| {
            let mut text = String::new();
            repr(bytes, escape, &mut text).unwrap();
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
            write(address, agent, &mut text).unwrap();
            text
        };
        assert_eq!(
            written(None, Some(&b"caf\xe9\x80\x7f"[..])),
            r"None|b'caf\xc3\xa9\xc2\x80\x7f'"
        );
        assert_eq!(written(Some("::1"), None), "b'::1'|None");
    }

    #[test]
    fn an_identifier_is_128_lower_case_digits() {
        let (address, agent) = (Some("::1"), Some(&b"caf\xe9"[..]));
        let identifier = session_identifier(address, agent);
        assert!(is_session_identifier(&identifier, address, agent));
        assert!(!is_session_identifier(&identifier, Some("::2"), agent));
        assert!(!is_session_identifier(&identifier, address, None));
        let short = |digits: usize| identifier.get(..digits).unwrap().to_owned();
        for bad in [
            identifier.to_ascii_uppercase(),
            short(127),
            short(126),
            format!("{identifier}0"),
            format!("{identifier}00"),
            format!("{}g", short(127)),
            format!("{}é", short(126)),
            String::new(),
        ] {
            assert!(!is_session_identifier(&bad, address, agent), "{bad}");
        }
    }
}
