//! Who is logged in: written into a session, read out of it, taken out of it.

use std::time::{Duration, SystemTime};

use handstamp_authorizer::Principal;

use super::{Closed, Login, SessionHandle};
use crate::{Session, Value};

/// The key of a session that has the moment of the login, in whole Unix seconds. Revocation compares it
/// with a cut-off: when a session was *signed* last says nothing, since every change signs anew.
///
/// A Python app writes it at login as well: `session["_auth_time"] = int(time.time())`.
pub const AUTH_TIME: &str = "_auth_time";

/// The moment of the login, if the session says so.
#[must_use]
pub fn auth_time(session: &Session) -> Option<SystemTime> {
    let seconds = session.get_as::<u64>(AUTH_TIME).ok()??;
    SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(seconds))
}

/// The user whose id is in a field of the session, with [`auth_time`]: text, or a whole number. Nobody
/// where it is empty or anything else.
#[must_use]
pub fn principal(session: &Session, field: &str) -> Option<Principal> {
    let principal = match session.get_str(field) {
        Some("") => return None,
        Some(id) => Principal::new(id),
        None => match session.get(field)? {
            Value::Int(id) => Principal::new(id.to_string()),
            _ => return None,
        },
    };
    Some(auth_time(session).into_iter().fold(principal, Principal::with_auth_time))
}

impl SessionHandle {
    /// Logs a user in: empties the session, names the user in it as the dialect does, and writes
    /// [`AUTH_TIME`]. Takes the user's id, or a [`Login`] that says more.
    ///
    /// Emptied, because what a visitor brings may be somebody else's: a session or CSRF secret that was
    /// planted in the browser before the login must not outlive it. Read before what should be kept (a
    /// cart), and write it after. Whether the user may log in is the caller's business, and so is that
    /// the form came from a page of this app
    /// ([`CrossOrigin`](handstamp_authorizer::CrossOrigin)).
    ///
    /// # Errors
    /// [`Closed`] when the response has gone out.
    pub fn login<'a>(&self, login: impl Into<Login<'a>>) -> Result<(), Closed> {
        let login = login.into();
        let (dialect, now) = (self.sessions().dialect(), self.sessions().now());
        self.change_noted(|session, visitor| {
            session.clear();
            dialect.login(session, &login, visitor, now);
            write_auth_time(session, now);
        })
    }

    /// Says that the user who is logged in has just proved once more who they are, by a password for one:
    /// the login counts as fresh and as of now (`confirm_login` of Flask-Login). Who is
    /// logged in is for the caller to see to.
    ///
    /// # Errors
    /// [`Closed`] when the response has gone out.
    pub fn confirm_login(&self) -> Result<(), Closed> {
        let (dialect, now) = (self.sessions().dialect(), self.sessions().now());
        self.change_noted(|session, visitor| {
            dialect.confirm_login(session, visitor);
            write_auth_time(session, now);
        })
    }

    /// Logs the user out: takes out what the dialect writes at login, the whole session unless it knows
    /// better.
    ///
    /// A copy of the cookie stays good until it expires, as in Python: the session is in the cookie, and
    /// nowhere else.
    ///
    /// # Errors
    /// [`Closed`] when the response has gone out.
    pub fn logout(&self) -> Result<(), Closed> {
        let dialect = self.sessions().dialect();
        self.change_noted(|session, visitor| {
            dialect.logout(session, visitor);
            session.remove(AUTH_TIME);
        })
    }
}

fn write_auth_time(session: &mut Session, now: SystemTime) {
    let since = now.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    session.insert_value(AUTH_TIME, since.as_secs());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_is_text_or_a_whole_number() {
        let session = |value: Value| Session::from_dict([("id", value)].into_iter().collect());
        let id = |value: Value| {
            let principal = principal(&session(value), "id")?;
            Some(handstamp_authorizer::Subject::id(&principal).to_owned())
        };
        assert_eq!(id("ann".into()).as_deref(), Some("ann"));
        assert_eq!(id(7.into()).as_deref(), Some("7"));
        for nobody in ["".into(), 7.0.into(), true.into(), Value::Null, Value::List(vec![])] {
            assert_eq!(id(nobody), None);
        }
        assert!(principal(&session("ann".into()), "name").is_none());
    }

    #[test]
    fn the_time_of_login_is_whole_seconds_since_1970() {
        let session = |value: Value| Session::from_dict([(AUTH_TIME, value)].into_iter().collect());
        let at = SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000);
        assert_eq!(auth_time(&session(1_700_000_000.into())), Some(at));
        for none in [Value::from(-1), "1700000000".into(), true.into(), u128::MAX.into()] {
            assert_eq!(auth_time(&session(none)), None);
        }
        assert_eq!(auth_time(&session(u64::MAX.into())), None);
    }
}
