use std::fmt;
use std::str::FromStr;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::Error;

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

fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

fn days_in_month(year: i64, month: u8) -> u8 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if is_leap(year) => 29,
        2 => 28,
        _ => 31,
    }
}

/// Days from 1 January 1970. Years are counted from March, so that the leap day is the last.
fn days_before(year: i64, month: u8, day: u8) -> i64 {
    let (month, day) = (i64::from(month), i64::from(day));
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

fn date_of(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    (year + era * 400 + i64::from(month <= 2), month, day)
}

/// Drops what is below a second, downwards. An error outside the years 1 to 9999.
impl TryFrom<SystemTime> for DateTime {
    type Error = Error;

    fn try_from(time: SystemTime) -> Result<Self, Error> {
        let far = || Error::Typed("an instant outside the years 1 to 9999".into());
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

/// An error where the platform's clock cannot hold the instant.
impl TryFrom<DateTime> for SystemTime {
    type Error = Error;

    fn try_from(time: DateTime) -> Result<Self, Error> {
        let distance = Duration::from_secs(time.unix.unsigned_abs());
        let found = if time.unix < 0 {
            UNIX_EPOCH.checked_sub(distance)
        } else {
            UNIX_EPOCH.checked_add(distance)
        };
        found.ok_or_else(|| Error::Typed("an instant that this platform cannot hold".into()))
    }
}

/// RFC 3339 in UTC: `2024-01-02T03:04:05Z`.
impl fmt::Display for DateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Civil { year, month, day, hour, minute, second } = self.civil();
        write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
    }
}

impl fmt::Debug for DateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DateTime({self})")
    }
}

/// Reads RFC 3339: `2024-01-02T03:04:05Z`, `2024-01-02 03:04:05.678+01:00`. Fractions are dropped.
impl FromStr for DateTime {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        rfc3339(text).ok_or_else(|| Error::Typed("not an RFC 3339 date and time".into()))
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
