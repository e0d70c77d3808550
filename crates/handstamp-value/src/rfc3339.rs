use std::fmt;
use std::str::FromStr;

use crate::date_time::{Civil, DateTime};
use crate::parse_error::ParseError;

/// RFC 3339 in UTC: `2024-01-02T03:04:05Z`.
impl fmt::Display for DateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Civil { year, month, day, hour, minute, second } = self.civil();
        write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
    }
}

/// Reads RFC 3339, as in `2024-01-02T03:04:05Z` and `2024-01-02 03:04:05.678+01:00`; fractions of a second are
/// dropped. [`ParseError::NotADateTime`] for anything else.
impl FromStr for DateTime {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        rfc3339(text).ok_or(ParseError::NotADateTime)
    }
}

fn rfc3339(text: &str) -> Option<DateTime> {
    let number = |from: usize, to: usize| -> Option<u16> {
        let digits = text.get(from..to)?;
        digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse().ok())?
    };
    let byte = |from: usize| -> Option<u8> { number(from, from + 2)?.try_into().ok() };
    let mark = |at: usize, marks: &str| text.get(at..=at).is_some_and(|c| marks.contains(c));
    if !(mark(4, "-") && mark(7, "-") && mark(10, "Tt ") && mark(13, ":") && mark(16, ":")) {
        return None;
    }
    let date = (i64::from(number(0, 4)?), byte(5)?, byte(8)?);
    let local = DateTime::from_fields(date, (byte(11)?, byte(14)?, byte(17)?))?;
    let mut zone = text.get(19..)?;
    if let Some(fraction) = zone.strip_prefix('.') {
        zone = fraction.trim_start_matches(|c: char| c.is_ascii_digit());
        if zone.len() == fraction.len() {
            return None;
        }
    }
    if zone == "Z" || zone == "z" {
        return Some(local);
    }
    let sign = match zone.get(..1)? {
        "+" => -1,
        "-" => 1,
        _ => return None,
    };
    let at = text.len() - zone.len();
    if zone.len() != 6 || !mark(at + 3, ":") {
        return None;
    }
    let (hours, minutes) = (i64::from(byte(at + 1)?), i64::from(byte(at + 4)?));
    if hours > 23 || minutes > 59 {
        return None;
    }
    local.checked_add_seconds(sign * (hours * 3600 + minutes * 60))
}
