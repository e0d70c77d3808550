use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use crate::parse_error::ParseError;

/// The most digits of an integer that Python reads and writes (`sys.set_int_max_str_digits`).
pub(crate) const MAX_DIGITS: usize = 4300;

/// An integer of any size, as Python's `int`.
///
/// Integers that fit an `i64` are held as one; larger ones as decimal text in canonical form (no
/// plus sign, no leading zeros, no `-0`), of at most 4,300 digits.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Int(Form);

#[derive(Clone, PartialEq, Eq, Hash)]
enum Form {
    Small(i64),
    Big(Box<str>),
}

impl Int {
    /// The integer, if it fits into 64 bits with a sign.
    #[must_use]
    pub fn as_i64(&self) -> Option<i64> {
        match self.0 {
            Form::Small(value) => Some(value),
            Form::Big(_) => None,
        }
    }

    /// The integer, if it is not negative and fits into 64 bits.
    #[must_use]
    pub fn as_u64(&self) -> Option<u64> {
        self.as_i128()?.try_into().ok()
    }

    /// The integer, if it fits into 128 bits with a sign.
    #[must_use]
    pub fn as_i128(&self) -> Option<i128> {
        match &self.0 {
            Form::Small(value) => Some(i128::from(*value)),
            Form::Big(digits) => digits.parse().ok(),
        }
    }

    /// The integer, if it is not negative and fits into 128 bits.
    #[must_use]
    pub fn as_u128(&self) -> Option<u128> {
        match &self.0 {
            Form::Small(value) => (*value).try_into().ok(),
            Form::Big(digits) => digits.parse().ok(),
        }
    }

    /// The nearest float; infinite where Python's `float()` would raise `OverflowError`.
    #[must_use]
    pub fn to_f64(&self) -> f64 {
        match &self.0 {
            #[allow(clippy::cast_precision_loss)]
            Form::Small(value) => *value as f64,
            Form::Big(digits) => digits.parse().unwrap_or(f64::NAN),
        }
    }

    /// Reads `-?[0-9]+` of at most [`MAX_DIGITS`] digits; the caller has checked it.
    pub(crate) fn of_digits(text: &str) -> Self {
        if let Ok(value) = text.parse() {
            return Self(Form::Small(value));
        }
        let (negative, digits) = Self::sign_and_digits(text);
        let digits = digits.trim_start_matches('0');
        let sign = if negative { "-" } else { "" };
        Self(Form::Big(format!("{sign}{digits}").into()))
    }

    fn sign_and_digits(digits: &str) -> (bool, &str) {
        match digits.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, digits),
        }
    }
}

/// Reads `-?[0-9]+`. Leading zeros and `-0` are put into canonical form.
impl FromStr for Int {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        let (_, digits) = Self::sign_and_digits(text);
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(ParseError::NotAnInt);
        }
        if digits.len() > MAX_DIGITS {
            return Err(ParseError::IntTooLong);
        }
        Ok(Self::of_digits(text))
    }
}

impl fmt::Display for Int {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Form::Small(value) => fmt::Display::fmt(value, f),
            Form::Big(digits) => f.write_str(digits),
        }
    }
}

impl fmt::Debug for Int {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Ord for Int {
    fn cmp(&self, other: &Self) -> Ordering {
        if let (Form::Small(left), Form::Small(right)) = (&self.0, &other.0) {
            return left.cmp(right);
        }
        let (left, right) = (self.to_string(), other.to_string());
        let (left_negative, left) = Self::sign_and_digits(&left);
        let (right_negative, right) = Self::sign_and_digits(&right);
        let size = left.len().cmp(&right.len()).then_with(|| left.cmp(right));
        match (left_negative, right_negative) {
            (false, false) => size,
            (true, true) => size.reverse(),
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
        }
    }
}

impl PartialOrd for Int {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

macro_rules! from_small {
    ($($t:ty),*) => {$(
        impl From<$t> for Int {
            fn from(value: $t) -> Self {
                Self(Form::Small(i64::from(value)))
            }
        }
    )*};
}
from_small!(i8, i16, i32, i64, u8, u16, u32);

macro_rules! from_large {
    ($($t:ty),*) => {$(
        impl From<$t> for Int {
            fn from(value: $t) -> Self {
                match i64::try_from(value) {
                    Ok(small) => Self(Form::Small(small)),
                    Err(_) => Self(Form::Big(value.to_string().into())),
                }
            }
        }
    )*};
}
from_large!(u64, i128, u128, isize, usize);
