use crate::value::Value;

/// A kind of value that plain serde has no word for, and what it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Tuple,
    Markup,
    Uuid,
    DateTime,
    Int,
    Text,
}

impl Kind {
    const ALL: [Self; 6] =
        [Self::Tuple, Self::Markup, Self::Uuid, Self::DateTime, Self::Int, Self::Text];

    /// The number by which serde's enums name it.
    pub(crate) fn number(self) -> usize {
        Self::ALL.iter().position(|kind| *kind == self).unwrap_or_default()
    }

    pub(crate) fn of_number(number: u64) -> Option<Self> {
        Self::ALL.get(usize::try_from(number).ok()?).copied()
    }
}

/// A value of such a kind, as its kind and what it holds.
pub(crate) struct Exact {
    pub(crate) kind: Kind,
    pub(crate) held: Value,
}

impl Exact {
    pub(crate) fn of(value: &Value) -> Option<Self> {
        let (kind, held) = match value {
            Value::Tuple(items) => (Kind::Tuple, Value::List(items.clone())),
            Value::Markup(text) => (Kind::Markup, Value::Bytes(text.as_wtf8().to_vec())),
            Value::Uuid(uuid) => (Kind::Uuid, Value::Str(uuid.to_string().into())),
            Value::DateTime(time) => (Kind::DateTime, time.unix().into()),
            Value::Int(int) if int.as_i64().is_none() => {
                (Kind::Int, Value::Str(int.to_string().into()))
            }
            Value::Str(text) if text.as_str().is_none() => {
                (Kind::Text, Value::Bytes(text.as_wtf8().to_vec()))
            }
            _ => return None,
        };
        Some(Self { kind, held })
    }
}
