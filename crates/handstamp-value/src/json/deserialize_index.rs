use serde::de::{self, DeserializeSeed, MapAccess, Visitor};

use crate::json::cursor::Cursor;
use crate::json::deserialize::{FromText, key_of};
use crate::json::index::{Entry, Index};
use crate::json::limits::Limits;
use crate::json::read::read;
use crate::json::tags::Tags;
use crate::typed::error::TypedError;
use crate::typed::from_value::FromValue;
use crate::typed::names::is_own_name;

/// Serde's way into the text of a dict whose keys were found. Values that are not asked for are not even
/// skipped.
pub(crate) struct FromIndex<'de> {
    pub(crate) text: &'de str,
    pub(crate) index: &'de Index,
    pub(crate) tags: Tags,
    pub(crate) limits: &'de Limits,
}

impl<'de> FromIndex<'de> {
    fn value(&self) -> Result<FromValue<'de>, TypedError> {
        Ok(FromValue::owned(read(self.text, self.tags, self.limits)?))
    }
}

impl<'de> de::Deserializer<'de> for FromIndex<'de> {
    type Error = TypedError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TypedError> {
        let mut entries = Entries { from: &self, rest: self.index.entries().iter(), value: None };
        let value = visitor.visit_map(&mut entries)?;
        match entries.rest.next() {
            None => Ok(value),
            Some(_) => Err(de::Error::invalid_length(self.index.entries().len(), &"fewer keys")),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TypedError> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, TypedError> {
        if is_own_name(name) {
            return self.value()?.deserialize_newtype_struct(name, visitor);
        }
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, TypedError> {
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

impl<'de> MapAccess<'de> for &mut Entries<'_, 'de> {
    type Error = TypedError;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, TypedError> {
        let Some(entry) = self.rest.next() else { return Ok(None) };
        self.value = Some(entry.value(self.from.text));
        seed.deserialize(key_of(entry.key(self.from.text))).map(Some)
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<T::Value, TypedError> {
        let text = self.value.take().ok_or_else(|| TypedError::new("a value without a key"))?;
        // The dict itself is one level of nesting.
        let depth = self.from.limits.depth().saturating_sub(1);
        FromText::seed(seed, &mut Cursor::new(text), self.from.tags, depth)
    }
}
