//! The one parser of `Cookie` headers.

use crate::request::view::RequestView;
use std::borrow::Cow;

use memchr::memmem::Finder;

/// Which of several cookies of one name counts. Browsers send several when paths or domains
/// differ, and each Python framework has its own rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Duplicate {
    /// The first one: Werkzeug, and so Flask. As there, a value with a blank or a stray quote in it
    /// is no cookie, and the next one counts.
    First,
    /// The last one: Starlette, and so FastAPI.
    Last,
}

/// The value of the cookie `name`, or `None` when the request has none of that name.
///
/// Works on the raw bytes of every `Cookie` line (HTTP/2 splits the header), so that another
/// cookie that is not UTF-8, or is not a cookie at all, changes nothing. Pairs end at `;`, blanks around name and
/// value are dropped, a quoted value is unquoted with its `\"` and `\ooo` escapes
/// (`parse_cookie` in Werkzeug, `cookie_parser` in Starlette). Bytes that are no UTF-8 become
/// U+FFFD. Borrows from the request unless there is an escape to undo.
///
/// The header is searched for the name, and its other cookies are not looked at.
pub fn cookie<'r>(
    request: &'r dyn RequestView,
    name: &str,
    duplicate: Duplicate,
) -> Option<Cow<'r, str>> {
    let finder = Finder::new(name);
    let mut found = None;
    for nth in 0.. {
        let Some(line) = request.header("cookie", nth) else { break };
        let values = finder.find_iter(line).filter_map(|at| value_at(line, at, name.len()));
        for value in values {
            match duplicate {
                Duplicate::First if is_sound(value) => return Some(unquote(value)),
                Duplicate::First => {}
                Duplicate::Last => found = Some(value),
            }
        }
    }
    found.map(unquote)
}

/// The value of a pair, if what stands at this place is the whole name of one.
fn value_at(line: &[u8], at: usize, length: usize) -> Option<&[u8]> {
    let (before, rest) = line.split_at_checked(at)?;
    let after = rest.get(length..)?;
    let is_blank = |byte: &&u8| matches!(byte, b' ' | b'\t');
    if before.iter().rev().find(|byte| !is_blank(byte)).is_some_and(|byte| *byte != b';') {
        return None;
    }
    let blanks = after.iter().take_while(is_blank).count();
    let value = after.get(blanks..)?.strip_prefix(b"=")?;
    let end = memchr::memchr(b';', value).unwrap_or(value.len());
    value.get(..end).map(trim)
}

/// Without the blanks around it (`OWS`, RFC 9110 section 5.6.3).
fn trim(mut text: &[u8]) -> &[u8] {
    while let [b' ' | b'\t', rest @ ..] | [rest @ .., b' ' | b'\t'] = text {
        text = rest;
    }
    text
}

/// Whether Werkzeug takes the value: quoted from end to end, or without blanks and quotes.
fn is_sound(value: &[u8]) -> bool {
    let Some(mut rest) = value.strip_prefix(b"\"") else {
        return !value.iter().any(|byte| matches!(byte, b' ' | b'\t' | b'"'));
    };
    while let [first, after @ ..] = rest {
        rest = match (first, after) {
            (b'"', _) => return after.is_empty(),
            (b'\\', [_, after @ ..]) => after,
            _ => after,
        };
    }
    false
}

fn unquote(value: &[u8]) -> Cow<'_, str> {
    let inner = value.strip_prefix(b"\"").and_then(|value| value.strip_suffix(b"\""));
    match inner {
        Some(inner) if inner.contains(&b'\\') => {
            Cow::Owned(String::from_utf8_lossy(&unescape(inner)).into_owned())
        }
        Some(inner) => String::from_utf8_lossy(inner),
        None => String::from_utf8_lossy(value),
    }
}

/// `\ooo` with a first digit of 0 to 3 is a byte in octal; `\` and any other character is that
/// character.
fn unescape(mut rest: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(rest.len());
    while let Some((&byte, after)) = rest.split_first() {
        rest = match (byte, after) {
            (b'\\', [a @ b'0'..=b'3', b @ b'0'..=b'7', c @ b'0'..=b'7', after @ ..]) => {
                out.push(((a - b'0') << 6) | ((b - b'0') << 3) | (c - b'0'));
                after
            }
            (b'\\', [escaped, after @ ..]) => {
                out.push(*escaped);
                after
            }
            _ => {
                out.push(byte);
                after
            }
        };
    }
    out
}
