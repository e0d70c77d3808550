use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use handstamp_authorizer::{Duplicate, Principal, RequestView, SetCookie, Subject, cookie};
use handstamp_session::login::{self, AUTH_TIME, ClientInfo, Login, Remember};
use handstamp_session::{Error, Session, Value};

use crate::client_identifier::{browser_of, identifier_of, is_of};
use crate::cookie::is_permanent;
use crate::{RememberCookie, RememberToken};

/// `SESSION_KEYS`: what Flask-Login writes into a session.
const SESSION_KEYS: [&str; 6] =
    ["_user_id", "_remember", "_remember_seconds", "_id", "_fresh", "next"];

/// What Flask-Login does besides naming the user in the session: session protection and the remember cookie.
///
/// A remembered user comes back as Flask-Login has it: `_user_id` and `_fresh` (false) are written into the
/// session. A rule of [`fresh`](handstamp_authorizer::fresh) is what `fresh_login_required` is there.
///
/// ```
/// use handstamp_flask::{FlaskLogin, RememberCookie, SecretKey, SessionLogin, SessionProtection};
///
/// # let key = SecretKey::new("2f1d9a0c5be74386a1d0f7c2e9b85d34")?;
/// let flask_login = FlaskLogin::new()
///     .with_session_protection(SessionProtection::Basic)
///     .with_remember_cookie(RememberCookie::from_env("FLASK")?);
/// let login = SessionLogin::new(key).with_flask_login(flask_login);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
#[must_use]
pub struct FlaskLogin {
    protection: SessionProtection,
    remember: Option<RememberCookie>,
    token: Option<RememberToken>,
    check: Option<Arc<Check>>,
}

/// Whether the user of this id may come back.
type Check = dyn Fn(&str) -> bool + Send + Sync;

/// What becomes of a session that shows up at another address or in another browser than it began with
/// (`SESSION_PROTECTION`).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum SessionProtection {
    /// Nothing.
    None,
    /// Its login does not count as fresh on this request. Nothing is written, so that a service which sees
    /// another address than Flask does undoes no login there. The default.
    #[default]
    Unwritten,
    /// Its login counts as fresh no more, here and at Flask. The default of Flask-Login.
    Basic,
    /// The user is logged out. A permanent session is treated as by `Basic`, as in Flask-Login.
    Strong,
}

impl Default for FlaskLogin {
    fn default() -> Self {
        Self::new()
    }
}

impl FlaskLogin {
    /// With session protection that writes nothing, and with the remember cookie as Flask-Login has it.
    pub fn new() -> Self {
        Self {
            protection: SessionProtection::default(),
            remember: Some(RememberCookie::default()),
            token: None,
            check: None,
        }
    }

    /// Sets what becomes of a session that shows up at another address or in another browser.
    ///
    /// Both services have to see the same address, or nobody is fresh here, and with `Basic` and `Strong` each
    /// visit here undoes the login there: the framework
    /// has to pass on the connection's address, and a proxy before it has to be trusted
    /// ([`TrustedProxies`](handstamp_authorizer::TrustedProxies)). Flask-Login takes the first address of
    /// `X-Forwarded-For`, whoever wrote it; here it counts if a trusted proxy vouches for it.
    pub fn with_session_protection(mut self, protection: SessionProtection) -> Self {
        self.protection = protection;
        self
    }

    /// Sets how the remember cookie is named and sent.
    pub fn with_remember_cookie(mut self, cookie: RememberCookie) -> Self {
        self.remember = Some(cookie);
        self
    }

    /// Neither reads nor writes a remember cookie.
    pub fn without_remember_cookie(mut self) -> Self {
        self.remember = None;
        self
    }

    /// Sets the tokens of the remember cookie: for a `SECRET_KEY` of bytes, or to take those of older keys
    /// too. Unless told otherwise, the newest key of the session signs them and is the only one that
    /// verifies them, as in Flask-Login.
    pub fn with_remember_token(mut self, token: RememberToken) -> Self {
        self.token = Some(token);
        self
    }

    /// Asks whether a remembered user may come back: the token has no time in it, and a copy of it works for
    /// ever. `false` is nobody.
    ///
    /// It is asked on the spot, so that it should look at something in memory. Who has to ask a database
    /// does so in [`load_user`](crate::SessionLogin::load_user) and answers `None`: a remembered user is one
    /// who is not fresh and has no `auth_time`.
    pub fn with_remember_check(
        mut self,
        check: impl Fn(&str) -> bool + Send + Sync + 'static,
    ) -> Self {
        self.check = Some(Arc::new(check));
        self
    }

    /// With these tokens, unless there are others already.
    pub(crate) fn or_token(mut self, token: impl FnOnce() -> RememberToken) -> Self {
        self.token.get_or_insert_with(token);
        self
    }

    /// What a login or logout later in the request will want to know of it.
    pub(crate) fn visitor(&self, request: &dyn RequestView) -> ClientInfo {
        ClientInfo {
            browser: Some(browser_of(request).into()),
            remembered: self.remember_token(request).is_some(),
        }
    }

    /// The value of the remember cookie, good or bad.
    pub(crate) fn remember_token<'r>(&self, request: &'r dyn RequestView) -> Option<Cow<'r, str>> {
        cookie(request, &self.remember.as_ref()?.name, Duplicate::First)
    }

    /// Who is logged in (`_load_user`).
    pub(crate) fn identify(
        &self,
        session: &mut Session,
        request: &dyn RequestView,
    ) -> Option<Principal> {
        if self.is_thrown_out(session, request) {
            return None;
        }
        let principal = match login::principal(session, "_user_id") {
            Some(principal) => {
                self.refresh(session, request, &principal);
                principal
            }
            None => self.restore(session, request)?,
        };
        let fresh = matches!(session.get_as("_fresh"), Ok(Some(true)));
        let unwritten = self.protection == SessionProtection::Unwritten;
        Some(principal.with_fresh(fresh && !(unwritten && is_elsewhere(session, request))))
    }

    /// `_session_protection_failed`.
    fn is_thrown_out(&self, session: &mut Session, request: &dyn RequestView) -> bool {
        let written =
            matches!(self.protection, SessionProtection::Basic | SessionProtection::Strong);
        if !written || session.is_empty() || !is_elsewhere(session, request) {
            return false;
        }
        if self.protection == SessionProtection::Basic || is_permanent(session) {
            if session.get("_fresh") != Some(&Value::Bool(false)) {
                session.insert_value("_fresh", false);
            }
            return false;
        }
        for key in SESSION_KEYS.into_iter().chain([AUTH_TIME]) {
            session.remove(key);
        }
        session.insert_value("_remember", "clear");
        true
    }

    /// `_load_user_from_remember_cookie`.
    fn restore(&self, session: &mut Session, request: &dyn RequestView) -> Option<Principal> {
        let token = self.remember_token(request)?;
        if session.get_str("_remember") == Some("clear") {
            return None;
        }
        let user_id = self.token.as_ref()?.read(&token).ok().filter(|it| !it.is_empty())?;
        if self.check.as_ref().is_some_and(|check| !check(user_id)) {
            return None;
        }
        session.insert_value("_user_id", user_id);
        session.insert_value("_fresh", false);
        // Of somebody who logged out in Python, which knows nothing of it.
        session.remove(AUTH_TIME);
        Some(Principal::new(user_id))
    }

    /// Has the remember cookie written again for the user who brings it.
    fn refresh(&self, session: &mut Session, request: &dyn RequestView, user: &Principal) {
        let wanted = self.remember.as_ref().is_some_and(|cookie| cookie.refresh_each_request);
        if !wanted || session.get("_remember").is_some() {
            return;
        }
        let (Some(token), Some(tokens)) = (self.remember_token(request), &self.token) else {
            return;
        };
        if tokens.read(&token) == Ok(user.id()) {
            session.insert_value("_remember", "set");
        }
    }

    /// `login_user`.
    pub(crate) fn login(&self, session: &mut Session, login: &Login<'_>, visitor: &ClientInfo) {
        session.insert_value("_user_id", login.user_id());
        session.insert_value("_fresh", login.is_fresh());
        self.write_identifier(session, visitor);
        if self.remember.is_some() && login.remembered() != Remember::No {
            session.insert_value("_remember", "set");
        }
        if let (Some(_), Remember::For(duration)) = (&self.remember, login.remembered()) {
            session.insert_value("_remember_seconds", duration.as_secs_f64());
        }
    }

    /// `confirm_login`.
    pub(crate) fn confirm_login(&self, session: &mut Session, visitor: &ClientInfo) {
        session.insert_value("_fresh", true);
        self.write_identifier(session, visitor);
    }

    /// `logout_user`.
    pub(crate) fn logout(&self, session: &mut Session, visitor: &ClientInfo) {
        for key in ["_user_id", "_fresh", "_id"] {
            session.remove(key);
        }
        if visitor.remembered {
            session.insert_value("_remember", "clear");
            session.remove("_remember_seconds");
        }
    }

    fn write_identifier(&self, session: &mut Session, visitor: &ClientInfo) {
        if let Some(browser) = &visitor.browser {
            session.insert_value("_id", identifier_of(browser));
        }
    }

    /// What the response does with the remember cookie (`_update_remember_cookie`).
    pub(crate) fn save(
        &self,
        session: &mut Session,
        now: SystemTime,
    ) -> Result<Option<SetCookie>, Error> {
        let (Some(cookie), Some(tokens)) = (&self.remember, &self.token) else { return Ok(None) };
        let clear = match session.get_str("_remember") {
            None => return Ok(None),
            Some(operation) => operation == "clear",
        };
        session.remove("_remember");
        if clear {
            return cookie.delete().map(Some);
        }
        let Some(user) = login::principal(session, "_user_id") else { return Ok(None) };
        let seconds = session.get_as::<f64>("_remember_seconds").ok().flatten();
        let duration = seconds.map(|s| Duration::try_from_secs_f64(s).unwrap_or_default());
        let token = tokens.write(user.id());
        let token = token.map_err(|error| Error::NotSigned(error.to_string().into()))?;
        cookie.set(&token, duration, now).map(Some)
    }
}

/// Whether a session is not where it began: another address, or another browser.
fn is_elsewhere(session: &Session, request: &dyn RequestView) -> bool {
    !session.get_str("_id").is_some_and(|identifier| is_of(identifier, request))
}

impl fmt::Debug for FlaskLogin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FlaskLogin")
            .field("protection", &self.protection)
            .field("remember", &self.remember)
            .finish_non_exhaustive()
    }
}
