use std::time::{Duration, SystemTime, UNIX_EPOCH};

use handstamp_value::DateTime;

/// Unix seconds, rounded down. 0 before 1970.
pub(crate) fn to_seconds(at: SystemTime) -> i64 {
    let seconds = at.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    i64::try_from(seconds).unwrap_or(i64::MAX)
}

/// Unix seconds as text.
pub(crate) fn from_seconds(text: &str) -> Option<SystemTime> {
    UNIX_EPOCH.checked_add(Duration::from_secs(text.parse().ok()?))
}

/// `2026-11-22 03:11:53.449242`, in UTC, as SQLAlchemy has it written; also with a zone.
pub(crate) fn from_date(text: &str) -> Option<SystemTime> {
    let zoned = |zone: &str| format!("{text}{zone}").parse::<DateTime>().ok();
    // PostgreSQL shortens a zone of whole hours.
    let at = zoned("").or_else(|| zoned("Z")).or_else(|| zoned(":00"))?;
    at.try_into().ok()
}

/// As SQLAlchemy writes a `datetime` without a zone.
pub(crate) fn to_date(at: SystemTime) -> Option<String> {
    let micros = at.duration_since(UNIX_EPOCH).ok()?.subsec_micros();
    let text = DateTime::try_from(at).ok()?.to_string();
    let seconds = text.get(..19)?.replace('T', " ");
    Some(format!("{seconds}.{micros:06}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_sqlalchemy() {
        let at = UNIX_EPOCH + Duration::new(1_795_317_113, 449_242_000);
        assert_eq!(to_date(at).as_deref(), Some("2026-11-22 03:11:53.449242"));
        let seconds = UNIX_EPOCH + Duration::from_secs(1_795_317_113);
        for text in [
            "2026-11-22 03:11:53.449242",
            "2026-11-22 03:11:53",
            "2026-11-22T03:11:53Z",
            "2026-11-22 03:11:53.449242+00",
            "2026-11-22 05:11:53+02",
            "2026-11-22 05:11:53+02:00",
        ] {
            assert_eq!(from_date(text), Some(seconds), "{text}");
        }
        for text in ["", "2026-11-22", "yesterday", "2026-13-22 03:11:53"] {
            assert_eq!(from_date(text), None, "{text}");
        }
    }
}
