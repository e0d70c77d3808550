//! Times as whole seconds since 1970, as tables have them.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The last whole second that is not later.
pub(crate) fn down(time: SystemTime) -> i64 {
    match time.duration_since(UNIX_EPOCH) {
        Ok(since) => i64::try_from(since.as_secs()).unwrap_or(i64::MAX),
        Err(before) => {
            let before = before.duration();
            let whole = i64::try_from(before.as_secs()).unwrap_or(i64::MAX);
            whole.saturating_neg().saturating_sub(i64::from(before.subsec_nanos() > 0))
        }
    }
}

/// The first whole second that is not earlier.
pub(crate) fn up(time: SystemTime) -> i64 {
    let whole = down(time);
    whole.saturating_add(i64::from(from(whole) != Some(time)))
}

/// The time of a table. `None` beyond what the system has a time for.
pub(crate) fn from(seconds: i64) -> Option<SystemTime> {
    let span = Duration::from_secs(seconds.unsigned_abs());
    if seconds < 0 { UNIX_EPOCH.checked_sub(span) } else { UNIX_EPOCH.checked_add(span) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_are_rounded_as_asked() {
        for (millis, floor, ceiling) in [(1500, 1, 2), (2000, 2, 2), (0, 0, 0)] {
            let time = UNIX_EPOCH + Duration::from_millis(millis);
            assert_eq!((down(time), up(time)), (floor, ceiling));
        }
        let before = UNIX_EPOCH - Duration::from_millis(1500);
        assert_eq!((down(before), up(before)), (-2, -1));
        assert_eq!(from(-2), Some(UNIX_EPOCH - Duration::from_secs(2)));
    }
}
