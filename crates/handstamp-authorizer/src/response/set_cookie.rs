//! The one writer of `Set-Cookie` lines.

use crate::error::Error;
use std::fmt;

/// One `Set-Cookie` line (RFC 6265 section 4.1), attributes in the order in which they are added.
///
/// Python's frameworks each have an order and a spelling of their own (`HttpOnly; Path=/` in
/// Werkzeug, `path=/; httponly` in Starlette), so both are the caller's.
///
/// ```
/// use handstamp_authorizer::cookie::SetCookie;
/// let cookie = SetCookie::new("session", "abc")?.flag("HttpOnly").attribute("Path", "/")?;
/// assert_eq!(cookie.to_string(), "session=abc; HttpOnly; Path=/");
/// # Ok::<(), handstamp_authorizer::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct SetCookie {
    line: String,
    value_at: usize,
    value_len: usize,
}

impl SetCookie {
    /// What browsers keep of a cookie at most: name and value together, in bytes (RFC 6265 section
    /// 6.1).
    pub const BROWSERS_KEEP: usize = 4_096;

    /// Starts a line.
    ///
    /// # Errors
    /// [`Error::CookieText`] when the name is no token (RFC 9110 section 5.6.2), or the value has a
    /// character that RFC 6265 does not allow in one: it could end the cookie early.
    pub fn new(name: &str, value: &str) -> Result<Self, Error> {
        if name.is_empty() || !name.bytes().all(is_token) || !value.bytes().all(is_cookie_octet) {
            return Err(Error::CookieText);
        }
        Ok(Self {
            line: format!("{name}={value}"),
            value_at: name.len() + 1,
            value_len: value.len(),
        })
    }

    /// Starts a line with any text as the value: in quotes and escaped where RFC 6265 wants it, in the
    /// manner of Werkzeug's `dump_cookie` and Python's `http.cookies`. [`cookie`](crate::cookie) reads it
    /// back.
    ///
    /// # Errors
    /// [`Error::CookieText`] when the name is no token.
    pub fn quoting(name: &str, value: &str) -> Result<Self, Error> {
        if value.bytes().all(|byte| is_cookie_octet(byte) && byte != b'"') {
            return Self::new(name, value);
        }
        let mut quoted = String::from("\"");
        for byte in value.bytes() {
            match byte {
                b'"' | b'\\' => quoted.extend(['\\', char::from(byte)]),
                b',' | b';' | 0..0x20 | 0x7f.. => quoted.push_str(&format!("\\{byte:03o}")),
                plain => quoted.push(char::from(plain)),
            }
        }
        quoted.push('"');
        let line = Self::new(name, "")?;
        let value_len = quoted.len();
        Ok(Self { line: line.line + &quoted, value_len, ..line })
    }

    /// The length of the value in bytes, as it is written.
    pub fn value_len(&self) -> usize {
        self.value_len
    }

    /// Adds an attribute without a value, such as `Secure`.
    pub fn flag(mut self, name: &'static str) -> Self {
        self.line.push_str("; ");
        self.line.push_str(name);
        self
    }

    /// Adds an attribute with a value, such as `Path`.
    ///
    /// # Errors
    /// [`Error::CookieText`] when the value has a `;` or a control character, which could add an
    /// attribute or a header of its own, or is not ASCII.
    pub fn attribute(mut self, name: &'static str, value: &str) -> Result<Self, Error> {
        if value.bytes().any(|byte| byte == b';' || !matches!(byte, b' '..=b'~')) {
            return Err(Error::CookieText);
        }
        self.line.push_str("; ");
        self.line.push_str(name);
        self.line.push('=');
        self.line.push_str(value);
        Ok(self)
    }

    /// The length of the line in bytes. Browsers look at name and value:
    /// [`BROWSERS_KEEP`](Self::BROWSERS_KEEP).
    pub fn len(&self) -> usize {
        self.line.len()
    }

    /// Never: a line has a name.
    pub fn is_empty(&self) -> bool {
        self.line.is_empty()
    }
}

impl fmt::Display for SetCookie {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.line)
    }
}

/// The value is a credential: it is shown as its length.
impl fmt::Debug for SetCookie {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.line.get(..self.value_at).unwrap_or_default();
        let rest = self.line.get(self.value_at + self.value_len..).unwrap_or_default();
        write!(f, "SetCookie({name}<{} bytes>{rest})", self.value_len)
    }
}

fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

fn is_cookie_octet(byte: u8) -> bool {
    matches!(byte, 0x21..=0x7e) && !matches!(byte, b';' | b',' | b'\\')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_can_be_smuggled_in() {
        for (name, value) in [("", "a"), ("a b", "c"), ("a", "b; Domain=evil"), ("a", "b\r\nX: y")]
        {
            assert!(SetCookie::new(name, value).is_err(), "{name}={value}");
        }
        let cookie = SetCookie::new("a", "b").unwrap();
        assert!(cookie.clone().attribute("Path", "/; Secure").is_err());
        assert!(cookie.attribute("Path", "/\n").is_err());
    }

    #[test]
    fn any_value_can_be_quoted() {
        let line = |value| SetCookie::quoting("a", value).unwrap().to_string();
        assert_eq!(line("plain|1="), "a=plain|1=");
        assert_eq!(line("a b"), "a=\"a b\"");
        assert_eq!(line("\"\\"), r#"a="\"\\""#);
        assert_eq!(line("é,;\n\u{7f}"), r#"a="\303\251\054\073\012\177""#);
        assert!(SetCookie::quoting("a b", "é").is_err());
        let hidden = SetCookie::quoting("a", "é").unwrap().flag("Secure");
        assert_eq!(format!("{hidden:?}"), "SetCookie(a=<10 bytes>; Secure)");
    }

    #[test]
    fn debug_hides_the_value() {
        let cookie = SetCookie::new("session", "s3cret").unwrap().flag("Secure");
        assert_eq!(format!("{cookie:?}"), "SetCookie(session=<6 bytes>; Secure)");
    }
}
