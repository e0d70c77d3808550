use std::fmt;
use std::sync::Arc;

use handstamp_authorizer::{LoginId, Subject};
use handstamp_session::{Flash, Session};
use handstamp_value::Text;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::client_info::ClientInfo;
use crate::handle_error::{Closed, GetError, InsertError, LoginError};
use crate::login::{Login, Remember};
use crate::login_record::{LOGIN_RECORD, LoginRecord};
use crate::session_login::SessionLogin;
use crate::session_state::SessionState;

/// The session of one request, shared by all who handle it. A clone is the same session.
///
/// It is lazy: a cookie that nobody asks about is not read, and the response says nothing about it. If anybody
/// looks at it, the response says `Vary: Cookie`. If it is changed, it is saved once, before the head of the
/// response goes out; a change after that is [`Closed`].
#[derive(Clone)]
pub struct SessionHandle {
    login: SessionLogin,
    state: Arc<SessionState>,
    /// Of the other session logins of the `Auth` for which the request brings a cookie.
    others: Vec<Self>,
}

impl SessionHandle {
    pub(crate) fn new(login: SessionLogin, state: Arc<SessionState>) -> Self {
        Self { login, state, others: Vec::new() }
    }

    pub(crate) fn with_others(mut self, others: Vec<Self>) -> Self {
        self.others = others;
        self
    }

    /// Notes what a login or logout will want to know of the client.
    pub(crate) fn note(&self, client: ClientInfo<'_>) {
        let cookie = self.login.user().remember_cookie_name();
        let mut inner = self.state.lock();
        match &mut inner.client {
            Some(noted) => noted.add_cookie(client, cookie),
            None => inner.client = Some(client.note(cookie)),
        }
    }

    pub(crate) fn login_settings(&self) -> &SessionLogin {
        &self.login
    }

    pub(crate) fn state(&self) -> &Arc<SessionState> {
        &self.state
    }

    /// Looks at the session. `look` must not use this handle itself: it would wait for ever.
    pub fn with<R>(&self, look: impl FnOnce(&Session) -> R) -> R {
        let mut inner = self.state.lock();
        match inner.opened(&self.login).seen_by(&self.login) {
            Some(session) => look(session),
            None => look(&Session::new()),
        }
    }

    /// Changes the session. Who is logged in is found out anew after it.
    ///
    /// # Errors
    /// [`Closed`] when the response has gone out.
    pub fn change<R>(&self, change: impl FnOnce(&mut Session) -> R) -> Result<R, Closed> {
        let mut inner = self.state.lock();
        let done = inner.opened_for_change(&self.login)?.change(&self.login, change);
        drop(inner);
        self.state.forget_user();
        Ok(done)
    }

    /// Whether the request brought a session, and it was taken: signed with one of the keys and not too
    /// old, or found in the store. It may be empty.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        let mut inner = self.state.lock();
        let opened = inner.opened(&self.login);
        opened.brought && opened.seen_by(&self.login).is_some()
    }

    /// The value of a key as a type of yours; `None` where there is none.
    ///
    /// # Errors
    /// [`GetError`] when the value is of another type.
    pub fn get<T: DeserializeOwned>(&self, key: &str) -> Result<Option<T>, GetError> {
        Ok(self.with(|session| session.get_as(key))?)
    }

    /// Writes a value.
    ///
    /// # Errors
    /// [`InsertError::Closed`] when the response has gone out, [`InsertError::Typed`] when the type cannot
    /// become a value.
    pub fn insert<T: Serialize + ?Sized>(
        &self,
        key: impl Into<Text>,
        value: &T,
    ) -> Result<(), InsertError> {
        Ok(self.change(|session| session.insert(key, value))??)
    }

    /// Takes a value out. Returns whether there was one.
    ///
    /// # Errors
    /// [`Closed`] when the response has gone out.
    pub fn remove(&self, key: &str) -> Result<bool, Closed> {
        self.change(|session| session.remove(key).is_some())
    }

    /// Takes everything out: the session is deleted.
    ///
    /// # Errors
    /// [`Closed`] when the response has gone out.
    pub fn clear(&self) -> Result<(), Closed> {
        self.change(Session::clear)
    }

    /// Makes the session permanent, as `session.permanent = True` does in Flask: its cookie is kept when the
    /// browser is closed, for the `lifetime` of the settings. A login empties the session, so say it after one.
    ///
    /// # Errors
    /// [`Closed`] when the response has gone out.
    pub fn set_permanent(&self, permanent: bool) -> Result<(), Closed> {
        self.change(|session| session.set_permanent(permanent))
    }

    /// Leaves a message for the next page, as Flask's `flash` does.
    ///
    /// # Errors
    /// [`Closed`] when the response has gone out.
    pub fn flash(&self, category: &str, message: &str) -> Result<(), Closed> {
        self.change(|session| session.flash(category, message))
    }

    /// Takes the messages that were left, oldest first.
    ///
    /// # Errors
    /// [`Closed`] when the response has gone out.
    pub fn take_flashes(&self) -> Result<Vec<Flash>, Closed> {
        self.change(Session::take_flashes)
    }

    /// Logs a user in: empties the session, names the user in it, and gives it a new id where it lives in a
    /// store. Takes the user's id, or a [`Login`] that says more.
    ///
    /// Emptied, because what a visitor brings may be somebody else's: a session or a CSRF secret that was
    /// planted in the browser before the login must not outlive it. Read what should be
    /// kept (a cart) before the login, and write it after it. A remember cookie that the browser brings is deleted, unless the
    /// login is to be remembered. Where the `Auth` has session logins on other cookies (an app that moves from one
    /// cookie to another), theirs are logged out. Whether the user may log in, and whether the form came from a page of
    /// this app, is checked by the caller.
    ///
    /// # Errors
    /// [`LoginError::Closed`] when the response has gone out; [`LoginError::Random`] without randomness.
    pub fn login<'a>(&self, login: impl Into<Login<'a>>) -> Result<(), LoginError> {
        for other in &self.others {
            other.logout()?;
        }
        let (login, now) = (login.into(), self.login.now());
        let login_id = LoginId::random(self.login.random()).map_err(LoginError::Random)?;
        let mut inner = self.state.lock();
        let client = inner.client.clone().unwrap_or_default();
        let record = LoginRecord::new(login.user_id(), &login_id);
        let record = record.with_generation(login.generation());
        let record = if login.is_fresh() { record.with_time(now) } else { record };
        let opened = inner.opened_for_change(&self.login)?;
        let session = opened.begin_anew(&self.login);
        self.login.user().write(session, &login, client.info(), now);
        session.insert_value(LOGIN_RECORD, record.to_value());
        opened.changed_by_app = true;
        let has_generation = login.generation().is_some() || self.login.revocation().is_none();
        opened.wants_generation = (!has_generation).then(|| self.login.clone());
        let remembered = login.remembered();
        let has_cookie = remembered != Remember::No || inner.brought_remember_cookie(&self.login);
        inner.set_remember(&self.login, has_cookie.then_some(remembered));
        drop(inner);
        self.state.forget_user();
        Ok(())
    }

    /// Notes that the user who is logged in has just proved again who they are, for example by a password: the
    /// login counts as fresh and as of now (`confirm_login` of Flask-Login). The caller checks who is
    /// logged in. Without a user it does nothing.
    ///
    /// # Errors
    /// As [`login`](Self::login).
    pub fn confirm_login(&self) -> Result<(), LoginError> {
        let (login, now) = (&self.login, self.login.now());
        let login_id = LoginId::random(login.random()).map_err(LoginError::Random)?;
        let mut inner = self.state.lock();
        let client = inner.client.clone().unwrap_or_default();
        let opened = inner.opened_for_change(login)?;
        let Some(session) = opened.taken_for_change(login) else { return Ok(()) };
        let Some(user) = login.user().read(session, client.info(), now) else { return Ok(()) };
        let known = LoginRecord::of(session, user.principal.id());
        let record = known.unwrap_or_else(|| LoginRecord::new(user.principal.id(), &login_id));
        let record = record.with_time(now).to_value();
        login.user().confirm(session, client.info(), now);
        session.insert_value(LOGIN_RECORD, record);
        opened.changed_by_app = true;
        drop(inner);
        self.state.forget_user();
        Ok(())
    }

    /// Logs the user out: takes out what a login writes, and deletes the remember cookie that the browser
    /// brings. Where the `Auth` has session logins on other cookies, the user is logged out of those as well.
    ///
    /// Where the session lives in its cookie, a copy of it stays good until it expires, as in Python; a
    /// [`Revocation`](handstamp_authorizer::revocation::Revocation) ends it.
    ///
    /// # Errors
    /// [`Closed`] when the response has gone out.
    pub fn logout(&self) -> Result<(), Closed> {
        for other in &self.others {
            other.logout()?;
        }
        let mut inner = self.state.lock();
        let opened = inner.opened_for_change(&self.login)?;
        // A session that only another login on this cookie takes is deleted as well: it would stay logged in.
        let session = match opened.seen_by(&self.login) {
            Some(_) => opened.taken_for_change(&self.login),
            None => Some(opened.begin_anew(&self.login)),
        };
        if let Some(session) = session {
            self.login.user().forget(session);
            session.remove(LOGIN_RECORD);
        }
        (opened.changed_by_app, opened.wants_generation) = (true, None);
        let forget = inner.brought_remember_cookie(&self.login).then_some(Remember::No);
        inner.set_remember(&self.login, forget);
        drop(inner);
        self.state.forget_user();
        Ok(())
    }
}

impl fmt::Debug for SessionHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("SessionHandle").field(&self.login).finish()
    }
}
