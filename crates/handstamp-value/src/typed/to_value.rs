use serde::ser::{self, Serialize};

use crate::key::Key;
use crate::text::Text;
use crate::typed::error::TypedError;
use crate::typed::names::{DATE_TIME, INT, MARKUP, TEXT, UUID};
use crate::value::Dict;
use crate::value::Value;

/// Makes a [`Value`] of anything that serde can serialize.
///
/// Structs and maps become dicts, sequences become lists, Rust's tuples and arrays become Python's tuples,
/// bytes (`serialize_bytes`) become Python's bytes. A variant of an enum that holds something is a dict whose
/// only key is the variant's name, as in serde_json.
///
/// # Errors
/// [`TypedError`] for a map whose keys are neither text nor numbers nor bools, and for what the type's
/// own `Serialize` says.
pub fn to_value<T: Serialize + ?Sized>(value: &T) -> Result<Value, TypedError> {
    value.serialize(ToValue)
}

struct ToValue;

fn named(variant: &'static str, value: Value) -> Value {
    Value::Dict(Dict::from_iter([(variant, value)]))
}

macro_rules! scalars {
    ($($method:ident $t:ty)*) => {$(
        fn $method(self, value: $t) -> Result<Value, TypedError> {
            Ok(value.into())
        }
    )*};
}

impl ser::Serializer for ToValue {
    type Ok = Value;
    type Error = TypedError;
    type SerializeSeq = Items;
    type SerializeTuple = Items;
    type SerializeTupleStruct = Items;
    type SerializeTupleVariant = Items;
    type SerializeMap = Entries;
    type SerializeStruct = Entries;
    type SerializeStructVariant = Entries;

    scalars! {
        serialize_bool bool
        serialize_i8 i8 serialize_i16 i16 serialize_i32 i32 serialize_i64 i64 serialize_i128 i128
        serialize_u8 u8 serialize_u16 u16 serialize_u32 u32 serialize_u64 u64 serialize_u128 u128
        serialize_f32 f32 serialize_f64 f64
        serialize_str &str
    }

    fn serialize_char(self, value: char) -> Result<Value, TypedError> {
        Ok(String::from(value).into())
    }

    fn serialize_bytes(self, value: &[u8]) -> Result<Value, TypedError> {
        Ok(Value::Bytes(value.to_vec()))
    }

    fn serialize_none(self) -> Result<Value, TypedError> {
        Ok(Value::Null)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<Value, TypedError> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<Value, TypedError> {
        Ok(Value::Null)
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<Value, TypedError> {
        Ok(Value::Null)
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<Value, TypedError> {
        Ok(variant.into())
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        value: &T,
    ) -> Result<Value, TypedError> {
        let held = value.serialize(self)?;
        Ok(match (name, held) {
            (MARKUP, Value::Str(text)) => Value::Markup(text),
            (TEXT, Value::Bytes(bytes)) => {
                Value::Str(Text::from_wtf8(&bytes).ok_or_else(|| TypedError::new("not WTF-8"))?)
            }
            (INT, Value::Str(text)) => {
                Value::Int(text.to_string_lossy().parse().map_err(TypedError::new)?)
            }
            (UUID, Value::Str(text)) => {
                Value::Uuid(text.to_string_lossy().parse().map_err(TypedError::new)?)
            }
            (DATE_TIME, Value::Str(text)) => {
                Value::DateTime(text.to_string_lossy().parse().map_err(TypedError::new)?)
            }
            (_, held) => held,
        })
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<Value, TypedError> {
        Ok(named(variant, value.serialize(self)?))
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Items, TypedError> {
        Ok(Items { items: Vec::new(), variant: None })
    }

    fn serialize_tuple(self, _: usize) -> Result<Items, TypedError> {
        Ok(Items { items: Vec::new(), variant: None })
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Items, TypedError> {
        Ok(Items { items: Vec::new(), variant: None })
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Items, TypedError> {
        Ok(Items { items: Vec::new(), variant: Some(variant) })
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Entries, TypedError> {
        Ok(Entries { pairs: Vec::new(), key: None, variant: None })
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Entries, TypedError> {
        self.serialize_map(None)
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Entries, TypedError> {
        Ok(Entries { pairs: Vec::new(), key: None, variant: Some(variant) })
    }
}

struct Items {
    items: Vec<Value>,
    variant: Option<&'static str>,
}

impl Items {
    fn push<T: Serialize + ?Sized>(&mut self, item: &T) -> Result<(), TypedError> {
        self.items.push(to_value(item)?);
        Ok(())
    }

    fn tuple(self) -> Value {
        let tuple = Value::Tuple(self.items);
        match self.variant {
            Some(variant) => named(variant, tuple),
            None => tuple,
        }
    }
}

impl ser::SerializeSeq for Items {
    type Ok = Value;
    type Error = TypedError;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, item: &T) -> Result<(), TypedError> {
        self.push(item)
    }

    fn end(self) -> Result<Value, TypedError> {
        Ok(Value::List(self.items))
    }
}

macro_rules! tuples {
    ($($trait:ident $method:ident)*) => {$(
        impl ser::$trait for Items {
            type Ok = Value;
            type Error = TypedError;

            fn $method<T: Serialize + ?Sized>(&mut self, item: &T) -> Result<(), TypedError> {
                self.push(item)
            }

            fn end(self) -> Result<Value, TypedError> {
                Ok(self.tuple())
            }
        }
    )*};
}

tuples! {
    SerializeTuple serialize_element
    SerializeTupleStruct serialize_field
    SerializeTupleVariant serialize_field
}

struct Entries {
    pairs: Vec<(Key, Value)>,
    key: Option<Key>,
    variant: Option<&'static str>,
}

impl Entries {
    fn dict(self) -> Value {
        let dict = Value::Dict(Dict::from_pairs(self.pairs));
        match self.variant {
            Some(variant) => named(variant, dict),
            None => dict,
        }
    }
}

impl ser::SerializeMap for Entries {
    type Ok = Value;
    type Error = TypedError;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), TypedError> {
        self.key = Some(match to_value(key)? {
            Value::Str(text) => Key::Text(text),
            Value::Int(int) => Key::Int(int),
            Value::Float(float) => Key::Float(float),
            Value::Bool(truth) => Key::Bool(truth),
            Value::Null => Key::Null,
            other => return Err(TypedError::new(format!("{} as a key", other.type_name()))),
        });
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), TypedError> {
        let key = self.key.take().ok_or_else(|| TypedError::new("a value without a key"))?;
        self.pairs.push((key, to_value(value)?));
        Ok(())
    }

    fn end(self) -> Result<Value, TypedError> {
        Ok(self.dict())
    }
}

macro_rules! structs {
    ($($trait:ident)*) => {$(
        impl ser::$trait for Entries {
            type Ok = Value;
            type Error = TypedError;

            fn serialize_field<T: Serialize + ?Sized>(
                &mut self,
                key: &'static str,
                value: &T,
            ) -> Result<(), TypedError> {
                self.pairs.push((key.into(), to_value(value)?));
                Ok(())
            }

            fn end(self) -> Result<Value, TypedError> {
                Ok(self.dict())
            }
        }
    )*};
}

structs!(SerializeStruct SerializeStructVariant);
