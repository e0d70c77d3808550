use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::date_time::DateTime;
use crate::http_date::parse_date;
use crate::json::cursor::Cursor;
use crate::json::tag::{Shape, Tag};
use crate::uuid::Uuid;

/// What a tag and the value within it stand for.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Untagged<'a> {
    /// The dict within, whose key `name__` has to lose its `__`.
    Dict(Tag),
    /// The list within is a tuple.
    Tuple,
    /// The text within is markup.
    Markup,
    /// Base64 of bytes, canonical.
    Bytes(&'a str),
    Uuid(Uuid),
    DateTime(DateTime),
}

/// What a tag stands for, around the value that begins where the cursor is; `None` if Flask does not write the
/// tag in this way. Allocates only for an escaped key.
pub(crate) fn untag<'a>(tag: Tag, shape: Shape, mut value: Cursor<'a>) -> Option<Untagged<'a>> {
    let mut plain = || value.string().ok()?.plain();
    match (tag, shape) {
        (Tag::Tuple, Shape::List) => Some(Untagged::Tuple),
        (Tag::Markup, Shape::Str) => Some(Untagged::Markup),
        (Tag::Bytes, Shape::Str) => {
            plain().filter(|text| is_canonical_base64(text)).map(Untagged::Bytes)
        }
        (Tag::Uuid, Shape::Str) => Uuid::from_hex(plain()?).map(Untagged::Uuid),
        (Tag::DateTime, Shape::Str) => parse_date(plain()?).map(Untagged::DateTime),
        (Tag::Escape, Shape::DictOfOne) => escaped_key(value).map(Untagged::Dict),
        _ => None,
    }
}

/// The tag whose name is, with `__` after it, the only key of the dict that begins here.
fn escaped_key(mut dict: Cursor<'_>) -> Option<Tag> {
    dict.expect(b'{').ok()?;
    dict.skip_space();
    let key = dict.string().ok()?;
    let name = |text: &str| Tag::of(text.strip_suffix("__")?);
    match key.plain() {
        Some(text) => name(text),
        None => name(key.to_text().as_str()?),
    }
}

pub(crate) fn decode_base64(text: &str) -> Option<Vec<u8>> {
    STANDARD.decode(text).ok()
}

/// Whether it is what `b64encode` writes: the standard alphabet, padded, no loose bits. Decodes nothing.
fn is_canonical_base64(text: &str) -> bool {
    let mut groups = text.as_bytes().chunks(4).peekable();
    while let Some(group) = groups.next() {
        let last = groups.peek().is_none();
        let fine = match *group {
            [a, b, b'=', b'='] => last && sextet(a).is_some() && loose(b, 0x0F),
            [a, b, c, b'='] => {
                last && [a, b].iter().all(|d| sextet(*d).is_some()) && loose(c, 0x03)
            }
            [a, b, c, d] => [a, b, c, d].iter().all(|d| sextet(*d).is_some()),
            _ => false,
        };
        if !fine {
            return false;
        }
    }
    true
}

/// Whether it is a digit whose low bits, which stand for nothing, are zero.
fn loose(digit: u8, mask: u8) -> bool {
    sextet(digit).is_some_and(|value| value & mask == 0)
}

fn sextet(digit: u8) -> Option<u8> {
    match digit {
        b'A'..=b'Z' => Some(digit - b'A'),
        b'a'..=b'z' => Some(digit - b'a' + 26),
        b'0'..=b'9' => Some(digit - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    }
}
