use std::cmp::Ordering;

use crate::int::Int;
use crate::text::Text;

/// A key of a [`Dict`](crate::Dict).
///
/// A dict that was read from JSON has text keys only. The other kinds are for writing: Python's `json` sorts
/// keys by what they are (`9` before `10`) and then writes each as text (`"9"`, `"true"`).
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Key {
    /// A `str`.
    Text(Text),
    /// An `int`.
    Int(Int),
    /// A `float`; NaN and the infinities too.
    Float(f64),
    /// `True` or `False`.
    Bool(bool),
    /// `None`.
    Null,
}

impl Key {
    /// The key, if it is text without lone surrogates.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::Text(text) => text.as_str(),
            _ => None,
        }
    }

    /// Python's `<`, `==`, `>` between two keys. `None` where Python raises `TypeError`, and for
    /// NaN, which has no order.
    pub(crate) fn compare(&self, other: &Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Text(left), Self::Text(right)) => Some(left.cmp(right)),
            (Self::Text(_), _) | (_, Self::Text(_)) => None,
            (Self::Null, Self::Null) => Some(Ordering::Equal),
            (Self::Null, _) | (_, Self::Null) => None,
            (Self::Float(left), Self::Float(right)) => left.partial_cmp(right),
            (Self::Float(left), right) => {
                compare_with_float(&right.integer()?, *left).map(Ordering::reverse)
            }
            (left, Self::Float(right)) => compare_with_float(&left.integer()?, *right),
            (left, right) => Some(left.integer()?.cmp(&right.integer()?)),
        }
    }

    // Python's bool is an int.
    fn integer(&self) -> Option<Int> {
        match self {
            Self::Int(value) => Some(value.clone()),
            Self::Bool(value) => Some(i64::from(*value).into()),
            _ => None,
        }
    }
}

fn compare_with_float(left: &Int, right: f64) -> Option<Ordering> {
    if right.is_nan() {
        return None;
    }
    if right.is_infinite() {
        return Some(if right > 0.0 { Ordering::Less } else { Ordering::Greater });
    }
    // `{:.0}` of a whole float is its exact decimal text, however large.
    let whole: Int = format!("{:.0}", right.trunc()).parse().ok()?;
    let fraction = right - right.trunc();
    Some(left.cmp(&whole).then_with(|| 0.0_f64.total_cmp(&(fraction + 0.0))))
}

/// As Python compares keys: `1`, `1.0` and `True` are one key, and NaN is equal to none.
impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        self.compare(other) == Some(Ordering::Equal)
    }
}

impl<T: Into<Text>> From<T> for Key {
    fn from(text: T) -> Self {
        Self::Text(text.into())
    }
}
