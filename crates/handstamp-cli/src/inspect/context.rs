//! What every inspector needs: keys, settings, the time.

use std::time::{Duration, SystemTime};

use super::diagnosis::Diagnosis;
use super::report::Report;
use super::settings::{NamedKey, Settings};

/// Keys, settings and the time.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Context<'a> {
    /// The first one signs; later ones are older.
    pub(crate) keys: &'a [NamedKey],
    pub(crate) settings: &'a Settings,
    pub(crate) now: SystemTime,
}

impl Context<'_> {
    /// The time in Unix seconds.
    pub(crate) fn unix_now(&self) -> i64 {
        let seconds = |span: Duration| i64::try_from(span.as_secs()).unwrap_or(i64::MAX);
        match self.now.duration_since(SystemTime::UNIX_EPOCH) {
            Ok(since) => seconds(since),
            Err(before) => seconds(before.duration()).saturating_neg(),
        }
    }

    /// Reports that no key was given, or that none fits in any of this many ways.
    pub(crate) fn no_key_fits(&self, ways: usize, report: &mut Report) {
        report.add(match self.keys.len() {
            0 => Diagnosis::NoKey,
            keys => Diagnosis::WrongKey { keys, ways },
        });
    }
}

/// The instant of Unix seconds. `None` if the machine cannot represent it.
pub(crate) fn instant(unix: i64) -> Option<SystemTime> {
    let span = Duration::from_secs(unix.unsigned_abs());
    if unix < 0 {
        SystemTime::UNIX_EPOCH.checked_sub(span)
    } else {
        SystemTime::UNIX_EPOCH.checked_add(span)
    }
}
