use crate::json::string::{Raw, Span};

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

/// What a value looks like from outside: enough to tell whether Flask writes a tag around it.
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
