//! From input text to cookies: one value, `name=value` pairs, a `Cookie:` header or a `Set-Cookie:` line.

mod attribute;

use crate::inspect::base64_text;
use attribute::is_attribute;

/// One cookie as it came, neither decoded nor checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cookie {
    /// The name, if it has one.
    pub name: Option<Vec<u8>>,
    /// The value, with its quotes and escapes.
    pub value: Vec<u8>,
}

/// The most cookies that are read at once. Browsers keep fewer than 200 for a site.
pub const MOST_COOKIES: usize = 200;

/// The input holds more than [`MOST_COOKIES`] cookies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the input holds more than {MOST_COOKIES} cookies: pass one header at a time")]
pub struct TooManyCookies;

/// Splits input text into cookies. Text that is neither a header nor `name=value` is one value without a name.
/// Quotes around a header or around `name=value` are removed, those of Python's `b'…'` too. Attributes such as
/// `Path=/` are no cookies. The result is never empty: empty input is one empty value.
///
/// # Errors
/// [`TooManyCookies`] for more than [`MOST_COOKIES`].
pub fn split_cookies(input: &[u8]) -> Result<Vec<Cookie>, TooManyCookies> {
    let input = unquoted(input.trim_ascii());
    let mut cookies = Vec::new();
    let mut lines = input.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii).peekable();
    let mut has_header = false;
    while let Some(line) = lines.next() {
        let Some((kind, text)) = header(line) else { continue };
        has_header = true;
        // Developer tools copy the name and the value in two lines.
        let text = match text {
            [] => lines.next_if(|next| !is_field(next)).unwrap_or_default(),
            _ => text,
        };
        match kind {
            Header::Cookie => pairs(text, &mut cookies)?,
            Header::SetCookie => {
                let first = text.split(|byte| *byte == b';').next().unwrap_or_default();
                push(first, &mut cookies)?;
            }
        }
    }
    if !has_header {
        pairs(input, &mut cookies)?;
    }
    if cookies.is_empty() {
        cookies.push(Cookie { name: None, value: Vec::new() });
    }
    Ok(cookies)
}

/// The text without the quotes around it, if there is a header or `name=value` in them. Quotes around a value
/// alone can be the cookie's own.
fn unquoted(input: &[u8]) -> &[u8] {
    let inner = in_quotes(input).map(<[u8]>::trim_ascii);
    inner
        .filter(|inner| header(inner).is_some() || name_and_value(inner).is_some())
        .unwrap_or(input)
}

/// What is in the quotes around this, which can be those of Python's `b'…'`.
fn in_quotes(text: &[u8]) -> Option<&[u8]> {
    match text.strip_prefix(b"b").unwrap_or(text) {
        [b'\'', inner @ .., b'\''] | [b'"', inner @ .., b'"'] => Some(inner),
        _ => None,
    }
}

enum Header {
    Cookie,
    SetCookie,
}

/// The text after `Cookie:` or `Set-Cookie:`.
fn header(line: &[u8]) -> Option<(Header, &[u8])> {
    let colon = line.iter().position(|byte| *byte == b':')?;
    let (name, text) = (line.get(..colon)?, line.get(colon + 1..)?.trim_ascii());
    if name.eq_ignore_ascii_case(b"cookie") {
        Some((Header::Cookie, text))
    } else if name.eq_ignore_ascii_case(b"set-cookie") {
        Some((Header::SetCookie, text))
    } else {
        None
    }
}

/// Whether this is a line `Name: value` of a request or response.
fn is_field(line: &[u8]) -> bool {
    let colon = line.iter().position(|byte| *byte == b':');
    colon.and_then(|colon| line.get(..colon)).is_some_and(|name| !name.contains(&b'='))
}

fn pairs(text: &[u8], cookies: &mut Vec<Cookie>) -> Result<(), TooManyCookies> {
    let mut pieces = text.split(|byte| *byte == b';');
    push(pieces.next().unwrap_or_default(), cookies)?;
    pieces.filter(|piece| !is_attribute(piece)).try_for_each(|piece| push(piece, cookies))
}

fn push(piece: &[u8], cookies: &mut Vec<Cookie>) -> Result<(), TooManyCookies> {
    let piece = piece.trim_ascii();
    if piece.is_empty() {
        return Ok(());
    }
    if cookies.len() == MOST_COOKIES {
        return Err(TooManyCookies);
    }
    cookies.push(match name_and_value(piece) {
        Some((name, value)) => {
            Cookie { name: Some(name.trim_ascii().to_vec()), value: value.trim_ascii().to_vec() }
        }
        None => Cookie { name: None, value: piece.to_vec() },
    });
    Ok(())
}

/// Cuts at the first `=`, unless that is the padding of a base64 value without a name.
fn name_and_value(piece: &[u8]) -> Option<(&[u8], &[u8])> {
    let at = piece.iter().position(|byte| *byte == b'=')?;
    let (name, value) = (piece.get(..at)?, piece.get(at + 1..)?);
    let token = |byte: &u8| byte.is_ascii_graphic() && !b"\"(),/:;<=>?@[\\]{}|".contains(byte);
    let padding = match value {
        [] | [b'='] | [b'=', b'.', ..] => name.contains(&b'.') || is_base64_json(name),
        [b'.', ..] => is_base64_json(name),
        _ => false,
    };
    let is_name = !name.is_empty() && name.trim_ascii_end().iter().all(token);
    (is_name && !padding && in_quotes(piece).is_none()).then_some((name, value))
}

/// Whether this begins like the base64 of a JSON object, list or string.
fn is_base64_json(text: &[u8]) -> bool {
    let front = text.get(..2).and_then(base64_text::decode);
    front.is_some_and(|front| matches!(front.bytes.as_slice(), [b'{' | b'[' | b'"', ..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(input: &str) -> Vec<(String, String)> {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let cookies = split_cookies(input.as_bytes()).unwrap();
        cookies
            .iter()
            .map(|cookie| (cookie.name.as_deref().map_or("-".into(), text), text(&cookie.value)))
            .collect()
    }

    #[test]
    fn a_value_a_pair_and_a_header_are_told_apart() {
        let cases: &[(&str, &[(&str, &str)])] = &[
            ("", &[("-", "")]),
            ("abc", &[("-", "abc")]),
            (" a.b.c\n", &[("-", "a.b.c")]),
            ("a.b.c=", &[("-", "a.b.c=")]),
            ("session=a.b.c", &[("session", "a.b.c")]),
            ("session=.eJx.b.c", &[("session", ".eJx.b.c")]),
            ("session=.eJx.b", &[("session", ".eJx.b")]),
            ("session=", &[("session", "")]),
            ("eyJhIjogMX0=.b.c", &[("-", "eyJhIjogMX0=.b.c")]),
            ("e30=.b.c", &[("-", "e30=.b.c")]),
            ("eyJhIjogMTF9==.b.c", &[("-", "eyJhIjogMTF9==.b.c")]),
            ("session=eyJhIjogMX0=.b.c", &[("session", "eyJhIjogMX0=.b.c")]),
            ("cookie: a=1; b=\"2\";; c", &[("a", "1"), ("b", "\"2\""), ("-", "c")]),
            ("a=1; b=2", &[("a", "1"), ("b", "2")]),
            ("Set-Cookie: s=v; HttpOnly; Path=/", &[("s", "v")]),
            ("GET / HTTP/1.1\r\nCookie: a=1\r\nHost: x\r\nCookie: b=2", &[("a", "1"), ("b", "2")]),
            ("7|ab=cd", &[("-", "7|ab=cd")]),
            // As people paste them.
            ("s=v; HttpOnly; Path=/; SameSite=Lax", &[("s", "v")]),
            ("a.b.c; Secure; Max-Age=60", &[("-", "a.b.c")]),
            ("Cookie: s=v; HttpOnly; Path=/; b=2", &[("s", "v"), ("b", "2")]),
            ("path=/; secure", &[("path", "/")]),
            ("b'session=a.b.c; Path=/'", &[("session", "a.b.c")]),
            ("b\"Cookie: a=1; b=2\"", &[("a", "1"), ("b", "2")]),
            ("'session=a.b.c'", &[("session", "a.b.c")]),
            ("\"Set-Cookie: session=a.b.c; Secure\"", &[("session", "a.b.c")]),
            ("cookie:\n  a=1; b=2\nhost: x", &[("a", "1"), ("b", "2")]),
            ("Cookie:\nsession=a:b", &[("session", "a:b")]),
            ("Cookie:\nHost: x\nCookie: a=1", &[("a", "1")]),
            ("Cookie:", &[("-", "")]),
            // The quotes of a value alone stay.
            ("\"a.b.c\"", &[("-", "\"a.b.c\"")]),
            ("b'a.b.c'", &[("-", "b'a.b.c'")]),
            ("'eyJhIjogMX0=.b.c'", &[("-", "'eyJhIjogMX0=.b.c'")]),
            ("b'eyJhIjogMX0=.b.c'", &[("-", "b'eyJhIjogMX0=.b.c'")]),
            ("session=b'a.b.c'", &[("session", "b'a.b.c'")]),
        ];
        for (input, expected) in cases {
            let expected: Vec<_> =
                expected.iter().map(|(n, v)| (n.to_string(), v.to_string())).collect();
            assert_eq!(split(input), expected, "{input}");
        }
    }

    #[test]
    fn the_number_of_cookies_is_limited() {
        assert_eq!(split(&"a;".repeat(MOST_COOKIES)).len(), MOST_COOKIES);
        assert_eq!(split_cookies(&b"a;".repeat(MOST_COOKIES + 1)), Err(TooManyCookies));
        assert_eq!(split(&";".repeat(1_000_000)), [("-".into(), String::new())]);
    }
}
