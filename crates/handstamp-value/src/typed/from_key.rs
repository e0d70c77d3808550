use serde::de::{self, IntoDeserializer, Visitor};

use crate::key::Key;
use crate::text::Text;
use crate::typed::error::TypedError;

/// Serde's way out of a dict's key. A key of text that spells a number can be read as one, since JSON
/// has no other keys.
pub(crate) enum FromKey<'de> {
    Borrowed(&'de str),
    Owned(Key),
}

impl<'de> FromKey<'de> {
    pub(crate) fn borrowed(text: &'de str) -> Self {
        Self::Borrowed(text)
    }

    pub(crate) fn owned(text: Text) -> Self {
        Self::Owned(Key::Text(text))
    }

    pub(crate) fn of(key: &'de Key) -> Self {
        match key.as_str() {
            Some(text) => Self::Borrowed(text),
            None => Self::Owned(key.clone()),
        }
    }

    fn as_str(&self) -> Option<&str> {
        match self {
            Self::Borrowed(text) => Some(text),
            Self::Owned(key) => key.as_str(),
        }
    }
}

macro_rules! numbers {
    ($($method:ident $visit:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TypedError> {
            match self.as_str().and_then(|text| text.parse().ok()) {
                Some(number) => visitor.$visit(number),
                None => self.deserialize_any(visitor),
            }
        }
    )*};
}

impl<'de> de::Deserializer<'de> for FromKey<'de> {
    type Error = TypedError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TypedError> {
        match self {
            Self::Borrowed(text) => visitor.visit_borrowed_str(text),
            Self::Owned(Key::Text(text)) => match text.as_str() {
                Some(text) => visitor.visit_str(text),
                None => visitor.visit_bytes(text.as_wtf8()),
            },
            Self::Owned(Key::Int(int)) => match (int.as_i64(), int.as_u64()) {
                (Some(small), _) => visitor.visit_i64(small),
                (_, Some(large)) => visitor.visit_u64(large),
                _ => visitor.visit_string(int.to_string()),
            },
            Self::Owned(Key::Float(float)) => visitor.visit_f64(float),
            Self::Owned(Key::Bool(truth)) => visitor.visit_bool(truth),
            Self::Owned(Key::Null) => visitor.visit_unit(),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TypedError> {
        if matches!(self, Self::Owned(Key::Null)) {
            return visitor.visit_none();
        }
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
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, TypedError> {
        let name = self.as_str().ok_or_else(|| TypedError::new("a key that is not text"))?;
        visitor.visit_enum(name.into_deserializer())
    }

    numbers! {
        deserialize_i8 visit_i8 deserialize_i16 visit_i16 deserialize_i32 visit_i32
        deserialize_i64 visit_i64 deserialize_i128 visit_i128
        deserialize_u8 visit_u8 deserialize_u16 visit_u16 deserialize_u32 visit_u32
        deserialize_u64 visit_u64 deserialize_u128 visit_u128
        deserialize_f32 visit_f32 deserialize_f64 visit_f64
        deserialize_bool visit_bool
    }

    serde::forward_to_deserialize_any! {
        char str string bytes byte_buf unit unit_struct seq tuple tuple_struct map struct identifier
        ignored_any
    }
}

impl<'de> IntoDeserializer<'de, TypedError> for FromKey<'de> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}
