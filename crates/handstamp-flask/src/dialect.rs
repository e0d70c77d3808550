use std::time::SystemTime;

use handstamp_authorizer::{Duplicate, Effects, Principal, RequestView, cookie};
use handstamp_session::login::{self, ClientInfo, Dialect, Login};
use handstamp_session::{Codec, Error, Session};

use crate::{CookieSettings, FlaskLogin, SessionCodec};

/// What Flask does with the session of a request.
#[derive(Debug, Clone)]
pub(crate) struct FlaskDialect {
    pub(crate) codec: SessionCodec,
    pub(crate) cookie: CookieSettings,
    pub(crate) user: User,
}

/// How a session names its user.
#[derive(Debug, Clone)]
pub(crate) enum User {
    FlaskLogin(FlaskLogin),
    Field(String),
}

impl Codec for FlaskDialect {
    fn decode(&self, cookie: &[u8], now: SystemTime) -> Result<Session, Error> {
        self.codec.decode(cookie, now)
    }

    fn encode(&self, session: &Session, now: SystemTime) -> Result<String, Error> {
        self.codec.encode(session, now)
    }
}

impl Dialect for FlaskDialect {
    fn cookie_name(&self) -> &str {
        &self.cookie.name
    }

    fn duplicate(&self) -> Duplicate {
        Duplicate::First
    }

    fn is_shown(&self, request: &dyn RequestView) -> bool {
        let session = cookie(request, self.cookie_name(), self.duplicate());
        session.is_some_and(|raw| !raw.is_empty())
            || matches!(&self.user, User::FlaskLogin(it) if it.remember_token(request).is_some())
    }

    fn visitor(&self, request: &dyn RequestView) -> ClientInfo {
        match &self.user {
            User::FlaskLogin(flask_login) => flask_login.visitor(request),
            User::Field(_) => ClientInfo::default(),
        }
    }

    fn identify(
        &self,
        session: &mut Session,
        request: &dyn RequestView,
        _: SystemTime,
    ) -> Option<Principal> {
        match &self.user {
            User::FlaskLogin(flask_login) => flask_login.identify(session, request),
            User::Field(field) => {
                let principal = login::principal(session, field)?;
                let fresh = matches!(session.get_as("_fresh"), Ok(Some(true)));
                Some(principal.with_fresh(fresh))
            }
        }
    }

    fn login(&self, session: &mut Session, login: &Login<'_>, visitor: &ClientInfo, _: SystemTime) {
        match &self.user {
            User::FlaskLogin(flask_login) => flask_login.login(session, login, visitor),
            User::Field(field) => {
                session.insert_value(field.as_str(), login.user_id());
                session.insert_value("_fresh", login.is_fresh());
            }
        }
    }

    fn logout(&self, session: &mut Session, visitor: &ClientInfo) {
        match &self.user {
            User::FlaskLogin(flask_login) => flask_login.logout(session, visitor),
            User::Field(_) => session.clear(),
        }
    }

    fn confirm_login(&self, session: &mut Session, visitor: &ClientInfo) {
        match &self.user {
            User::FlaskLogin(flask_login) => flask_login.confirm_login(session, visitor),
            User::Field(_) => {
                session.insert_value("_fresh", true);
            }
        }
    }

    fn save(&self, session: &mut Session, now: SystemTime) -> Result<Effects, Error> {
        let mut effects = Effects::none();
        if let User::FlaskLogin(flask_login) = &self.user {
            flask_login.save(session, now)?.into_iter().for_each(|line| effects.set_cookie(line));
        }
        if session.is_changed() && session.is_empty() {
            effects.set_cookie(self.cookie.delete()?);
        } else if self.cookie.should_set(session) {
            let value = self.codec.encode(session, now)?;
            effects.set_cookie(self.cookie.set(&value, session, now)?);
        }
        Ok(effects)
    }
}
