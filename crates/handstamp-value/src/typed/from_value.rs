use serde::de::value::{MapAccessDeserializer, MapDeserializer, SeqDeserializer};
use serde::de::{self, DeserializeSeed, Deserializer as _, IntoDeserializer, Visitor};

use crate::int::Int;
use crate::text::Text;
use crate::typed::error::TypedError;
use crate::typed::from_key::FromKey;
use crate::typed::kind::Exact;
use crate::typed::names::{INT, VALUE};
use crate::value::Dict;
use crate::value::Value;

/// Serde's way out of a value.
pub(crate) enum FromValue<'de> {
    Borrowed(&'de Value),
    Owned(Value),
}

impl<'de> FromValue<'de> {
    pub(crate) fn borrowed(value: &'de Value) -> Self {
        Self::Borrowed(value)
    }

    pub(crate) fn owned(value: Value) -> Self {
        Self::Owned(value)
    }

    fn as_value(&self) -> &Value {
        match self {
            Self::Borrowed(value) => value,
            Self::Owned(value) => value,
        }
    }
}

pub(crate) fn seq<'de, V: Visitor<'de>>(
    items: impl Iterator<Item = FromValue<'de>>,
    visitor: V,
) -> Result<V::Value, TypedError> {
    let mut items = SeqDeserializer::new(items);
    let value = visitor.visit_seq(&mut items)?;
    items.end()?;
    Ok(value)
}

pub(crate) fn map<'de, V: Visitor<'de>>(
    pairs: impl Iterator<Item = (FromKey<'de>, FromValue<'de>)>,
    visitor: V,
) -> Result<V::Value, TypedError> {
    let mut pairs = MapDeserializer::new(pairs);
    let value = visitor.visit_map(&mut pairs)?;
    pairs.end()?;
    Ok(value)
}

fn int<'de, V: Visitor<'de>>(int: &Int, visitor: V) -> Result<V::Value, TypedError> {
    match (int.as_i64(), int.as_u64()) {
        (Some(small), _) => visitor.visit_i64(small),
        (_, Some(large)) => visitor.visit_u64(large),
        _ => visitor.visit_f64(int.to_f64()),
    }
}

fn text<'de, V: Visitor<'de>>(text: &Text, visitor: V) -> Result<V::Value, TypedError> {
    match text.as_str() {
        Some(text) => visitor.visit_str(text),
        None => visitor.visit_bytes(text.as_wtf8()),
    }
}

fn own_pairs<'de>(dict: Dict) -> impl Iterator<Item = (FromKey<'de>, FromValue<'de>)> {
    dict.into_iter().map(|(key, value)| (FromKey::Owned(key), FromValue::Owned(value)))
}

impl<'de> de::Deserializer<'de> for FromValue<'de> {
    type Error = TypedError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TypedError> {
        match self {
            Self::Borrowed(Value::Str(found) | Value::Markup(found)) => match found.as_str() {
                Some(found) => visitor.visit_borrowed_str(found),
                None => visitor.visit_borrowed_bytes(found.as_wtf8()),
            },
            Self::Borrowed(Value::List(items) | Value::Tuple(items)) => {
                seq(items.iter().map(Self::Borrowed), visitor)
            }
            Self::Borrowed(Value::Dict(dict)) => {
                map(dict.iter().map(|(k, v)| (FromKey::of(k), Self::Borrowed(v))), visitor)
            }
            Self::Borrowed(Value::Bytes(bytes)) => visitor.visit_borrowed_bytes(bytes),
            Self::Borrowed(scalar) => Self::Owned(scalar.clone()).deserialize_any(visitor),
            Self::Owned(value) => match value {
                Value::Null => visitor.visit_unit(),
                Value::Bool(truth) => visitor.visit_bool(truth),
                Value::Int(found) => int(&found, visitor),
                Value::Float(float) => visitor.visit_f64(float),
                Value::Str(found) | Value::Markup(found) => text(&found, visitor),
                Value::List(items) | Value::Tuple(items) => {
                    seq(items.into_iter().map(Self::Owned), visitor)
                }
                Value::Dict(dict) => map(own_pairs(dict), visitor),
                Value::Bytes(bytes) => visitor.visit_byte_buf(bytes),
                Value::Uuid(uuid) => visitor.visit_string(uuid.to_string()),
                Value::DateTime(time) => visitor.visit_string(time.to_string()),
            },
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TypedError> {
        match self.as_value() {
            Value::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, TypedError> {
        match (name, self.as_value()) {
            (INT, Value::Int(int)) => visitor.visit_string(int.to_string()),
            (VALUE, value) => match Exact::of(value) {
                Some(exact) => visitor.visit_enum(exact),
                None => visitor.visit_newtype_struct(self),
            },
            _ => visitor.visit_newtype_struct(self),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, TypedError> {
        match self {
            Self::Owned(Value::Dict(dict)) => {
                MapAccessDeserializer::new(MapDeserializer::new(own_pairs(dict)))
                    .deserialize_enum(name, variants, visitor)
            }
            Self::Borrowed(Value::Dict(dict)) => {
                let pairs = dict.iter().map(|(k, v)| (FromKey::of(k), Self::Borrowed(v)));
                MapAccessDeserializer::new(MapDeserializer::new(pairs))
                    .deserialize_enum(name, variants, visitor)
            }
            other => match other.as_value().as_str() {
                Some(variant) => visitor.visit_enum(variant.into_deserializer()),
                None => Err(TypedError::new("neither text nor a dict: no variant")),
            },
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TypedError> {
        if let Value::Bytes(bytes) = self.as_value() {
            return visitor.visit_seq(SeqDeserializer::new(bytes.iter().copied()));
        }
        self.deserialize_any(visitor)
    }

    fn deserialize_i128<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TypedError> {
        match self.as_value() {
            Value::Int(int) => match int.as_i128() {
                Some(value) => visitor.visit_i128(value),
                None => self.deserialize_any(visitor),
            },
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_u128<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TypedError> {
        match self.as_value() {
            Value::Int(int) => match int.as_u128() {
                Some(value) => visitor.visit_u128(value),
                None => self.deserialize_any(visitor),
            },
            _ => self.deserialize_any(visitor),
        }
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf unit unit_struct
        tuple tuple_struct map struct identifier ignored_any
    }
}

impl<'de> IntoDeserializer<'de, TypedError> for FromValue<'de> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> de::EnumAccess<'de> for Exact {
    type Error = TypedError;
    type Variant = Self;

    fn variant_seed<T: DeserializeSeed<'de>>(
        self,
        seed: T,
    ) -> Result<(T::Value, Self), TypedError> {
        let at = de::value::UsizeDeserializer::<TypedError>::new(self.kind.number());
        Ok((seed.deserialize(at)?, self))
    }
}

impl<'de> de::VariantAccess<'de> for Exact {
    type Error = TypedError;

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(
        self,
        seed: T,
    ) -> Result<T::Value, TypedError> {
        seed.deserialize(FromValue::Owned(self.held))
    }

    fn unit_variant(self) -> Result<(), TypedError> {
        Err(TypedError::new("a value of this kind holds something"))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, TypedError> {
        FromValue::Owned(self.held).deserialize_any(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, TypedError> {
        FromValue::Owned(self.held).deserialize_any(visitor)
    }
}
