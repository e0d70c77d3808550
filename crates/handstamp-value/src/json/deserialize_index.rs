use serde::de::{self, DeserializeSeed, Visitor};

use super::cursor::Cursor;
use super::deserialize::FromText;
use super::index::{Entry, Index};
use super::{Form, Limits, read};
use crate::Error;
use crate::typed::{FromKey, FromValue};

/// Serde's way into the text of a dict whose keys have been found: values that nobody asks for are not even
/// skipped.
pub(crate) struct FromIndex<'de> {
    pub(crate) text: &'de str,
    pub(crate) index: &'de Index,
    pub(crate) form: Form,
    pub(crate) limits: &'de Limits,
}

impl<'de> FromIndex<'de> {
    fn value(&self) -> Result<FromValue<'de>, Error> {
        Ok(FromValue::owned(read(self.text, self.form, self.limits)?))
    }
}

impl<'de> de::Deserializer<'de> for FromIndex<'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let mut entries = Entries { from: &self, rest: self.index.entries().iter(), value: None };
        let value = visitor.visit_map(&mut entries)?;
        match entries.rest.next() {
            None => Ok(value),
            Some(_) => Err(de::Error::invalid_length(self.index.entries().len(), &"fewer keys")),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        if crate::typed::is_own_name(name) {
            return self.value()?.deserialize_newtype_struct(name, visitor);
        }
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.value()?.deserialize_enum(name, variants, visitor)
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}

struct Entries<'i, 'de> {
    from: &'i FromIndex<'de>,
    rest: std::slice::Iter<'de, Entry>,
    value: Option<&'de str>,
}

impl<'de> de::MapAccess<'de> for &mut Entries<'_, 'de> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Error> {
        let Some(entry) = self.rest.next() else { return Ok(None) };
        self.value = Some(entry.value(self.from.text));
        let raw = entry.key(self.from.text);
        match raw.plain() {
            Some(text) => seed.deserialize(FromKey::borrowed(text)).map(Some),
            None => seed.deserialize(FromKey::owned(raw.to_text())).map(Some),
        }
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, Error> {
        let text = self.value.take().ok_or_else(|| Error::Typed("a value without a key".into()))?;
        // The dict itself is one level of nesting.
        let depth = self.from.limits.depth().saturating_sub(1);
        FromText::seed(seed, &mut Cursor::new(text), self.from.form, depth)
    }
}
