//! HTTP dates as Werkzeug 3.1 writes and reads them (`werkzeug.http.http_date`, `parse_date`).

use crate::date_time::Civil;
use crate::date_time::DateTime;

const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const LONG_MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
/// Zone names of RFC 822 that Python's `email` knows, with hours and minutes as a decimal number.
const ZONES: [(&str, i64); 14] = [
    ("UT", 0),
    ("UTC", 0),
    ("GMT", 0),
    ("Z", 0),
    ("AST", -400),
    ("ADT", -300),
    ("EST", -500),
    ("EDT", -400),
    ("CST", -600),
    ("CDT", -500),
    ("MST", -700),
    ("MDT", -600),
    ("PST", -800),
    ("PDT", -700),
];

/// Writes `Tue, 02 Jan 2024 03:04:05 GMT`; years before 1000 have leading zeros.
#[must_use]
pub fn http_date(time: DateTime) -> String {
    let Civil { year, month, day, hour, minute, second } = time.civil();
    let weekday = DAYS.get(time.weekday()).copied().unwrap_or_default();
    let month = MONTHS.get(usize::from(month).wrapping_sub(1)).copied().unwrap_or_default();
    format!("{weekday}, {day:02} {month} {year:04} {hour:02}:{minute:02}:{second:02} GMT")
}

/// Reads a date as leniently as Werkzeug, which leaves it to Python's
/// `email.utils.parsedate_to_datetime`: RFC 822, RFC 850 and asctime forms, two-digit years, zones by
/// name or number, no zone for UTC, a weekday that is wrong or missing. `None` if it is no date.
/// Allocates nothing.
#[must_use]
pub fn parse_date(text: &str) -> Option<DateTime> {
    let fields = Fields::of(text)?;
    let month_of = |name: &str| {
        let is = |names: &[&str; 12]| names.iter().position(|n| n.eq_ignore_ascii_case(name));
        is(&MONTHS).or_else(|| is(&LONG_MONTHS)).and_then(|at| u8::try_from(at + 1).ok())
    };
    let Fields { mut day, month, mut year, mut time, mut zone } = fields;
    if day.is_empty() || month.is_empty() || year.is_empty() {
        return None;
    }
    let month = match month_of(month) {
        Some(number) => number,
        None => month_of(std::mem::replace(&mut day, month))?,
    };
    day = day.strip_suffix(',').unwrap_or(day);
    if year.find(':').is_some_and(|at| at > 0) {
        (year, time) = (time, year);
    }
    year = year.strip_suffix(',').unwrap_or(year);
    if !year.chars().next()?.is_numeric() {
        (year, zone) = (zone, year);
    }
    time = time.strip_suffix(',').unwrap_or(time);
    let (hour, minute, second) = clock(time)?;
    let year = match python_int(year)? {
        short @ 69..100 => short + 1900,
        short if short < 100 => short + 2000,
        full => full,
    };
    let byte = |n: i64| u8::try_from(n).ok();
    let date = (year, byte(month.into())?, byte(python_int(day)?)?);
    let local = DateTime::from_fields(date, (byte(hour)?, byte(minute)?, byte(second)?))?;
    local.checked_add_seconds(-offset(zone)?)
}

/// The five fields that `email._parseaddr` goes by.
struct Fields<'a> {
    day: &'a str,
    month: &'a str,
    year: &'a str,
    time: &'a str,
    zone: &'a str,
}

impl<'a> Fields<'a> {
    fn of(text: &'a str) -> Option<Self> {
        // What str.split() splits at.
        let space = |c: char| c.is_whitespace() || ('\x1c'..='\x1f').contains(&c);
        let mut words = text.split(space).filter(|word| !word.is_empty()).peekable();
        let first = *words.peek()?;
        let is_weekday = DAYS.iter().any(|day| day.eq_ignore_ascii_case(first));
        let mut taken: [&str; 5] = [""; 5];
        if first.ends_with(',') || is_weekday {
            words.next();
        }
        let mut count = 0;
        for (slot, word) in taken.iter_mut().zip(&mut words) {
            *slot = word;
            count += 1;
        }
        let [mut one, mut two, mut three, mut four, mut five] = taken;
        if !(first.ends_with(',') || is_weekday) {
            one = one.rsplit_once(',').map_or(one, |(_, after)| after);
        }
        if count == 3 {
            // RFC 850: 06-Nov-94 08:49:37 GMT
            let mut parts = one.split('-');
            if let (Some(day), Some(month), Some(year), None) =
                (parts.next(), parts.next(), parts.next(), parts.next())
            {
                (one, two, three, four, five) = (day, month, year, two, three);
                count = 5;
            }
        }
        if count == 4 {
            let at = four.find('+').or_else(|| four.find('-'));
            if let Some((time, zone)) =
                at.filter(|at| *at > 0).and_then(|at| four.split_at_checked(at))
            {
                (four, five) = (time, zone);
            }
            count = 5;
        }
        (count == 5).then_some(Self { day: one, month: two, year: three, time: four, zone: five })
    }
}

fn clock(time: &str) -> Option<(i64, i64, i64)> {
    let separator = if time.contains(':') { ':' } else { '.' };
    let mut parts = time.split(separator);
    let (hour, minute) = (parts.next()?, parts.next()?);
    let second = parts.next().unwrap_or("0");
    if parts.next().is_some() {
        return None;
    }
    Some((python_int(hour)?, python_int(minute)?, python_int(second)?))
}

/// Seconds east of UTC. A zone that is not known counts as UTC; an offset of a day or more is no date.
fn offset(zone: &str) -> Option<i64> {
    let named = ZONES.iter().find(|(name, _)| name.eq_ignore_ascii_case(zone)).map(|(_, at)| *at);
    let decimal = match named {
        Some(decimal) => decimal,
        None if is_python_int(zone) => python_int(zone)?,
        None => 0,
    };
    let size = decimal.unsigned_abs();
    let seconds = i64::try_from(size / 100 * 3600 + size % 100 * 60).ok()?;
    (seconds < 86_400).then_some(seconds * decimal.signum())
}

/// `int()` of ASCII text: a sign, digits, single underscores between them. `None` if it is none, or
/// far too large for any field of a date.
fn python_int(text: &str) -> Option<i64> {
    if !is_python_int(text) {
        return None;
    }
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    let mut value: i64 = 0;
    for digit in digits.bytes().filter(|byte| *byte != b'_') {
        value = value.checked_mul(10)?.checked_add(i64::from(digit - b'0'))?;
    }
    (value <= 1_000_000_000).then_some(sign * value)
}

fn is_python_int(text: &str) -> bool {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    digits
        .split('_')
        .all(|group| !group.is_empty() && group.bytes().all(|byte| byte.is_ascii_digit()))
}
