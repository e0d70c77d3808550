use std::borrow::Cow;
use std::time::{Duration, SystemTime};

use handstamp_authorizer::{Authentication, LoginId};
use handstamp_session::Session;
use handstamp_value::{Dict, Value};
use serde::Deserialize;

/// The key of a session that has what handstamp writes beside the framework's own keys.
pub const LOGIN_RECORD: &str = "_handstamp";

/// The login record: `{"u": user id, "l": login id, "g": generation, "t": time of login}`, each but `u`
/// optional, the time in whole Unix seconds.
///
/// A record about another user than the session names is ignored as a whole: a Python app's login and
/// logout keep keys that they do not know, so that a record may be somebody else's.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub(crate) struct LoginRecord<'s> {
    #[serde(rename = "u", borrow)]
    user: Cow<'s, str>,
    #[serde(rename = "l", borrow, default)]
    login: Option<Borrowed<'s>>,
    #[serde(rename = "g", default)]
    generation: Option<u64>,
    #[serde(rename = "t", default)]
    time: Option<u64>,
}

/// Text that is borrowed within an `Option`, where serde would copy a bare `Cow`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
struct Borrowed<'s>(#[serde(borrow)] Cow<'s, str>);

impl<'s> LoginRecord<'s> {
    /// The record of a new login.
    pub(crate) fn new(user_id: &'s str, login_id: &'s LoginId) -> Self {
        Self {
            user: user_id.into(),
            login: Some(Borrowed(login_id.as_str().into())),
            generation: None,
            time: None,
        }
    }

    /// The record of a session, if it is about this user. One with a part of another type counts as none.
    pub(crate) fn of(session: &'s Session, user_id: &str) -> Option<Self> {
        let record: Self = session.get_as(LOGIN_RECORD).ok()??;
        (record.user == user_id).then_some(record)
    }

    pub(crate) fn with_generation(mut self, generation: Option<u64>) -> Self {
        self.generation = generation;
        self
    }

    /// With the time of a login at this moment.
    pub(crate) fn with_time(mut self, at: SystemTime) -> Self {
        self.time = at.duration_since(SystemTime::UNIX_EPOCH).ok().map(|since| since.as_secs());
        self
    }

    /// What the record says of how the user is known.
    pub(crate) fn applied_to(&self, authentication: Authentication) -> Authentication {
        authentication.with_login_id(self.login_id()).with_generation(self.generation)
    }

    /// The name of the login.
    pub(crate) fn login_id(&self) -> Option<LoginId> {
        self.login.as_ref().and_then(|login| LoginId::new(&login.0))
    }

    /// When the user logged in.
    pub(crate) fn auth_time(&self) -> Option<SystemTime> {
        SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(self.time?))
    }

    /// The record as a value of the session.
    pub(crate) fn to_value(&self) -> Value {
        let mut record = Dict::new();
        record.insert("u", &*self.user);
        if let Some(Borrowed(login)) = &self.login {
            record.insert("l", &**login);
        }
        if let Some(generation) = self.generation {
            record.insert("g", generation);
        }
        if let Some(time) = self.time {
            record.insert("t", time);
        }
        record.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn session(record: Value) -> Session {
        Session::from_dict([(LOGIN_RECORD, record)].into_iter().collect())
    }

    #[test]
    fn a_record_comes_back_for_its_user_alone() {
        let id = LoginId::new("login-1").unwrap();
        let at = SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000);
        let record = LoginRecord::new("ann", &id).with_generation(Some(3)).with_time(at);
        let session = session(record.to_value());
        assert_eq!(LoginRecord::of(&session, "ann"), Some(record));
        assert_eq!(LoginRecord::of(&session, "bob"), None);
        assert_eq!(LoginRecord::of(&session, ""), None);
    }

    #[test]
    fn what_is_no_record_counts_as_none() {
        let dict = |pairs: &[(&str, Value)]| Value::from(pairs.iter().cloned().collect::<Dict>());
        let u = ("u", Value::from("ann"));
        for bad in [
            "ann".into(),
            Value::Null,
            dict(&[]),
            dict(&[("u", 1.into())]),
            dict(&[u.clone(), ("t", "1700000000".into())]),
            dict(&[u.clone(), ("t", (-1).into())]),
            dict(&[u.clone(), ("g", 1.5.into())]),
        ] {
            assert_eq!(LoginRecord::of(&session(bad.clone()), "ann"), None, "{bad:?}");
        }
        let far = session(dict(&[u, ("t", u64::MAX.into())]));
        assert_eq!(LoginRecord::of(&far, "ann").unwrap().auth_time(), None);
    }
}
