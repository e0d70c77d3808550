use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::calendar::{date_of, days_before, days_in_month};
use crate::parse_error::ParseError;

/// An instant in whole seconds, from the year 1 to the year 9999, in UTC.
///
/// This is what is left of a Python `datetime` once it has been in a session: Werkzeug's `http_date`
/// keeps seconds, and takes a naive time for UTC.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DateTime {
    unix: i64,
}

/// The fields of an instant, in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Civil {
    pub(crate) year: i64,
    pub(crate) month: u8,
    pub(crate) day: u8,
    pub(crate) hour: u8,
    pub(crate) minute: u8,
    pub(crate) second: u8,
}

const DAY: i64 = 86_400;
/// 0001-01-01T00:00:00Z.
const MIN: i64 = -62_135_596_800;
/// 9999-12-31T23:59:59Z.
const MAX: i64 = 253_402_300_799;

impl DateTime {
    /// From Unix seconds (negative before 1970). `None` outside the years 1 to 9999.
    #[must_use]
    pub const fn from_unix(seconds: i64) -> Option<Self> {
        if seconds < MIN || seconds > MAX { None } else { Some(Self { unix: seconds }) }
    }

    /// Unix seconds; negative before 1970.
    #[must_use]
    pub const fn unix(self) -> i64 {
        self.unix
    }

    /// Years from 1, months and days from 1, in UTC. `None` where there is no such day or time.
    #[must_use]
    pub fn from_fields(date: (i64, u8, u8), time: (u8, u8, u8)) -> Option<Self> {
        let ((year, month, day), (hour, minute, second)) = (date, time);
        if !(1..=9999).contains(&year) || !(1..=12).contains(&month) {
            return None;
        }
        if day < 1 || day > days_in_month(year, month) || hour > 23 || minute > 59 || second > 59 {
            return None;
        }
        let of_day = i64::from(hour) * 3600 + i64::from(minute) * 60 + i64::from(second);
        Self::from_unix(days_before(year, month, day) * DAY + of_day)
    }

    /// Moved by seconds; `None` where that leaves the years 1 to 9999.
    #[must_use]
    pub fn checked_add_seconds(self, seconds: i64) -> Option<Self> {
        Self::from_unix(self.unix.checked_add(seconds)?)
    }

    pub(crate) fn civil(self) -> Civil {
        let days = self.unix.div_euclid(DAY);
        let of_day = self.unix.rem_euclid(DAY);
        let (year, month, day) = date_of(days);
        let byte = |n: i64| u8::try_from(n).unwrap_or_default();
        Civil {
            year,
            month: byte(month),
            day: byte(day),
            hour: byte(of_day / 3600),
            minute: byte(of_day / 60 % 60),
            second: byte(of_day % 60),
        }
    }

    /// 0 is Monday, as Python's `weekday()`.
    pub(crate) fn weekday(self) -> usize {
        // 1 January 1970 was a Thursday.
        usize::try_from((self.unix.div_euclid(DAY) + 3).rem_euclid(7)).unwrap_or_default()
    }
}

/// Rounds down to whole seconds. [`ParseError::OutOfRange`] outside the years 1 to 9999.
impl TryFrom<SystemTime> for DateTime {
    type Error = ParseError;

    fn try_from(time: SystemTime) -> Result<Self, ParseError> {
        let far = || ParseError::OutOfRange;
        let seconds = match time.duration_since(UNIX_EPOCH) {
            Ok(after) => i64::try_from(after.as_secs()).map_err(|_| far())?,
            Err(before) => {
                let before = before.duration();
                let whole = i64::try_from(before.as_secs()).map_err(|_| far())?;
                -whole - i64::from(before.subsec_nanos() > 0)
            }
        };
        Self::from_unix(seconds).ok_or_else(far)
    }
}

/// [`ParseError::OutOfRange`] where the platform's clock cannot hold the instant.
impl TryFrom<DateTime> for SystemTime {
    type Error = ParseError;

    fn try_from(time: DateTime) -> Result<Self, ParseError> {
        let distance = Duration::from_secs(time.unix.unsigned_abs());
        let found = if time.unix < 0 {
            UNIX_EPOCH.checked_sub(distance)
        } else {
            UNIX_EPOCH.checked_add(distance)
        };
        found.ok_or(ParseError::OutOfRange)
    }
}

impl fmt::Debug for DateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DateTime({self})")
    }
}
