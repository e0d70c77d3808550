//! Whether the time of signing is accepted.

use std::time::Duration;

use super::base64_text;
use super::context::{Context, instant};
use super::diagnosis::Diagnosis;
use super::report::Report;

/// How many seconds ahead of the clock handstamp's sessions and CSRF tokens may have been signed.
const TOLERANCE: u64 = 30;
/// 1 January 2011 in Unix seconds. itsdangerous is younger: an earlier time stamp counts from another epoch.
const YEAR_2011: i64 = 1_293_840_000;
/// The last second that a Python `datetime` has, 31 December 9999.
const LAST: i64 = 253_402_300_799;

/// The time stamp of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stamp {
    /// Unix seconds. `None`: after the year 9999.
    pub(crate) unix: Option<i64>,
    /// Whether it is in the form that itsdangerous writes.
    pub(crate) canonical: bool,
}

/// Reads a time stamp. `None` if it is not base64 or longer than eight bytes.
pub(crate) fn read(text: &[u8]) -> Option<Stamp> {
    let decoded = base64_text::decode(text).filter(|decoded| decoded.bytes.len() <= 8)?;
    let count = decoded.bytes.iter().fold(0, |count: u64, byte| count << 8 | u64::from(*byte));
    let unix = i64::try_from(count).ok().filter(|unix| *unix <= LAST);
    Some(Stamp { unix, canonical: decoded.url_safe })
}

/// Writes the time of signing into the report, and what is wrong with it.
pub(crate) fn check(stamp: Stamp, context: &Context<'_>, report: &mut Report) {
    let Some(unix) = stamp.unix else { return report.add(Diagnosis::TimestampMalformed) };
    let max_age = report.kind.max_age(context.settings);
    let age = context.unix_now().saturating_sub(unix);
    let seconds = Duration::from_secs(age.unsigned_abs());
    report.signed_at = instant(unix);
    report.expires_at = max_age.and_then(|limit| report.signed_at?.checked_add(limit));
    let expired = max_age.filter(|limit| age >= 0 && seconds > *limit);
    let from_2011 = unix.saturating_add(YEAR_2011);
    let possible = from_2011 <= context.unix_now().saturating_add_unsigned(TOLERANCE);
    if unix < YEAR_2011 && possible && (expired.is_some() || max_age.is_none()) {
        report.signed_at = instant(from_2011);
        report.expires_at = None;
        if let Some(signed_at) = report.signed_at {
            report.add(Diagnosis::Epoch2011 { signed_at, refused: expired.is_some() });
        }
    } else if let Some(limit) = expired {
        let since = seconds.saturating_sub(limit);
        report.add(Diagnosis::Expired { since, max_age: Some(limit) });
    } else if age < 0 && max_age.is_some() {
        let tolerated = seconds.as_secs() <= TOLERANCE && report.kind.tolerates_clocks();
        report.add(Diagnosis::SignedAhead { ahead: seconds, tolerated });
    }
}
