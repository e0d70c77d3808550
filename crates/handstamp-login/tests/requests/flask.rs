//! An app with Flask's session and Flask-Login.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use handstamp_authorizer::LoginId;
use handstamp_flask::{
    RememberToken, SecretKey, Session, Value, session_codec, session_identifier,
};
use handstamp_login::SessionLogin;
use handstamp_login::flask::{FlaskBuilder, FlaskLogin};
use handstamp_value::Dict;

use super::response::Response;
use super::{Request, Served};

pub(crate) const BROWSER: &str = "Mozilla/5.0 (X11; Linux x86_64)";
pub(crate) const HOME: &str = "198.51.100.7";
pub(crate) const NOW: u64 = 1_700_000_000;

pub(crate) fn at(seconds: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(seconds)
}

pub(crate) fn now() -> SystemTime {
    at(NOW)
}

pub(crate) fn key() -> SecretKey {
    SecretKey::new("2f1d9a0c5be74386a1d0f7c2e9b85d34").unwrap()
}

pub(crate) fn other_key() -> SecretKey {
    SecretKey::new("70a2c1f4d85b4e6f93b0187a2cde5f61").unwrap()
}

pub(crate) fn builder() -> FlaskBuilder {
    SessionLogin::flask(key()).clock(now)
}

pub(crate) fn login() -> SessionLogin {
    builder().build().unwrap()
}

pub(crate) fn login_of(settings: FlaskLogin) -> SessionLogin {
    builder().flask_login(settings).build().unwrap()
}

/// A request from home, with these cookies.
pub(crate) fn request(cookies: &[(&str, &str)]) -> Request {
    request_of("GET", cookies)
}

pub(crate) fn request_of(method: &'static str, cookies: &[(&str, &str)]) -> Request {
    Request::of(method).header("user-agent", BROWSER).from(HOME).cookies(cookies)
}

/// A session cookie with these fields.
pub(crate) fn session(fields: &[(&str, Value)]) -> String {
    let fields: Dict = fields.iter().cloned().collect();
    session_codec(key()).build().encode(&Session::from_dict(fields), now()).unwrap()
}

/// The login that Flask-Login writes, not fresh where it is not said.
pub(crate) fn logged_in(user_id: &str, more: &[(&str, Value)]) -> String {
    let mut fields = vec![("_user_id", user_id.into()), ("_fresh", true.into()), ("_id", own_id())];
    fields.extend_from_slice(more);
    session(&fields)
}

/// A login record.
pub(crate) fn record(parts: &[(&str, Value)]) -> Value {
    parts.iter().cloned().collect::<Dict>().into()
}

/// What Flask-Login calls the browser at home.
pub(crate) fn own_id() -> Value {
    session_identifier(Some(HOME), Some(BROWSER.as_bytes())).into()
}

pub(crate) fn remember_token(user_id: &str) -> String {
    RememberToken::new(key()).write(user_id).unwrap()
}

/// The login id of these answers.
pub(crate) fn login_id(served: &Served) -> LoginId {
    served.how().login_id.clone().unwrap()
}

impl Response {
    /// The session that the response sets; `None` where it sets none or deletes it.
    pub(crate) fn session(&self) -> Option<Session> {
        let cookie = self.cookie("session").filter(|cookie| !cookie.is_empty())?;
        Some(session_codec(key()).build().decode(cookie, now()).unwrap())
    }
}

impl Served {
    /// The session that the response set.
    pub(crate) fn session(&self) -> Option<Session> {
        let cookie = self.cookie("session").filter(|cookie| !cookie.is_empty())?;
        Some(session_codec(key()).build().decode(cookie, now()).unwrap())
    }

    /// Whether the response deletes this cookie.
    pub(crate) fn deletes(&self, name: &str) -> bool {
        self.cookie(name) == Some("")
    }
}
