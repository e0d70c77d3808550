use std::time::SystemTime;

use crate::sql::sql_time::to_seconds;

/// A value of a statement.
#[derive(Clone, Copy)]
pub(crate) enum Bound<'a> {
    Text(&'a str),
    MaybeText(Option<&'a str>),
    Number(i64),
    MaybeNumber(Option<i64>),
}

impl Bound<'_> {
    /// A time in seconds.
    pub(crate) fn time(at: SystemTime) -> Self {
        Self::Number(to_seconds(at))
    }
}

impl<'a> From<&'a str> for Bound<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text)
    }
}
