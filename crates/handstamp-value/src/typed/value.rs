use std::fmt;

use serde::de::{
    self, Deserialize, Deserializer, EnumAccess, MapAccess, SeqAccess, VariantAccess, Visitor,
};
use serde::ser::{SerializeMap, SerializeTuple};
use serde::{Serialize, Serializer};

use crate::date_time::DateTime;
use crate::key::Key;
use crate::text::Text;
use crate::typed::kind::Kind;
use crate::typed::names::{MARKUP, VALUE};
use crate::typed::own_types::Bytes;
use crate::value::Dict;
use crate::value::Value;

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(truth) => serializer.serialize_bool(*truth),
            Self::Int(int) => int.serialize(serializer),
            Self::Float(float) => serializer.serialize_f64(*float),
            Self::Str(text) => text.serialize(serializer),
            Self::List(items) => serializer.collect_seq(items),
            Self::Tuple(items) => {
                let mut tuple = serializer.serialize_tuple(items.len())?;
                items.iter().try_for_each(|item| tuple.serialize_element(item))?;
                tuple.end()
            }
            Self::Dict(dict) => dict.serialize(serializer),
            Self::Bytes(bytes) => Bytes(bytes).serialize(serializer),
            Self::Markup(text) => serializer.serialize_newtype_struct(MARKUP, text),
            Self::Uuid(uuid) => uuid.serialize(serializer),
            Self::DateTime(time) => time.serialize(serializer),
        }
    }
}

impl Serialize for Dict {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.len()))?;
        self.iter().try_for_each(|(key, value)| map.serialize_entry(key, value))?;
        map.end()
    }
}

impl Serialize for Key {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => text.serialize(serializer),
            Self::Int(int) => int.serialize(serializer),
            Self::Float(float) => serializer.serialize_f64(*float),
            Self::Bool(truth) => serializer.serialize_bool(*truth),
            Self::Null => serializer.serialize_unit(),
        }
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(VALUE, ValueVisitor)
    }
}

struct ValueVisitor;

impl<'de> Visitor<'de> for ValueVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E: de::Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E: de::Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, inner: D) -> Result<Value, D::Error> {
        Value::deserialize(inner)
    }

    fn visit_bool<E: de::Error>(self, truth: bool) -> Result<Value, E> {
        Ok(Value::Bool(truth))
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i128<E: de::Error>(self, value: i128) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u128<E: de::Error>(self, value: u128) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Value, E> {
        Ok(Value::Float(value))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Value, E> {
        Ok(text.into())
    }

    fn visit_string<E: de::Error>(self, text: String) -> Result<Value, E> {
        Ok(text.into())
    }

    fn visit_bytes<E: de::Error>(self, bytes: &[u8]) -> Result<Value, E> {
        Ok(Value::Bytes(bytes.to_vec()))
    }

    fn visit_byte_buf<E: de::Error>(self, bytes: Vec<u8>) -> Result<Value, E> {
        Ok(Value::Bytes(bytes))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Value::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut pairs = Vec::new();
        while let Some(pair) = entries.next_entry::<Key, Value>()? {
            pairs.push(pair);
        }
        Ok(Value::Dict(Dict::from_pairs(pairs)))
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, inner: D) -> Result<Value, D::Error> {
        inner.deserialize_any(Self)
    }

    // Only this crate's own deserializers come here, with kinds that others have no word for.
    fn visit_enum<A: EnumAccess<'de>>(self, data: A) -> Result<Value, A::Error> {
        let (at, held) = data.variant::<u64>()?;
        let kind =
            Kind::of_number(at).ok_or_else(|| de::Error::custom("an unknown kind of value"))?;
        Ok(match kind {
            Kind::Tuple => Value::Tuple(held.newtype_variant()?),
            Kind::Markup => Value::Markup(held.newtype_variant()?),
            Kind::Uuid => Value::Uuid(held.newtype_variant()?),
            Kind::DateTime => DateTime::from_unix(held.newtype_variant()?)
                .map(Value::DateTime)
                .ok_or_else(|| de::Error::custom("an instant outside the years 1 to 9999"))?,
            Kind::Int => held
                .newtype_variant::<Text>()?
                .as_str()
                .and_then(|digits| digits.parse().ok())
                .map(Value::Int)
                .ok_or_else(|| de::Error::custom("not an integer"))?,
            Kind::Text => Value::Str(held.newtype_variant()?),
        })
    }
}

impl<'de> Deserialize<'de> for Dict {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Value::deserialize(deserializer)? {
            Value::Dict(dict) => Ok(dict),
            other => Err(de::Error::custom(format_args!("{} is not a dict", other.type_name()))),
        }
    }
}

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct KeyVisitor;

        impl Visitor<'_> for KeyVisitor {
            type Value = Key;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a key")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Key, E> {
                Ok(text.into())
            }

            fn visit_bytes<E: de::Error>(self, bytes: &[u8]) -> Result<Key, E> {
                Text::from_wtf8(bytes)
                    .map(Key::Text)
                    .ok_or_else(|| E::custom("bytes that are not WTF-8"))
            }

            fn visit_i64<E: de::Error>(self, value: i64) -> Result<Key, E> {
                Ok(Key::Int(value.into()))
            }

            fn visit_u64<E: de::Error>(self, value: u64) -> Result<Key, E> {
                Ok(Key::Int(value.into()))
            }

            fn visit_f64<E: de::Error>(self, value: f64) -> Result<Key, E> {
                Ok(Key::Float(value))
            }

            fn visit_bool<E: de::Error>(self, truth: bool) -> Result<Key, E> {
                Ok(Key::Bool(truth))
            }

            fn visit_unit<E: de::Error>(self) -> Result<Key, E> {
                Ok(Key::Null)
            }
        }

        deserializer.deserialize_any(KeyVisitor)
    }
}
