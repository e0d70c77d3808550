use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::cursor::Cursor;
use super::string::{Raw, Span};
use crate::{DateTime, Uuid, parse_date};

/// The tags of `flask.json.tag.TaggedJSONSerializer`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tag {
    /// `" di"`: a dict whose only key is a tag's name.
    Escape,
    /// `" t"`
    Tuple,
    /// `" b"`
    Bytes,
    /// `" m"`
    Markup,
    /// `" u"`
    Uuid,
    /// `" d"`
    DateTime,
}

impl Tag {
    pub(crate) fn of(key: &str) -> Option<Self> {
        match key {
            " di" => Some(Self::Escape),
            " t" => Some(Self::Tuple),
            " b" => Some(Self::Bytes),
            " m" => Some(Self::Markup),
            " u" => Some(Self::Uuid),
            " d" => Some(Self::DateTime),
            _ => None,
        }
    }

    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::Escape => " di",
            Self::Tuple => " t",
            Self::Bytes => " b",
            Self::Markup => " m",
            Self::Uuid => " u",
            Self::DateTime => " d",
        }
    }

    #[inline]
    pub(crate) fn of_key(key: &Span, text: &str) -> Option<Self> {
        if key.may_begin_with_space(text) { Self::of_raw(key.raw(text)) } else { None }
    }

    fn of_raw(key: Raw<'_>) -> Option<Self> {
        match key.plain() {
            Some(text) => Self::of(text),
            None => Self::of(key.to_text().as_str()?),
        }
    }
}

/// What a value looks like from outside: enough to tell whether a tag may stand around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    Scalar,
    Str,
    List,
    Dict,
    /// A dict of one key, which is no tag.
    DictOfOne,
    /// A value that has a tag of its own.
    Tagged,
}

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

impl Tag {
    /// What it stands for, around the value that begins where the cursor is; `None` if Flask does not write
    /// the tag in this way. Allocates nothing but for an escaped key.
    pub(crate) fn apply<'a>(self, shape: Shape, mut value: Cursor<'a>) -> Option<Untagged<'a>> {
        let mut plain = || value.string().ok()?.plain();
        match (self, shape) {
            (Self::Tuple, Shape::List) => Some(Untagged::Tuple),
            (Self::Markup, Shape::Str) => Some(Untagged::Markup),
            (Self::Bytes, Shape::Str) => {
                plain().filter(|text| is_canonical_base64(text)).map(Untagged::Bytes)
            }
            (Self::Uuid, Shape::Str) => Uuid::from_hex(plain()?).map(Untagged::Uuid),
            (Self::DateTime, Shape::Str) => parse_date(plain()?).map(Untagged::DateTime),
            (Self::Escape, Shape::DictOfOne) => {
                value.expect(b'{').ok()?;
                value.skip_space();
                let key = value.string().ok()?;
                let name = |text: &str| Self::of(text.strip_suffix("__")?);
                let tag = match key.plain() {
                    Some(text) => name(text),
                    None => name(key.to_text().as_str()?),
                };
                tag.map(Untagged::Dict)
            }
            _ => None,
        }
    }
}

pub(crate) fn decode_base64(text: &str) -> Option<Vec<u8>> {
    STANDARD.decode(text).ok()
}

pub(crate) fn encode_base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// Standard alphabet, padded, no loose bits: what `b64encode` writes. Checked without decoding.
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

/// Is it a digit whose low bits, which stand for nothing, are zero?
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
