use crate::json::cursor::Cursor;
use crate::json::string::{Raw, Span};

/// Where the keys and values of a dict stand in its text. A look-up compares keys and reads nothing else.
#[derive(Debug, Clone, Default)]
pub(crate) struct Index {
    entries: Vec<Entry>,
    tagged: bool,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Entry {
    key: Span,
    start: usize,
    end: usize,
}

impl Entry {
    pub(crate) fn key<'a>(&self, text: &'a str) -> Raw<'a> {
        self.key.raw(text)
    }

    /// The value, as it stands in the text.
    pub(crate) fn value<'a>(&self, text: &'a str) -> &'a str {
        text.get(self.start..self.end).unwrap_or_default()
    }

    /// The value, if it is a string without escapes.
    pub(crate) fn plain_string<'a>(&self, text: &'a str) -> Option<&'a str> {
        let raw = Cursor::new_at(text, self.start).string().ok()?;
        raw.plain()
    }
}

impl Index {
    pub(crate) fn clear(&mut self) {
        self.entries.clear();
        self.tagged = false;
    }

    pub(crate) fn capacity(&self) -> usize {
        self.entries.capacity() * size_of::<Entry>()
    }

    pub(crate) fn push(&mut self, key: Span, start: usize, end: usize) {
        self.entries.push(Entry { key, start, end });
    }

    /// Says that there is a tag around the dict, so that the text has to be read as a whole.
    pub(crate) fn set_tagged(&mut self) {
        self.entries.clear();
        self.tagged = true;
    }

    pub(crate) fn is_tagged(&self) -> bool {
        self.tagged
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.entries.is_empty() && !self.tagged
    }

    pub(crate) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The entry of a key; the last of equal keys. Allocates only for escaped keys.
    pub(crate) fn find(&self, text: &str, key: &str) -> Option<&Entry> {
        self.entries.iter().rev().find(|entry| entry.key(text).says(key))
    }
}
