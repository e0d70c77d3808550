use std::time::SystemTime;

use handstamp_authorizer::{BoxError, Principal};
use handstamp_flask::RememberToken;
use handstamp_session::Session;

use crate::user_in_session::Remembered;

/// How the value of a remember cookie names its user: reading and the matching writing in one place.
///
/// Flask-Login's [`RememberToken`] is one. An app may have its own: OctoPrint's has a key for each user and a
/// time, calibre-web's names a login that its database can end.
pub trait RememberTokens: Send + Sync + 'static {
    /// The user whom a token names, and what else it says for the session that is begun.
    ///
    /// # Errors
    /// Why it is not taken, for the log.
    fn read(&self, token: &str, now: SystemTime) -> Result<Remembered, BoxError>;

    /// The token of a user, who is logged in in this session.
    ///
    /// # Errors
    /// Why there is none. The login goes on without a remember cookie, and the log says so.
    fn write(&self, user_id: &str, session: &Session, now: SystemTime) -> Result<String, BoxError>;
}

impl RememberTokens for RememberToken {
    fn read(&self, token: &str, _: SystemTime) -> Result<Remembered, BoxError> {
        Ok(Remembered::new(Principal::new(RememberToken::read(self, token)?)))
    }

    fn write(&self, user_id: &str, _: &Session, _: SystemTime) -> Result<String, BoxError> {
        Ok(RememberToken::write(self, user_id)?)
    }
}
