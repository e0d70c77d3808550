use std::time::SystemTime;

use handstamp_authorizer::Principal;
use handstamp_session::Session;
use handstamp_value::Value;

use crate::client_info::ClientInfo;
use crate::login::Login;
use crate::user_in_session::{SessionUser, UserInSession};

/// A session that names its user in one field, as text or as a whole number. Everything else is anonymous.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserField(String);

impl UserField {
    /// The field of this name.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        Self(name.into())
    }
}

impl UserInSession for UserField {
    fn read(&self, session: &Session, _: ClientInfo<'_>, _: SystemTime) -> Option<SessionUser> {
        named_in(session, &self.0).map(SessionUser::new)
    }

    fn write(&self, session: &mut Session, login: &Login<'_>, _: ClientInfo<'_>, _: SystemTime) {
        session.insert_value(self.0.as_str(), login.user_id());
    }
}

/// The user whose id is in a field of the session. `None` where it is empty, or neither text nor a whole
/// number.
pub(crate) fn named_in(session: &Session, field: &str) -> Option<Principal> {
    match session.get_str(field) {
        Some("") => None,
        Some(id) => Some(Principal::new(id)),
        None => match session.get(field)? {
            Value::Int(id) => Some(Principal::new(id.to_string())),
            _ => None,
        },
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
