use std::time::SystemTime;

use handstamp_value::json::{LazyDict, Limits, ReadError, Tags};
use handstamp_value::{Dict, Key, Text, TypedError, Value, to_value};
use serde::{Deserialize, Serialize};

use crate::changes::Changes;

/// The session of a request: a dict that is read only when it is asked.
///
/// A codec makes one of a cookie that it has verified. The text is kept as it came and is checked whole, so
/// that nothing that is asked later can fail because of it. [`get_str`](Self::get_str) finds a string in the
/// text itself; other look-ups read the text into a [`Dict`] once.
///
/// `Debug` shows what was done to a session, not what is in it.
#[derive(Clone, Default)]
pub struct Session {
    /// The text as it came; `None` if the session was not read from text.
    text: Option<LazyDict>,
    /// In place of the text once the session was written to. `None` too in a session that is new.
    written: Option<Dict>,
    stored: bool,
    changes: Changes,
    signed_at: Option<SystemTime>,
}

/// What is in a new session.
static EMPTY: Dict = Dict::new();

impl Session {
    /// An empty session, for a visitor without a cookie.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A session that a store had as values.
    #[must_use]
    pub fn from_dict(dict: Dict) -> Self {
        Self { written: Some(dict), stored: true, ..Self::default() }
    }

    /// A session of JSON text that the caller vouches for: it is verified already, or from a store.
    ///
    /// `fill` writes the text into the buffer that it is given, which is empty and may have a capacity. The
    /// buffer belongs to the thread; the session gives it back when it is dropped.
    ///
    /// # Errors
    /// What `fill` returns; [`ReadError::NotUtf8`], [`ReadError::NotADict`], and what
    /// [`json::read`](handstamp_value::json::read()) refuses.
    pub fn from_payload<E: From<ReadError>>(
        tags: Tags,
        limits: Limits,
        fill: impl FnOnce(&mut Vec<u8>) -> Result<(), E>,
    ) -> Result<Self, E> {
        let text = LazyDict::from_payload(tags, limits, fill)?;
        Ok(Self { text: Some(text), stored: true, ..Self::default() })
    }

    /// Sets when the session was signed, for a codec that knows it.
    #[must_use]
    pub fn with_signed_at(mut self, time: SystemTime) -> Self {
        self.signed_at = Some(time);
        self
    }

    /// When the session was signed last, if the codec knows it. Flask signs anew on every change; this is not
    /// the time of the login.
    #[must_use]
    pub fn signed_at(&self) -> Option<SystemTime> {
        self.signed_at
    }

    /// The value of a key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.as_dict().get(key)
    }

    /// The text of a key: a `str` or a `Markup` without lone surrogates. Allocates nothing as long as the
    /// session was not read as a whole and the text has no escapes in it.
    #[must_use]
    pub fn get_str(&self, key: &str) -> Option<&str> {
        match self.unwritten() {
            Some(text) => text.get_str(key),
            None => self.get(key)?.as_str(),
        }
    }

    /// The value of a key as a type of yours; `None` if there is no such key.
    ///
    /// # Errors
    /// [`TypedError`] if the value does not fit the type.
    pub fn get_as<'de, T: Deserialize<'de>>(&'de self, key: &str) -> Result<Option<T>, TypedError> {
        match self.unwritten() {
            Some(text) => text.get_as(key),
            None => self.as_dict().get_as(key),
        }
    }

    /// The whole session as a type of yours. Strings can be borrowed.
    ///
    /// # Errors
    /// [`TypedError`] if the session does not fit the type.
    pub fn deserialize<'de, T: Deserialize<'de>>(&'de self) -> Result<T, TypedError> {
        match self.unwritten() {
            Some(text) => text.deserialize(),
            None => self.as_dict().deserialize_as(),
        }
    }

    /// Puts a value in. It counts as a change even if the same value was there, as in Flask.
    ///
    /// # Errors
    /// [`TypedError`] if the type cannot become a value.
    pub fn insert<T: Serialize + ?Sized>(
        &mut self,
        key: impl Into<Text>,
        value: &T,
    ) -> Result<(), TypedError> {
        self.insert_value(key, to_value(value)?);
        Ok(())
    }

    /// Puts a value in, as it is. Returns the old value.
    pub fn insert_value(&mut self, key: impl Into<Text>, value: impl Into<Value>) -> Option<Value> {
        let key = key.into();
        self.changes.touch(&key);
        self.dict_mut().insert(key, value)
    }

    /// Takes a key out. It counts as a change only if the key was there.
    pub fn remove(&mut self, key: &str) -> Option<Value> {
        let value = self.dict_mut().remove(key)?;
        self.changes.touch(&key.into());
        Some(value)
    }

    /// Takes everything out. It counts as a change even if there was nothing, as in Flask.
    pub fn clear(&mut self) {
        self.changes.clear();
        self.written = Some(Dict::new());
    }

    /// Whether there is nothing in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        match self.unwritten() {
            Some(text) => text.is_empty(),
            None => self.as_dict().is_empty(),
        }
    }

    /// Whether it began empty, without a cookie or a record in a store.
    #[must_use]
    pub fn is_new(&self) -> bool {
        !self.stored
    }

    /// What was written here, laid over another state of the same session: the keys of
    /// [`changes`](Self::changes) as they are here, everything else as it is there.
    #[must_use]
    pub fn laid_over(&self, mut other: Self) -> Self {
        if self.changes.is_cleared() {
            other.clear();
        }
        for key in self.changes.keys() {
            match self.as_dict().get_key(&key.clone().into()) {
                Some(value) => {
                    other.insert_value(key.clone(), value.clone());
                }
                None => {
                    other.remove(&key.to_string_lossy());
                }
            }
        }
        other
    }

    /// Whether anything was written since it was read.
    #[must_use]
    pub fn is_changed(&self) -> bool {
        !self.changes.is_empty()
    }

    /// What was written since it was read.
    #[must_use]
    pub fn changes(&self) -> &Changes {
        &self.changes
    }

    /// Keys and values.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&Key, &Value)> {
        self.as_dict().iter()
    }

    /// The verified JSON text as it came, for a JSON reader of your own, without what was written since.
    /// `None` if the session was not read from text.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        self.text.as_ref().map(LazyDict::text)
    }

    /// The session as a dict.
    #[must_use]
    pub fn as_dict(&self) -> &Dict {
        match (&self.written, &self.text) {
            (Some(dict), _) => dict,
            (None, Some(text)) => text.as_dict(),
            (None, None) => &EMPTY,
        }
    }

    /// The session as a dict, taken out.
    #[must_use]
    pub fn into_dict(mut self) -> Dict {
        std::mem::take(self.dict_mut())
    }

    fn dict_mut(&mut self) -> &mut Dict {
        let text = &mut self.text;
        let read = || text.as_mut().map(LazyDict::take_dict).unwrap_or_default();
        self.written.get_or_insert_with(read)
    }

    /// The text, as long as it says what the session holds.
    fn unwritten(&self) -> Option<&LazyDict> {
        if self.written.is_some() { None } else { self.text.as_ref() }
    }
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Session")
            .field("new", &self.is_new())
            .field("changed", &self.is_changed())
            .field("signed_at", &self.signed_at)
            .finish_non_exhaustive()
    }
}
