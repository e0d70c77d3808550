use std::fmt;
use std::sync::OnceLock;

use serde::Deserialize;

use crate::json::buffer::Buffer;
use crate::json::deserialize::FromText;
use crate::json::deserialize_index::FromIndex;
use crate::json::index::Index;
use crate::json::limits::Limits;
use crate::json::read::read;
use crate::json::read_error::ReadError;
use crate::json::scan::scan;
use crate::json::tags::Tags;
use crate::typed::error::TypedError;
use crate::typed::from_dict::FromDict;
use crate::value::Dict;
use crate::value::Value;

/// The JSON text of a dict, checked whole and read only where it is asked.
///
/// The text is kept as it came, with an index of its keys. As it was checked to the last byte, by the rules of
/// [`read`](crate::json::read()), no later question can fail because of it. [`get_str`](Self::get_str)
/// finds a string in the text itself; [`as_dict`](Self::as_dict) reads all of it, once.
///
/// The memory belongs to the thread and goes back to it on drop: a thread that reads one text after another
/// allocates nothing.
///
/// `Debug` does not show the text.
///
/// ```
/// use handstamp_value::json::{LazyDict, Limits, ReadError, Tags};
///
/// let lazy = LazyDict::from_payload(Tags::Flask, Limits::default(), |text| {
///     text.extend_from_slice(br#"{"_user_id": "42", "size": {" t": [640, 480]}}"#);
///     Ok::<(), ReadError>(())
/// })?;
/// assert_eq!(lazy.get_str("_user_id"), Some("42"));
/// assert_eq!(lazy.get_as("size")?, Some((640, 480)));
/// assert_eq!(lazy.as_dict().len(), 2);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct LazyDict {
    buffer: Buffer,
    tags: Tags,
    limits: Limits,
    /// What the text says, once a question was asked that the index cannot answer.
    read: OnceLock<Dict>,
}

impl LazyDict {
    /// Takes text that `fill` writes into the buffer that it is given, which is empty and may have a capacity.
    ///
    /// # Errors
    /// What `fill` returns; [`ReadError::NotUtf8`], [`ReadError::NotADict`], and what
    /// [`read`](crate::json::read()) refuses. This function itself allocates nothing for an error.
    pub fn from_payload<E: From<ReadError>>(
        tags: Tags,
        limits: Limits,
        fill: impl FnOnce(&mut Vec<u8>) -> Result<(), E>,
    ) -> Result<Self, E> {
        let mut buffer = Buffer::take();
        let mut bytes = buffer.take_bytes();
        let filled = fill(&mut bytes);
        let is_utf8 = buffer.set_bytes(bytes);
        filled?;
        if !is_utf8 {
            return Err(ReadError::NotUtf8.into());
        }
        let (text, index) = buffer.parts_mut();
        scan(text, tags, &limits, index)?;
        Ok(Self { buffer, tags, limits, read: OnceLock::new() })
    }

    /// The text of a key: a `str` or a `Markup` without lone surrogates. `None` for any other value and for a
    /// key that is not there. Allocates nothing as long as the value has no escapes and the text was not read
    /// as a whole.
    #[must_use]
    pub fn get_str(&self, key: &str) -> Option<&str> {
        if let Some((text, index)) = self.unread() {
            let entry = index.find(text, key)?;
            if let Some(plain) = entry.plain_string(text) {
                return Some(plain);
            }
        }
        self.as_dict().get(key)?.as_str()
    }

    /// The value of a key as a type of yours; `None` if there is no such key. Strings without escapes can be
    /// borrowed.
    ///
    /// # Errors
    /// [`TypedError`] if the value does not fit the type.
    pub fn get_as<'de, T: Deserialize<'de>>(&'de self, key: &str) -> Result<Option<T>, TypedError> {
        let Some((text, index)) = self.unread() else { return self.as_dict().get_as(key) };
        let Some(entry) = index.find(text, key) else { return Ok(None) };
        match FromText::of(entry.value(text), self.tags, &self.limits) {
            // The text may have a key twice, which a struct refuses and Python does not.
            Err(_) => self.as_dict().get_as(key),
            read => read.map(Some),
        }
    }

    /// The whole dict as a type of yours. Strings without escapes can be borrowed.
    ///
    /// # Errors
    /// [`TypedError`] if the dict does not fit the type.
    pub fn deserialize<'de, T: Deserialize<'de>>(&'de self) -> Result<T, TypedError> {
        if let Some((text, index)) = self.unread() {
            let from = FromIndex { text, index, tags: self.tags, limits: &self.limits };
            if let Ok(value) = T::deserialize(from) {
                return Ok(value);
            }
            // The text may have a key twice, which a struct refuses and Python does not.
        }
        T::deserialize(FromDict(self.as_dict()))
    }

    /// Whether there is no key. Reads nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        match self.unread() {
            Some((_, index)) => index.is_empty(),
            None => self.as_dict().is_empty(),
        }
    }

    /// The text as it came.
    #[must_use]
    pub fn text(&self) -> &str {
        self.buffer.as_str()
    }

    /// All of it as values, read on the first call and kept.
    #[must_use]
    pub fn as_dict(&self) -> &Dict {
        self.read.get_or_init(|| self.read())
    }

    /// All of it as values, to be changed by the caller. What was read already is handed out; the next question
    /// reads the text again.
    #[must_use]
    pub fn take_dict(&mut self) -> Dict {
        self.read.take().unwrap_or_else(|| self.read())
    }

    fn read(&self) -> Dict {
        match read(self.text(), self.tags, &self.limits) {
            Ok(Value::Dict(dict)) => dict,
            // Never: the scan that took the text is the same walk as this one.
            _ => Dict::new(),
        }
    }

    /// The text and its index, unless it was read or has to be.
    fn unread(&self) -> Option<(&str, &Index)> {
        let index = self.buffer.index();
        let read = self.read.get().is_some() || index.is_tagged();
        (!read).then(|| (self.text(), index))
    }
}

impl fmt::Debug for LazyDict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LazyDict")
            .field("bytes", &self.text().len())
            .field("tags", &self.tags)
            .finish_non_exhaustive()
    }
}
