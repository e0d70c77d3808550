use crate::date_time::DateTime;
use crate::int::Int;
use crate::key::Key;
use crate::text::Text;
use crate::uuid::Uuid;

/// A value of Python: each type that web apps put into a session.
#[derive(Debug, Clone, PartialEq, Default)]
#[non_exhaustive]
pub enum Value {
    /// `None`.
    #[default]
    Null,
    /// `True` or `False`.
    Bool(bool),
    /// An `int` of any size.
    Int(Int),
    /// A `float`; NaN and the infinities too.
    Float(f64),
    /// A `str`.
    Str(Text),
    /// A `list`.
    List(Vec<Value>),
    /// A `tuple`. Plain JSON writes it as a list.
    Tuple(Vec<Value>),
    /// A `dict`.
    Dict(Dict),
    /// `bytes`. Plain JSON has none.
    Bytes(Vec<u8>),
    /// A `markupsafe.Markup`, or any object with `__html__`. Plain JSON writes it as text.
    Markup(Text),
    /// A `uuid.UUID`. Plain JSON has none.
    Uuid(Uuid),
    /// A `datetime.datetime`, in whole seconds. Plain JSON has none.
    DateTime(DateTime),
}

/// A Python `dict`: keys and values in the order in which the keys were first put in.
///
/// Made for dozens of keys, not for millions: a look-up walks through them.
#[derive(Debug, Clone, Default)]
pub struct Dict {
    pub(crate) pairs: Vec<(Key, Value)>,
}

impl Value {
    /// The text of a `str` or a `Markup` without lone surrogates.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::Str(text) | Self::Markup(text) => text.as_str(),
            _ => None,
        }
    }

    /// The integer, if it is an `int` and fits into 64 bits with a sign.
    #[must_use]
    pub fn as_i64(&self) -> Option<i64> {
        match self {
            Self::Int(value) => value.as_i64(),
            _ => None,
        }
    }

    /// The number of a `float` or an `int`; for an `int` the nearest float.
    #[must_use]
    pub fn as_f64(&self) -> Option<f64> {
        match self {
            Self::Float(value) => Some(*value),
            Self::Int(value) => Some(value.to_f64()),
            _ => None,
        }
    }

    /// The truth value, if it is a `bool`.
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// The items of a list or a tuple.
    #[must_use]
    pub fn as_list(&self) -> Option<&[Self]> {
        match self {
            Self::List(items) | Self::Tuple(items) => Some(items),
            _ => None,
        }
    }

    /// The dict, if it is one.
    #[must_use]
    pub fn as_dict(&self) -> Option<&Dict> {
        match self {
            Self::Dict(dict) => Some(dict),
            _ => None,
        }
    }

    /// The name of its type in Python.
    #[must_use]
    pub fn type_name(&self) -> &'static str {
        match self {
            Self::Null => "None",
            Self::Bool(_) => "bool",
            Self::Int(_) => "int",
            Self::Float(_) => "float",
            Self::Str(_) => "str",
            Self::List(_) => "list",
            Self::Tuple(_) => "tuple",
            Self::Dict(_) => "dict",
            Self::Bytes(_) => "bytes",
            Self::Markup(_) => "Markup",
            Self::Uuid(_) => "UUID",
            Self::DateTime(_) => "datetime",
        }
    }
}

macro_rules! from {
    ($($t:ty => $variant:ident),* $(,)?) => {$(
        impl From<$t> for Value {
            fn from(value: $t) -> Self {
                Self::$variant(value.into())
            }
        }
    )*};
}
from! {
    bool => Bool,
    i8 => Int, i16 => Int, i32 => Int, i64 => Int, i128 => Int, isize => Int,
    u8 => Int, u16 => Int, u32 => Int, u64 => Int, u128 => Int, usize => Int,
    Int => Int,
    f32 => Float, f64 => Float,
    &str => Str, String => Str, Text => Str,
    Vec<Value> => List,
    Dict => Dict,
    Uuid => Uuid,
    DateTime => DateTime,
}

impl<T: Into<Self>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}
