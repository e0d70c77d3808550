use serde::de::{self, DeserializeSeed};

use super::deserialize::FromText;
use super::string::Raw;
use crate::Error;
use crate::typed::FromKey;

/// The items of a list.
pub(super) struct Items<'c, 'de> {
    pub(super) from: FromText<'c, 'de>,
    pub(super) first: bool,
}

impl Items<'_, '_> {
    pub(super) fn at_end(&mut self) -> Result<bool, Error> {
        Ok(self.from.cursor.peek_past_space() == Some(b']'))
    }
}

impl<'de> de::SeqAccess<'de> for &mut Items<'_, 'de> {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Error> {
        if self.at_end()? {
            return Ok(None);
        }
        if !std::mem::take(&mut self.first) {
            self.from.cursor.expect(b',')?;
        }
        let (form, depth) = (self.from.form, self.from.depth);
        seed.deserialize(FromText { cursor: self.from.cursor, form, depth, whole: false }).map(Some)
    }
}

/// The keys and values of a dict.
pub(super) struct Entries<'c, 'de> {
    pub(super) from: FromText<'c, 'de>,
    pub(super) first: bool,
}

impl<'de> Entries<'_, 'de> {
    pub(super) fn raw_key(&mut self) -> Result<Option<Raw<'de>>, Error> {
        let cursor = &mut *self.from.cursor;
        if cursor.peek_past_space() == Some(b'}') {
            return Ok(None);
        }
        if !std::mem::take(&mut self.first) {
            cursor.expect(b',')?;
            cursor.skip_space();
        }
        let raw = cursor.string()?;
        cursor.expect(b':')?;
        Ok(Some(raw))
    }
}

impl<'de> de::MapAccess<'de> for &mut Entries<'_, 'de> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Error> {
        let Some(raw) = self.raw_key()? else { return Ok(None) };
        match raw.plain() {
            Some(text) => seed.deserialize(FromKey::borrowed(text)).map(Some),
            None => seed.deserialize(FromKey::owned(raw.to_text())).map(Some),
        }
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, Error> {
        let (form, depth) = (self.from.form, self.from.depth);
        seed.deserialize(FromText { cursor: self.from.cursor, form, depth, whole: false })
    }
}
