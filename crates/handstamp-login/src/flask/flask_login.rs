use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use handstamp_authorizer::cookie::SetCookie;
use handstamp_authorizer::{Principal, Subject};
use handstamp_flask::RememberToken;
use handstamp_session::Session;
use handstamp_value::Value;

use crate::client_info::ClientInfo;
use crate::cookie_error::CookieError;
use crate::flask::client_identifier::{Python, identifier_of, is_of};
use crate::flask::flask_security;
use crate::flask::remember_cookie::RememberCookie;
use crate::flask::remember_tokens::RememberTokens;
use crate::flask::session_protection::SessionProtection;
use crate::login::{Login, Remember};
use crate::login_record::LOGIN_RECORD;
use crate::user_field::named_in;
use crate::user_in_session::{Remembered, SessionUser, UserInSession};

/// How Flask-Login names the user in the session, its session protection, and its remember cookie.
///
/// A remembered user comes back as Flask-Login has it: `_user_id` and `_fresh` (false) are written into the
/// session. The rule [`fresh`](handstamp_authorizer::rules::fresh()) is `fresh_login_required` there.
///
/// ```
/// use handstamp_flask::SecretKey;
/// use handstamp_login::SessionLogin;
/// use handstamp_login::flask::{FlaskLogin, RememberCookie, SessionProtection};
///
/// # let key = SecretKey::new("2f1d9a0c5be74386a1d0f7c2e9b85d34")?;
/// let flask_login = FlaskLogin::new()
///     .with_session_protection(SessionProtection::Basic)
///     .with_remember_cookie(RememberCookie::from_env("FLASK")?);
/// let login = SessionLogin::flask(key).flask_login(flask_login).build()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
#[must_use]
pub struct FlaskLogin {
    keys: &'static Keys,
    python: Python,
    protection: SessionProtection,
    remember: Option<RememberCookie>,
    token: Option<Arc<dyn RememberTokens>>,
    check: Option<Arc<Check>>,
    flask_security: bool,
}

/// Whether the user of this id may come back.
type Check = dyn Fn(&str) -> bool + Send + Sync;

/// The keys of the session that changed their names (`SESSION_KEYS`).
struct Keys {
    user_id: &'static str,
    /// Read where the first is missing.
    other_user_id: Option<&'static str>,
    remember: &'static str,
    remember_seconds: &'static str,
}

const CURRENT: Keys = Keys {
    user_id: "_user_id",
    other_user_id: None,
    remember: "_remember",
    remember_seconds: "_remember_seconds",
};

const BEFORE_0_5: Keys = Keys {
    user_id: "user_id",
    other_user_id: Some("_user_id"),
    remember: "remember",
    remember_seconds: "remember_seconds",
};

impl Default for FlaskLogin {
    fn default() -> Self {
        Self::new()
    }
}

impl FlaskLogin {
    /// Flask-Login 0.5 and later, with session protection that writes nothing, and with the remember cookie.
    pub fn new() -> Self {
        Self {
            keys: &CURRENT,
            python: Python::Three,
            protection: SessionProtection::default(),
            remember: Some(RememberCookie::default()),
            token: None,
            check: None,
            flask_security: false,
        }
    }

    /// Flask-Login before 0.5, which has the user in `user_id`: it is read and written. `_user_id` is read as
    /// well, for an app that is being updated.
    ///
    /// Only for such an app: in others `user_id` may be a key of the app's own, and no proof of a login.
    pub fn before_0_5() -> Self {
        Self { keys: &BEFORE_0_5, ..Self::new() }
    }

    /// Sets whether the Python app runs on Python 2.7, where Flask-Login makes another `_id` of a client's
    /// address and browser: without it no login of the app is fresh here, and none from here is there.
    /// Default: false.
    pub fn with_python2(mut self, python2: bool) -> Self {
        self.python = if python2 { Python::Two } else { Python::Three };
        self
    }

    /// Sets whether the Python app has Flask-Security. A login then is as new for its `auth_required(within=…)` as
    /// one that was made there, a login that was made there has its time here, and a logout takes out what
    /// Flask-Security takes out. Default: false.
    pub fn with_flask_security(mut self, flask_security: bool) -> Self {
        self.flask_security = flask_security;
        self
    }

    /// Sets what becomes of a session that shows up at another address or in another browser.
    ///
    /// Both services have to see the same address, or no login is fresh here, and with `Basic` and `Strong`
    /// each visit here undoes the login there: the framework has to pass on the connection's address, and a
    /// proxy before it has to be trusted ([`TrustedProxies`](handstamp_authorizer::TrustedProxies)).
    /// Flask-Login takes the first address of `X-Forwarded-For`, whoever wrote it; here it counts if a trusted
    /// proxy vouches for it.
    pub fn with_session_protection(mut self, protection: SessionProtection) -> Self {
        self.protection = protection;
        self
    }

    /// Sets how the remember cookie is named and sent.
    pub fn with_remember_cookie(mut self, cookie: RememberCookie) -> Self {
        self.remember = Some(cookie);
        self
    }

    /// Switches the remember cookie off: it is neither read nor written.
    pub fn without_remember_cookie(mut self) -> Self {
        self.remember = None;
        self
    }

    /// Sets the tokens of the remember cookie: a [`RememberToken`](handstamp_flask::RememberToken) that takes those
    /// of older keys too, or tokens of the app's own. Default: the newest key of the session signs them and is the
    /// only one that verifies them, as in Flask-Login.
    pub fn with_remember_token(mut self, token: impl RememberTokens) -> Self {
        self.token = Some(Arc::new(token));
        self
    }

    /// Sets whether a remembered user may come back: the token has no time in it, and a copy of it works for
    /// ever. `false` is anonymous.
    ///
    /// It is asked on the spot, so that it should look at something in memory. To ask a database, do so in
    /// `load_user` and answer `None`: a remembered user is not fresh and has no `auth_time`.
    pub fn with_remember_check(
        mut self,
        check: impl Fn(&str) -> bool + Send + Sync + 'static,
    ) -> Self {
        self.check = Some(Arc::new(check));
        self
    }

    /// With these tokens, where there are none yet.
    pub(crate) fn or_token(mut self, token: impl FnOnce() -> RememberToken) -> Self {
        self.token.get_or_insert_with(|| Arc::new(token()));
        self
    }

    fn named_in(&self, session: &Session) -> Option<Principal> {
        named_in(session, self.keys.user_id).or_else(|| named_in(session, self.keys.other_user_id?))
    }

    /// What the remember cookie of this client says, if it is good.
    fn token_of(&self, client: ClientInfo<'_>, now: SystemTime) -> Option<Remembered> {
        let (cookie, tokens) = (self.remember.as_ref()?, self.token.as_ref()?);
        let token = client.cookie(&cookie.name)?;
        match tokens.read(&token, now) {
            Ok(remembered) => Some(remembered).filter(|known| !known.principal.id().is_empty()),
            Err(reason) => {
                tracing::debug!(name: "remember.rejected", %reason, "remember cookie rejected; `handstamp inspect` says what it is");
                None
            }
        }
    }

    /// Whether a session is not where it began: another address, or another browser.
    fn is_elsewhere(&self, session: &Session, client: ClientInfo<'_>) -> bool {
        let text = session.get_str("_id");
        // The text of Python 2 is bytes.
        let bytes = || match session.get("_id")? {
            Value::Bytes(bytes) if self.python == Python::Two => std::str::from_utf8(bytes).ok(),
            _ => None,
        };
        let identifier = text.or_else(bytes);
        !identifier.is_some_and(|identifier| is_of(identifier, client, self.python))
    }

    fn duration(&self, session: &Session) -> Remember {
        match session.get_as::<f64>(self.keys.remember_seconds) {
            Ok(Some(seconds)) => {
                Remember::For(Duration::try_from_secs_f64(seconds).unwrap_or_default())
            }
            _ => Remember::Yes,
        }
    }
}

impl UserInSession for FlaskLogin {
    /// `_load_user`.
    fn read(
        &self,
        session: &Session,
        client: ClientInfo<'_>,
        _: SystemTime,
    ) -> Option<SessionUser> {
        let user = SessionUser::new(self.named_in(session)?);
        let fresh = matches!(session.get_as("_fresh"), Ok(Some(true)));
        let unwritten = self.protection == SessionProtection::Unwritten;
        let fresh = fresh && !(unwritten && self.is_elsewhere(session, client));
        // Of a session that was remembered since, it is somebody else's time.
        let at = (self.flask_security && fresh).then(|| flask_security::authenticated_at(session));
        Some(user.with_fresh(fresh).with_auth_time(at.flatten()))
    }

    /// `login_user`.
    fn write(
        &self,
        session: &mut Session,
        login: &Login<'_>,
        client: ClientInfo<'_>,
        now: SystemTime,
    ) {
        session.insert_value(self.keys.user_id, login.user_id());
        session.insert_value("_fresh", login.is_fresh());
        session.insert_value("_id", identifier_of(client, self.python));
        if let (Some(_), Remember::For(duration)) = (&self.remember, login.remembered()) {
            session.insert_value(self.keys.remember_seconds, duration.as_secs_f64());
        }
        if self.flask_security && login.is_fresh() {
            flask_security::write(session, now);
        }
    }

    /// `logout_user`.
    fn forget(&self, session: &mut Session) {
        let ids = [Some(self.keys.user_id), self.keys.other_user_id];
        for key in ids.into_iter().flatten().chain(["_fresh", "_id"]) {
            session.remove(key);
        }
        if self.flask_security {
            flask_security::forget(session);
        }
    }

    /// `confirm_login`.
    fn confirm(&self, session: &mut Session, client: ClientInfo<'_>, now: SystemTime) {
        session.insert_value("_fresh", true);
        session.insert_value("_id", identifier_of(client, self.python));
        if self.flask_security {
            flask_security::confirm(session, now);
        }
    }

    /// `_session_protection_failed`.
    fn protect(&self, session: &mut Session, client: ClientInfo<'_>) -> bool {
        let writes =
            matches!(self.protection, SessionProtection::Basic | SessionProtection::Strong);
        if !writes || session.is_empty() || !self.is_elsewhere(session, client) {
            return true;
        }
        if self.protection == SessionProtection::Basic || session.is_permanent() {
            if session.get("_fresh") != Some(&Value::Bool(false)) {
                session.insert_value("_fresh", false);
            }
            return true;
        }
        self.forget(session);
        for key in [self.keys.remember_seconds, "next", LOGIN_RECORD] {
            session.remove(key);
        }
        session.insert_value(self.keys.remember, "clear");
        false
    }

    fn remember_cookie_name(&self) -> Option<&str> {
        self.remember.as_ref().map(|cookie| &*cookie.name)
    }

    /// `_load_user_from_remember_cookie`.
    fn remembered(
        &self,
        session: &Session,
        client: ClientInfo<'_>,
        now: SystemTime,
    ) -> Option<Remembered> {
        if session.get_str(self.keys.remember) == Some("clear") {
            return None;
        }
        let remembered = self.token_of(client, now)?;
        if self.check.as_ref().is_some_and(|check| !check(remembered.principal.id())) {
            tracing::debug!(name: "remember.refused", "anonymous: the remember check refused this user");
            return None;
        }
        Some(remembered)
    }

    fn restore(&self, session: &mut Session, remembered: &Remembered) {
        for (key, value) in &remembered.values {
            session.insert_value(key.as_str(), value.clone());
        }
        session.insert_value(self.keys.user_id, remembered.principal.id());
        session.insert_value("_fresh", false);
    }

    fn refreshed_remember(
        &self,
        session: &Session,
        user: &SessionUser,
        client: ClientInfo<'_>,
        now: SystemTime,
    ) -> Option<Remember> {
        self.remember.as_ref().filter(|cookie| cookie.refresh_each_request)?;
        let owner = self.token_of(client, now)?.principal;
        (owner.id() == user.principal.id()).then(|| self.duration(session))
    }

    fn remember_token(
        &self,
        user_id: &str,
        session: &Session,
        now: SystemTime,
    ) -> Result<Option<String>, CookieError> {
        let tokens = self.token.as_ref().filter(|_| self.remember.is_some());
        let token = tokens.map(|tokens| tokens.write(user_id, session, now));
        token.transpose().map_err(CookieError::Unwritable)
    }

    /// `_set_cookie` and `_clear_cookie`.
    fn remember_cookie(
        &self,
        token: &str,
        remember: Remember,
        now: SystemTime,
    ) -> Result<Option<SetCookie>, CookieError> {
        let Some(cookie) = self.remember.as_ref().filter(|_| self.token.is_some()) else {
            return Ok(None);
        };
        let duration = match remember {
            Remember::No => return cookie.delete().map(Some),
            Remember::Yes => None,
            Remember::For(duration) => Some(duration),
        };
        cookie.set(token, duration, now).map(Some)
    }

    /// `_update_remember_cookie`.
    fn take_left_remember(&self, session: &mut Session) -> Option<Remember> {
        let remember = match session.get_str(self.keys.remember)? {
            "set" => Some(self.duration(session)),
            "clear" => Some(Remember::No),
            _ => None,
        };
        session.remove(self.keys.remember);
        remember
    }
}

impl fmt::Debug for FlaskLogin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FlaskLogin")
            .field("user_id", &self.keys.user_id)
            .field("protection", &self.protection)
            .field("remember", &self.remember)
            .finish_non_exhaustive()
    }
}
