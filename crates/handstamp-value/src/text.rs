use std::borrow::Cow;
use std::fmt;
use std::hash::{Hash, Hasher};

/// Text as Python's `str` has it: Unicode that may hold lone surrogates.
///
/// Almost all text is plain UTF-8 and reads as `&str`. Where JSON had a lone surrogate
/// (`"\ud83d"`), the text is kept as WTF-8, and [`Text::as_str`] says `None`. A surrogate pair that
/// was split is joined, as Python's `json` does.
#[derive(Clone)]
pub struct Text(Form);

#[derive(Clone)]
enum Form {
    Utf8(String),
    // Boxed: lone surrogates are rare, and so a value stays at four words.
    Wtf8(Box<Lone>),
}

#[derive(Clone)]
struct Lone {
    bytes: Vec<u8>,
}

impl Text {
    /// The text, or `None` when it holds a lone surrogate.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match &self.0 {
            Form::Utf8(text) => Some(text),
            Form::Wtf8(_) => None,
        }
    }

    /// The text as WTF-8: UTF-8, with lone surrogates in three bytes each.
    #[must_use]
    pub fn as_wtf8(&self) -> &[u8] {
        match &self.0 {
            Form::Utf8(text) => text.as_bytes(),
            Form::Wtf8(lone) => &lone.bytes,
        }
    }

    /// Reads WTF-8, as `str.encode("utf-8", "surrogatepass")` writes it. A high surrogate that is
    /// followed by a low one becomes the one character they stand for. `None` if it is not WTF-8.
    #[must_use]
    pub fn from_wtf8(bytes: &[u8]) -> Option<Self> {
        if let Ok(text) = std::str::from_utf8(bytes) {
            return Some(text.into());
        }
        let mut builder = Builder::with_capacity(bytes.len());
        let mut rest = bytes;
        loop {
            match std::str::from_utf8(rest) {
                Ok(text) => {
                    builder.push_str(text);
                    return Some(builder.finish());
                }
                Err(error) => {
                    let (text, after) = rest.split_at_checked(error.valid_up_to())?;
                    builder.push_str(std::str::from_utf8(text).ok()?);
                    let (&[first, second, third], after) = after.split_first_chunk()?;
                    if first != 0xED || !(0xA0..=0xBF).contains(&second) || third & 0xC0 != 0x80 {
                        return None;
                    }
                    builder.push_unit(
                        0xD000 | (u16::from(second & 0x3F) << 6) | u16::from(third & 0x3F),
                    );
                    rest = after;
                }
            }
        }
    }

    /// The text with U+FFFD in the place of each lone surrogate.
    #[must_use]
    pub fn to_string_lossy(&self) -> Cow<'_, str> {
        match &self.0 {
            Form::Utf8(text) => Cow::Borrowed(text),
            Form::Wtf8(_) => Cow::Owned(
                self.code_points()
                    .map(|point| char::from_u32(point).unwrap_or(char::REPLACEMENT_CHARACTER))
                    .collect(),
            ),
        }
    }

    /// The code points, lone surrogates among them.
    pub(crate) fn code_points(&self) -> impl Iterator<Item = u32> + '_ {
        let mut rest = self.as_wtf8().iter();
        std::iter::from_fn(move || {
            let first = u32::from(*rest.next()?);
            let (more, start) = match first {
                0..0x80 => (0, first),
                0x80..0xE0 => (1, first & 0x1F),
                0xE0..0xF0 => (2, first & 0x0F),
                _ => (3, first & 0x07),
            };
            let mut point = start;
            for _ in 0..more {
                point = (point << 6) | u32::from(rest.next()? & 0x3F);
            }
            Some(point)
        })
    }
}

/// Puts text together out of UTF-8 and single UTF-16 units, joining pairs.
pub(crate) struct Builder {
    bytes: Vec<u8>,
    // The last three bytes are a high surrogate that waits for its other half.
    high: Option<u16>,
    lone: bool,
}

impl Builder {
    pub(crate) fn with_capacity(bytes: usize) -> Self {
        Self { bytes: Vec::with_capacity(bytes), high: None, lone: false }
    }

    pub(crate) fn push_str(&mut self, text: &str) {
        if !text.is_empty() {
            self.settle();
            self.bytes.extend_from_slice(text.as_bytes());
        }
    }

    pub(crate) fn push_char(&mut self, character: char) {
        self.push_str(character.encode_utf8(&mut [0; 4]));
    }

    /// One UTF-16 unit, as a `\u` escape gives it.
    pub(crate) fn push_unit(&mut self, unit: u16) {
        match (self.high, unit) {
            (Some(high), 0xDC00..=0xDFFF) => {
                self.high = None;
                let point = 0x10000 + ((u32::from(high) & 0x3FF) << 10 | (u32::from(unit) & 0x3FF));
                if let Some(character) = char::from_u32(point) {
                    self.push_char(character);
                }
            }
            (_, 0xD800..=0xDBFF) => {
                self.settle();
                self.high = Some(unit);
            }
            (_, 0xDC00..=0xDFFF) => self.push_lone(unit),
            _ => {
                if let Some(character) = char::from_u32(u32::from(unit)) {
                    self.push_char(character);
                }
            }
        }
    }

    fn settle(&mut self) {
        if let Some(high) = self.high.take() {
            self.push_lone(high);
        }
    }

    fn push_lone(&mut self, unit: u16) {
        self.lone = true;
        let [_, low] = unit.to_be_bytes();
        let [high, middle] = (unit >> 6).to_be_bytes();
        let _ = high;
        self.bytes.extend_from_slice(&[0xED, 0x80 | (middle & 0x3F), 0x80 | (low & 0x3F)]);
    }

    pub(crate) fn finish(mut self) -> Text {
        self.settle();
        if self.lone {
            return Text(Form::Wtf8(Box::new(Lone { bytes: self.bytes })));
        }
        match String::from_utf8(self.bytes) {
            Ok(text) => Text(Form::Utf8(text)),
            Err(error) => Text(Form::Wtf8(Box::new(Lone { bytes: error.into_bytes() }))),
        }
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self(Form::Utf8(text))
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self(Form::Utf8(text.to_owned()))
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        self.as_wtf8() == other.as_wtf8()
    }
}

impl Eq for Text {}

impl PartialEq<str> for Text {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == Some(other)
    }
}

impl PartialEq<&str> for Text {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == Some(*other)
    }
}

/// By code point, as Python sorts text.
impl Ord for Text {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.as_wtf8().cmp(other.as_wtf8())
    }
}

impl PartialOrd for Text {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Hash for Text {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_wtf8().hash(state);
    }
}

impl Default for Text {
    fn default() -> Self {
        String::new().into()
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.to_string_lossy(), f)
    }
}

/// With U+FFFD in the place of each lone surrogate.
impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_string_lossy())
    }
}
