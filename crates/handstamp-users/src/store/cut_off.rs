use std::time::{Duration, SystemTime};

use handstamp_authorizer::Authentication;
use handstamp_authorizer::revocation::CLOCK_SKEW;

use crate::store::seconds;

/// How long a login lasts at most where nothing else is said: 365 days, as long as a remember cookie of Flask-Login.
pub const LONGEST_LOGIN: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// Which logins of a user are over. Times are seconds since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct CutOff {
    /// Logins that remember a smaller generation are over.
    pub(crate) generation: i64,
    /// Logins that remember none, and are not later than this, are over.
    pub(crate) at: i64,
    /// Logins that remember neither generation nor time are over until then.
    pub(crate) until: i64,
}

impl CutOff {
    /// Of a user who had none: all logins from before now are over, and the longest of them ends at `until`.
    ///
    /// The generation is the time, so that it is higher than that of an earlier account of this id.
    pub(crate) fn first(now: SystemTime, until: SystemTime) -> Self {
        let later = |time: SystemTime| seconds::up(time.checked_add(CLOCK_SKEW).unwrap_or(time));
        Self { generation: seconds::down(now).max(1), at: later(now), until: later(until) }
    }

    /// What comes after this one: nothing falls, and the generation rises.
    pub(crate) fn raised(self, first: Self) -> Self {
        Self {
            generation: self.generation.saturating_add(1).max(first.generation),
            at: self.at.max(first.at),
            until: self.until.max(first.until),
        }
    }

    /// Whether this login is over.
    pub(crate) fn ends(&self, login: &Authentication, now: SystemTime) -> bool {
        match (login.generation, login.auth_time) {
            (Some(generation), _) => i64::try_from(generation).is_ok_and(|it| it < self.generation),
            (None, Some(at)) => seconds::up(at) <= self.at,
            (None, None) => seconds::down(now) <= self.until,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::UNIX_EPOCH;

    use super::*;

    fn at(seconds: u64) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(seconds)
    }

    #[test]
    fn a_generation_rises_and_never_falls() {
        let first = CutOff::first(at(1000), at(2000));
        assert_eq!(first, CutOff { generation: 1000, at: 1030, until: 2030 });
        let same_second = first.raised(CutOff::first(at(1000), at(2000)));
        assert_eq!(same_second, CutOff { generation: 1001, ..first });
        let clock_set_back = same_second.raised(CutOff::first(at(10), at(20)));
        assert_eq!(clock_set_back, CutOff { generation: 1002, ..first });
        assert_eq!(first.raised(CutOff::first(at(5000), at(6000))).generation, 5000);
        assert_eq!(CutOff::first(UNIX_EPOCH, UNIX_EPOCH).generation, 1);
    }

    #[test]
    fn logins_are_judged_by_generation_then_time() {
        let cut_off = CutOff::first(at(1000), at(2000));
        let ends = |login: &Authentication, now| cut_off.ends(login, at(now));
        let login = Authentication::cookie();
        assert!(ends(&login.clone().with_generation(999), 1000));
        assert!(!ends(&login.clone().with_generation(1000).with_auth_time(at(5)), 1000));
        assert!(!ends(&login.clone().with_generation(u64::MAX), 1000));
        assert!(ends(&login.clone().with_auth_time(at(1030)), 1040));
        assert!(!ends(&login.clone().with_auth_time(at(1031)), 1040));
        assert!(ends(&login, 2030));
        assert!(!ends(&login, 2031), "the longest login is over by itself");
    }
}
