use std::time::SystemTime;

use handstamp_authorizer::Principal;
use handstamp_session::Session;
use handstamp_value::{Dict, Value};

use crate::client_info::ClientInfo;
use crate::login::Login;
use crate::user_in_session::{SessionUser, UserInSession};

/// A session that names its user in one field, as text or as a whole number. Everything else is anonymous.
///
/// Such a session does not say whether its login is fresh: the login record says it. A Python app that remembers its
/// users in a way of its own should take the key `_handstamp` out when it logs a user out.
///
/// The field may be within dicts of the session: `["user", "sub"]` is `session["user"]["sub"]`.
///
/// ```
/// use handstamp_login::UserField;
///
/// let by_name = UserField::new("username");
/// let by_claim = UserField::path("user", ["sub"]);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserField {
    key: String,
    /// The keys below it, outermost first.
    below: Vec<String>,
}

impl UserField {
    /// The field of this name.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        Self { key: name.into(), below: Vec::new() }
    }

    /// The field that is found below the session's `key` by these keys of dicts, outermost first. A login
    /// writes dicts with this field alone.
    #[must_use]
    pub fn path<K: Into<String>>(
        key: impl Into<String>,
        below: impl IntoIterator<Item = K>,
    ) -> Self {
        Self { key: key.into(), below: below.into_iter().map(Into::into).collect() }
    }
}

impl UserInSession for UserField {
    fn read(&self, session: &Session, _: ClientInfo<'_>, _: SystemTime) -> Option<SessionUser> {
        if self.below.is_empty() {
            return named_in(session, &self.key).map(SessionUser::new);
        }
        let mut keys = self.below.iter();
        let id = keys.try_fold(session.get(&self.key)?, |value, key| value.as_dict()?.get(key))?;
        user_of(id).map(SessionUser::new)
    }

    fn write(&self, session: &mut Session, login: &Login<'_>, _: ClientInfo<'_>, _: SystemTime) {
        let within = |value, key: &String| Dict::from_iter([(key.as_str(), value)]).into();
        let value = self.below.iter().rev().fold(Value::from(login.user_id()), within);
        session.insert_value(self.key.as_str(), value);
    }
}

/// The user whose id is in a field of the session, found without reading the rest of it. `None` where it is
/// empty, or neither text nor a whole number.
pub(crate) fn named_in(session: &Session, field: &str) -> Option<Principal> {
    match session.get_str(field) {
        Some("") => None,
        Some(id) => Some(Principal::new(id)),
        None => user_of(session.get(field)?),
    }
}

/// The user with this id.
fn user_of(id: &Value) -> Option<Principal> {
    match id {
        Value::Int(id) => Some(Principal::new(id.to_string())),
        id => id.as_str().filter(|id| !id.is_empty()).map(Principal::new),
    }
}

#[cfg(test)]
mod tests {
    use handstamp_authorizer::Subject;

    use super::*;

    #[test]
    fn a_user_is_text_or_a_whole_number() {
        let session = |value: Value| Session::from_dict([("id", value)].into_iter().collect());
        let id = |value: Value| Some(named_in(&session(value), "id")?.id().to_owned());
        assert_eq!(id("ann".into()).as_deref(), Some("ann"));
        assert_eq!(id(7.into()).as_deref(), Some("7"));
        for anonymous in ["".into(), 7.0.into(), true.into(), Value::Null, Value::List(vec![])] {
            assert_eq!(id(anonymous), None);
        }
        assert!(named_in(&session("ann".into()), "name").is_none());
    }
}
