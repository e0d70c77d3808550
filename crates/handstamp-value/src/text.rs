use std::borrow::Cow;
use std::fmt;
use std::hash::{Hash, Hasher};

use crate::wtf8::{code_points, join_pairs};

/// Text as Python's `str` has it: Unicode that may hold lone surrogates.
///
/// Almost all text is plain UTF-8 and reads as `&str`. Where JSON has a lone surrogate (`"\ud83d"`), the text is
/// kept as WTF-8, and [`Text::as_str`] returns `None`. A surrogate pair that was split is joined, as Python's
/// `json` does.
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
        join_pairs(bytes).map(Self::of)
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
        code_points(self.as_wtf8())
    }

    pub(crate) fn of(built: Result<String, Vec<u8>>) -> Self {
        match built {
            Ok(text) => Self(Form::Utf8(text)),
            Err(bytes) => Self(Form::Wtf8(Box::new(Lone { bytes }))),
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
