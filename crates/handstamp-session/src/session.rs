use std::sync::OnceLock;
use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use crate::buffer::Buffer;
use crate::json::{self, Form, FromIndex, FromText, Index, Limits};
use crate::typed::{FromDict, FromValue, to_value};
use crate::{Changes, Dict, Error, Key, Text, Value};

/// The session of a request: a dict that is read only when somebody asks.
///
/// A codec makes one of a cookie that it has verified. The text is kept as it came and is checked whole,
/// so that nothing that is asked later can fail. [`get_str`](Self::get_str) finds a string in the text
/// itself; other look-ups read the text into a [`Dict`] once.
///
/// `Debug` shows what was done to a session, not what is in it.
#[derive(Clone, Default)]
pub struct Session {
    text: Buffer,
    form: Form,
    limits: Limits,
    /// The text, once somebody has asked for more than a string.
    read: OnceLock<Dict>,
    /// In the place of the text and of what was read, once somebody has written.
    written: Option<Dict>,
    stored: bool,
    changes: Changes,
    signed_at: Option<SystemTime>,
}

impl Session {
    /// An empty session, as a visitor has who brings no cookie.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A session that a store had as values.
    #[must_use]
    pub fn from_dict(dict: Dict) -> Self {
        Self { written: Some(dict), stored: true, ..Self::default() }
    }

    /// A session of JSON text that the caller vouches for: verified already, or from a store of its own.
    ///
    /// `fill` writes the text into the buffer that it is given, which is empty and belongs to the thread;
    /// the session gives it back when it is dropped.
    ///
    /// # Errors
    /// What `fill` says; [`Error::NotUtf8`], [`Error::NotADict`], and what [`json::read`] refuses.
    pub fn from_payload(
        form: Form,
        limits: Limits,
        fill: impl FnOnce(&mut Vec<u8>) -> Result<(), Error>,
    ) -> Result<Self, Error> {
        let mut text = Buffer::take();
        let mut bytes = text.take_bytes();
        let filled = fill(&mut bytes);
        let is_utf8 = text.set_bytes(bytes);
        filled?;
        if !is_utf8 {
            return Err(Error::NotUtf8);
        }
        let mut index = std::mem::take(&mut text.index);
        let scanned = json::scan_into(text.as_str(), form, &limits, &mut index);
        text.index = index;
        scanned?;
        Ok(Self { text, form, limits, stored: true, ..Self::default() })
    }

    /// Says when the session was signed, for a codec that knows.
    #[must_use]
    pub fn with_signed_at(mut self, time: SystemTime) -> Self {
        self.signed_at = Some(time);
        self
    }

    /// When the session was signed last. Flask signs anew on every change; this is not the time of login.
    #[must_use]
    pub fn signed_at(&self) -> Option<SystemTime> {
        self.signed_at
    }

    /// The value of a key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.as_dict().get(key)
    }

    /// The text of a key: a `str` or a `Markup` without lone surrogates. Allocates nothing while the
    /// session is unread and the text has no escapes in it.
    #[must_use]
    pub fn get_str(&self, key: &str) -> Option<&str> {
        if let Some((text, index)) = self.unread() {
            let entry = index.find(text, key)?;
            if let Some(plain) = entry.plain_string(text) {
                return Some(plain);
            }
        }
        self.get(key)?.as_str()
    }

    /// The value of a key as a type of yours, or `None` if there is no such key.
    ///
    /// # Errors
    /// [`Error::Typed`] if the value does not fit the type.
    pub fn get_as<'de, T: Deserialize<'de>>(&'de self, key: &str) -> Result<Option<T>, Error> {
        if let Some((text, index)) = self.unread() {
            return match index.find(text, key) {
                Some(entry) => FromText::of(entry.value(text), self.form, &self.limits).map(Some),
                None => Ok(None),
            };
        }
        match self.get(key) {
            Some(value) => T::deserialize(FromValue::borrowed(value)).map(Some),
            None => Ok(None),
        }
    }

    /// The whole session as a type of yours. Strings can be borrowed.
    ///
    /// # Errors
    /// [`Error::Typed`] if the session does not fit the type.
    pub fn deserialize<'de, T: Deserialize<'de>>(&'de self) -> Result<T, Error> {
        if let Some((text, index)) = self.unread() {
            let from = FromIndex { text, index, form: self.form, limits: &self.limits };
            if let Ok(value) = T::deserialize(from) {
                return Ok(value);
            }
            // The text may say a key twice, which a struct refuses and Python does not.
        }
        T::deserialize(FromDict(self.as_dict()))
    }

    /// Puts a value in. It counts as a change even if it was there before, as in Flask.
    ///
    /// # Errors
    /// [`Error::Typed`] if the type cannot become a value.
    pub fn insert<T: Serialize + ?Sized>(
        &mut self,
        key: impl Into<Text>,
        value: &T,
    ) -> Result<(), Error> {
        self.insert_value(key, to_value(value)?);
        Ok(())
    }

    /// Puts a value in, as it is. The old value is handed back.
    pub fn insert_value(&mut self, key: impl Into<Text>, value: impl Into<Value>) -> Option<Value> {
        let key = key.into();
        self.changes.touch(&key);
        self.dict_mut().insert(key, value)
    }

    /// Takes a key out. A change only if it was there.
    pub fn remove(&mut self, key: &str) -> Option<Value> {
        let value = self.dict_mut().remove(key)?;
        self.changes.touch(&key.into());
        Some(value)
    }

    /// Takes everything out. A change even if there was nothing, as in Flask.
    pub fn clear(&mut self) {
        self.changes.clear();
        self.written = Some(Dict::new());
    }

    /// Is there nothing in it?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        match self.unread() {
            Some((_, index)) => index.is_empty(),
            None => self.as_dict().is_empty(),
        }
    }

    /// Did it begin empty, without a cookie or a record in a store?
    #[must_use]
    pub fn is_new(&self) -> bool {
        !self.stored
    }

    /// Was anything written since it was read?
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

    /// The verified JSON text as it came, for a JSON reader of your own. What was written since is not in
    /// it. `None` if the session was not read from text.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        Some(self.text.as_str()).filter(|text| !text.is_empty())
    }

    /// The session as a dict.
    #[must_use]
    pub fn as_dict(&self) -> &Dict {
        match &self.written {
            Some(dict) => dict,
            None => self.read.get_or_init(|| self.parse()),
        }
    }

    /// The session as a dict, taken out.
    #[must_use]
    pub fn into_dict(mut self) -> Dict {
        std::mem::take(self.dict_mut())
    }

    fn dict_mut(&mut self) -> &mut Dict {
        let dict = match self.written.take() {
            Some(dict) => dict,
            None => self.read.take().unwrap_or_else(|| self.parse()),
        };
        self.written.insert(dict)
    }

    fn parse(&self) -> Dict {
        match self.text().map(|text| json::read(text, self.form, &self.limits)) {
            Some(Ok(Value::Dict(dict))) => dict,
            // There is no text: the scan that took it is the same walk as this one.
            _ => Dict::new(),
        }
    }

    /// The text and where its keys are, as long as nobody has read it into a dict; `None` too if it has to be
    /// read as a whole.
    fn unread(&self) -> Option<(&str, &Index)> {
        let read = self.written.is_some() || self.read.get().is_some();
        let index = &self.text.index;
        if read || index.is_tagged() { None } else { Some((self.text()?, index)) }
    }
}

impl From<Dict> for Session {
    fn from(dict: Dict) -> Self {
        Self::from_dict(dict)
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
