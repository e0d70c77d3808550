use super::cursor::Cursor;
use super::stop::Stop;
use super::string::{Raw, Span};

/// Where the keys and values of a dict stand in its text: a look-up compares keys and reads nothing else.
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

    /// There is a tag around the dict: it has to be read as a whole.
    pub(crate) fn tagged(&mut self) {
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

    /// Of equal keys the last one counts. Allocates nothing but for escaped keys.
    pub(crate) fn find(&self, text: &str, key: &str) -> Option<&Entry> {
        self.entries.iter().rev().find(|entry| entry.key(text).says(key))
    }
}

impl Cursor<'_> {
    /// Moves behind the value that begins here, in text that has been found good.
    pub(crate) fn skip_value(&mut self) -> Result<(), Stop> {
        let mut depth = 0_usize;
        loop {
            match self.peek() {
                Some(b'"') => {
                    self.span()?;
                }
                Some(b'{' | b'[') => {
                    depth += 1;
                    self.advance(1);
                }
                Some(b'}' | b']') if depth > 0 => {
                    depth -= 1;
                    self.advance(1);
                }
                Some(_) if depth > 0 => self.advance(1),
                Some(_) => {
                    let scalar = |byte: &&u8| !matches!(byte, b',' | b'}' | b']' | ..=b' ');
                    let length = self.rest().iter().take_while(scalar).count();
                    if length == 0 {
                        return Err(self.syntax());
                    }
                    self.advance(length);
                }
                None => return Err(self.syntax()),
            }
            if depth == 0 {
                return Ok(());
            }
        }
    }
}
