use serde::de::value::{MapAccessDeserializer, MapDeserializer};
use serde::de::{self, Deserialize, Visitor};

use crate::typed::error::TypedError;
use crate::typed::from_key::FromKey;
use crate::typed::from_value::{FromValue, map};
use crate::value::Dict;

impl Dict {
    /// The value of a text key as a type of yours; `None` if there is no such key. Strings can be borrowed.
    ///
    /// # Errors
    /// [`TypedError`] if the value does not fit the type.
    pub fn get_as<'de, T: Deserialize<'de>>(&'de self, key: &str) -> Result<Option<T>, TypedError> {
        self.get(key).map(|value| T::deserialize(FromValue::borrowed(value))).transpose()
    }

    /// The whole dict as a type of yours. Strings can be borrowed.
    ///
    /// # Errors
    /// [`TypedError`] if the dict does not fit the type.
    pub fn deserialize_as<'de, T: Deserialize<'de>>(&'de self) -> Result<T, TypedError> {
        T::deserialize(FromDict(self))
    }
}

/// Serde's way out of a dict, as [`FromValue`] is of a value.
pub(crate) struct FromDict<'de>(pub(crate) &'de Dict);

impl<'de> FromDict<'de> {
    fn pairs(&self) -> impl Iterator<Item = (FromKey<'de>, FromValue<'de>)> + use<'de> {
        self.0.iter().map(|(key, value)| (FromKey::of(key), FromValue::borrowed(value)))
    }
}

impl<'de> de::Deserializer<'de> for FromDict<'de> {
    type Error = TypedError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TypedError> {
        map(self.pairs(), visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TypedError> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, TypedError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, TypedError> {
        MapAccessDeserializer::new(MapDeserializer::new(self.pairs()))
            .deserialize_enum(name, variants, visitor)
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}
