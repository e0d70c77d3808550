use crate::json::read_error::ReadError;

/// Why a walk through JSON text stopped: a [`ReadError`] in eight bytes, so that the answer of each step fits
/// into registers.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stop {
    why: Why,
    /// Where, or for [`Why::TooDeep`] the limit.
    at: u32,
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum Why {
    Syntax,
    TooDeep,
    IntegerTooLong,
    BadTag,
}

impl Stop {
    pub(crate) fn new(why: Why, at: usize) -> Self {
        Self { why, at: u32::try_from(at).unwrap_or(u32::MAX) }
    }
}

impl From<Stop> for ReadError {
    fn from(stop: Stop) -> Self {
        let at = stop.at as usize;
        match stop.why {
            Why::Syntax => Self::Syntax { at },
            Why::TooDeep => Self::TooDeep { limit: at },
            Why::IntegerTooLong => Self::IntegerTooLong,
            Why::BadTag => Self::BadTag { at },
        }
    }
}
