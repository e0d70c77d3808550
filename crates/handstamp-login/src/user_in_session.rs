use std::time::SystemTime;

use handstamp_authorizer::Principal;
use handstamp_authorizer::cookie::SetCookie;
use handstamp_session::Session;
use handstamp_value::Value;

use crate::client_info::ClientInfo;
use crate::cookie_error::CookieError;
use crate::login::{Login, Remember};

/// How a session names its user: reading and the matching writing in one place.
///
/// [`UserField`](crate::UserField), [`UserFn`](crate::UserFn) for a pair of closures, Flask-Login's and
/// zopyx-fastapi-auth's are four.
pub trait UserInSession: Send + Sync + 'static {
    /// The user that the session names, if any.
    fn read(
        &self,
        session: &Session,
        client: ClientInfo<'_>,
        now: SystemTime,
    ) -> Option<SessionUser>;

    /// Names the user in a session that was emptied for the login.
    fn write(
        &self,
        session: &mut Session,
        login: &Login<'_>,
        client: ClientInfo<'_>,
        now: SystemTime,
    );

    /// Takes out what a login has written. The default empties the session.
    fn forget(&self, session: &mut Session) {
        session.clear();
    }

    /// Notes that the user who is logged in has proved again who they are. The default writes nothing.
    fn confirm(&self, _session: &mut Session, _client: ClientInfo<'_>, _now: SystemTime) {}

    /// Looks at where the session is used, before anything is read from it. `false` throws the user out.
    /// The default lets it pass.
    fn protect(&self, _session: &mut Session, _client: ClientInfo<'_>) -> bool {
        true
    }

    /// The name of the cookie that remembers a user beyond the session, where there is one.
    fn remember_cookie_name(&self) -> Option<&str> {
        None
    }

    /// The user whom the remember cookie names, for a session that names none.
    fn remembered(
        &self,
        _session: &Session,
        _client: ClientInfo<'_>,
        _now: SystemTime,
    ) -> Option<Remembered> {
        None
    }

    /// Names the user of [`remembered`](Self::remembered) in a session that was emptied for it.
    fn restore(&self, _session: &mut Session, _remembered: &Remembered) {}

    /// Whether a remember cookie that the user brought is written again, and for how long. The default does
    /// not.
    fn refreshed_remember(
        &self,
        _session: &Session,
        _user: &SessionUser,
        _client: ClientInfo<'_>,
        _now: SystemTime,
    ) -> Option<Remember> {
        None
    }

    /// The remember token of this user, who is logged in in this session. `None` where there are no such
    /// tokens.
    ///
    /// # Errors
    /// The token cannot be written.
    fn remember_token(
        &self,
        _user_id: &str,
        _session: &Session,
        _now: SystemTime,
    ) -> Result<Option<String>, CookieError> {
        Ok(None)
    }

    /// The line that sets the remember cookie to this token (for as long as `remember` says) or, with
    /// [`Remember::No`], deletes it. `None` where there is no such cookie.
    ///
    /// # Errors
    /// The cookie cannot be written.
    fn remember_cookie(
        &self,
        _token: &str,
        _remember: Remember,
        _now: SystemTime,
    ) -> Result<Option<SetCookie>, CookieError> {
        Ok(None)
    }

    /// What a Python app has left in the session to be done with the remember cookie. Taken out.
    fn take_left_remember(&self, _session: &mut Session) -> Option<Remember> {
        None
    }
}

/// The user that a session names.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct SessionUser {
    /// The user.
    pub principal: Principal,
    /// Whether the login is fresh, where the session says so. `None`: as the login record says.
    pub fresh: Option<bool>,
    /// When the user logged in, where the session says so beside the login record.
    pub auth_time: Option<SystemTime>,
}

impl SessionUser {
    /// This user.
    #[must_use]
    pub fn new(principal: Principal) -> Self {
        Self { principal, fresh: None, auth_time: None }
    }

    /// Sets whether the login is fresh.
    #[must_use]
    pub fn with_fresh(mut self, fresh: bool) -> Self {
        self.fresh = Some(fresh);
        self
    }

    /// Sets when the user logged in.
    #[must_use]
    pub fn with_auth_time(mut self, at: impl Into<Option<SystemTime>>) -> Self {
        self.auth_time = at.into();
        self
    }
}

/// The user whom a remember token names, and what else it says for the session that is begun.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Remembered {
    /// The user.
    pub principal: Principal,
    /// What is written into the session beside the user.
    pub values: Vec<(String, Value)>,
}

impl Remembered {
    /// This user, and nothing else.
    #[must_use]
    pub fn new(principal: Principal) -> Self {
        Self { principal, values: Vec::new() }
    }

    /// Adds a value that the session gets.
    #[must_use]
    pub fn with_value(mut self, key: impl Into<String>, value: impl Into<Value>) -> Self {
        self.values.push((key.into(), value.into()));
        self
    }
}
