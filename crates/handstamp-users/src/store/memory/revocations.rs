use std::collections::HashMap;
use std::time::SystemTime;

use handstamp_authorizer::{Authentication, LoginId};

use crate::store::cut_off::CutOff;

/// What was ended.
#[derive(Default)]
pub(crate) struct Revocations {
    logins: HashMap<LoginId, SystemTime>,
    users: HashMap<String, CutOff>,
}

impl Revocations {
    pub(crate) fn has_ended(&self, user: &str, login: &Authentication, now: SystemTime) -> bool {
        let one = login.login_id.as_ref().is_some_and(|id| self.logins.contains_key(id));
        one || self.users.get(user).is_some_and(|cut_off| cut_off.ends(login, now))
    }

    pub(crate) fn generation(&self, user: &str) -> u64 {
        let cut_off = self.users.get(user);
        cut_off.map_or(0, |cut_off| cut_off.generation.unsigned_abs())
    }

    pub(crate) fn end_one(&mut self, login: &LoginId, now: SystemTime, until: SystemTime) {
        self.logins.retain(|_, kept| *kept > now);
        let kept = self.logins.entry(login.clone()).or_insert(until);
        *kept = until.max(*kept);
    }

    pub(crate) fn end_all(&mut self, user: &str, now: SystemTime, until: SystemTime) {
        let first = CutOff::first(now, until);
        let next = self.users.get(user).map_or(first, |cut_off| cut_off.raised(first));
        self.users.insert(user.to_owned(), next);
    }
}
