//! Times and durations in words.

use std::time::{Duration, SystemTime};

use handstamp_value::DateTime;

/// An instant for people: `2023-10-13 11:51:06 UTC`, or a text that says that it is outside the years 1 to 9999.
#[must_use]
pub fn utc(instant: SystemTime) -> String {
    match DateTime::try_from(instant) {
        Ok(time) => time.to_string().replace('T', " ").replace('Z', " UTC"),
        Err(_) => "a time outside the years 1 to 9999".to_owned(),
    }
}

/// A duration in its two largest units: `3 days 4 hours`, `1 minute`, `0 seconds`.
#[must_use]
pub fn duration_in_words(duration: Duration) -> String {
    const UNITS: [(u64, &str); 5] =
        [(31_536_000, "year"), (86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second")];
    let mut rest = duration.as_secs();
    let mut words = Vec::new();
    for (seconds, unit) in UNITS {
        let count = rest / seconds;
        rest %= seconds;
        if count > 0 {
            words.push(format!("{count} {unit}{}", if count == 1 { "" } else { "s" }));
        }
        // The second unit is the next smaller one: "1 year 3 seconds" says nothing more than "1 year".
        if words.len() == 2 || (!words.is_empty() && count == 0) {
            break;
        }
    }
    if words.is_empty() { "0 seconds".to_owned() } else { words.join(" ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_units_at_most() {
        for (seconds, words) in [
            (0, "0 seconds"),
            (1, "1 second"),
            (60, "1 minute"),
            (61, "1 minute 1 second"),
            (3_605, "1 hour"),
            (86_400 * 3 + 3_600 * 4 + 59, "3 days 4 hours"),
            (31_536_000 * 41 + 86_400, "41 years 1 day"),
        ] {
            assert_eq!(duration_in_words(Duration::from_secs(seconds)), words);
        }
    }

    #[test]
    fn utc_is_plain() {
        let at = SystemTime::UNIX_EPOCH + Duration::from_secs(1_697_197_866);
        assert_eq!(utc(at), "2023-10-13 11:51:06 UTC");
    }
}
