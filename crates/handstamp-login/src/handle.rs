use std::sync::{Mutex, MutexGuard, PoisonError};

use handstamp_authorizer::{
    AuthContext, Effects, HookError, MaybeFuture, Principal, RequestView, ResponseHook,
    WeakAuthContext,
};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{ClientInfo, Sessions};
use crate::{Error, Flash, Session, Text};

/// The session of one request, shared by all who handle it.
///
/// Lazy: a cookie that nobody asks about is not looked at, and the response says nothing about it. Touched
/// in any way, the response says `Vary: Cookie`. Changed, it sets the cookie, once, before its head goes
/// out; a change after that is [`Closed`].
pub struct SessionHandle {
    sessions: Sessions,
    exchange: WeakAuthContext,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// The cookie, until somebody asks.
    raw: Option<String>,
    session: Option<Session>,
    /// What the dialect noted of the request, once a handler has taken the session.
    visitor: Option<ClientInfo>,
    /// Whether the request brought a session that was taken.
    valid: bool,
    closed: bool,
}

/// The head of the response has gone out: the session can be written no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the response has gone out: the session can be written no more")]
pub struct Closed;

impl SessionHandle {
    pub(super) fn unread(sessions: Sessions, exchange: &AuthContext, raw: Option<String>) -> Self {
        Self::new(sessions, exchange, State { raw, ..State::default() })
    }

    pub(super) fn read(sessions: Sessions, exchange: &AuthContext, read: Option<Session>) -> Self {
        let valid = read.is_some();
        let session = Some(read.unwrap_or_default());
        Self::new(sessions, exchange, State { session, valid, ..State::default() })
    }

    fn new(sessions: Sessions, exchange: &AuthContext, state: State) -> Self {
        Self { sessions, exchange: exchange.downgrade(), state: Mutex::new(state) }
    }

    /// Notes what a login or logout will want to know of the request.
    pub(super) fn note(&self, request: &dyn RequestView) {
        let noted = &mut self.lock().visitor;
        if noted.is_none() {
            *noted = Some(self.sessions.dialect().visitor(request));
        }
    }

    /// Looks at the session. `look` must not use this handle itself: it would wait for ever.
    pub fn with<R>(&self, look: impl FnOnce(&Session) -> R) -> R {
        look(self.lock().session(&self.sessions))
    }

    /// Changes the session. Who is logged in is found out anew after it.
    ///
    /// # Errors
    /// [`Closed`] when the response has gone out.
    pub fn change<R>(&self, change: impl FnOnce(&mut Session) -> R) -> Result<R, Closed> {
        let mut state = self.lock();
        if state.closed {
            return Err(Closed);
        }
        let done = change(state.session(&self.sessions));
        drop(state);
        self.exchange.forget();
        Ok(done)
    }

    /// Changes the session with what was noted of the request.
    pub(super) fn change_noted(
        &self,
        change: impl FnOnce(&mut Session, &ClientInfo),
    ) -> Result<(), Closed> {
        let visitor = self.lock().visitor.clone().unwrap_or_default();
        self.change(|session| change(session, &visitor))
    }

    /// Whether the request brought a session, and it was taken: signed with one of the keys, and not too
    /// old. It may be empty.
    pub fn is_valid(&self) -> bool {
        let mut state = self.lock();
        state.session(&self.sessions);
        state.valid
    }

    /// The value of a key as a type of yours; `None` where there is none.
    ///
    /// # Errors
    /// [`Error::Typed`] when the value is of another type.
    pub fn get<T: DeserializeOwned>(&self, key: &str) -> Result<Option<T>, Error> {
        self.with(|session| session.get_as(key))
    }

    /// Writes a value.
    ///
    /// # Errors
    /// [`Error::Closed`] when the response has gone out, [`Error::Typed`] when the type cannot become a
    /// value.
    pub fn insert<T: Serialize + ?Sized>(
        &self,
        key: impl Into<Text>,
        value: &T,
    ) -> Result<(), Error> {
        self.change(|session| session.insert(key, value)).map_err(|Closed| Error::Closed)?
    }

    /// Takes a value out. Says whether there was one.
    ///
    /// # Errors
    /// [`Closed`] when the response has gone out.
    pub fn remove(&self, key: &str) -> Result<bool, Closed> {
        self.change(|session| session.remove(key).is_some())
    }

    /// Takes everything out: the cookie is deleted.
    ///
    /// # Errors
    /// [`Closed`] when the response has gone out.
    pub fn clear(&self) -> Result<(), Closed> {
        self.change(Session::clear)
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

    /// Who the session says is asking. What the dialect changes on the way is kept, and nobody is asked anew
    /// because of it.
    pub(super) fn identify(&self, request: &dyn RequestView) -> Option<Principal> {
        let mut state = self.lock();
        let now = self.sessions.now();
        self.sessions.dialect().identify(state.session(&self.sessions), request, now)
    }

    pub(super) fn sessions(&self) -> &Sessions {
        &self.sessions
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn session(&mut self, sessions: &Sessions) -> &mut Session {
        self.session.get_or_insert_with(|| {
            let read = self.raw.take().and_then(|raw| sessions.read(raw.as_bytes()));
            self.valid = read.is_some();
            read.unwrap_or_default()
        })
    }
}

impl ResponseHook for SessionHandle {
    fn finish(&self) -> MaybeFuture<Result<Effects, HookError>> {
        let poisoned = self.state.is_poisoned();
        let mut state = self.lock();
        state.closed = true;
        let mut effects = Effects::none();
        let Some(session) = &mut state.session else { return MaybeFuture::Ready(Ok(effects)) };
        effects.vary_cookie();
        if poisoned {
            // Somebody panicked in the middle of a change: half of it must not be signed.
            return MaybeFuture::Ready(Ok(effects));
        }
        MaybeFuture::Ready(match self.sessions.dialect().save(session, self.sessions.now()) {
            Ok(saved) => {
                effects.merge(saved);
                Ok(effects)
            }
            Err(error) => Err(HookError::Unwritable(Box::new(error))),
        })
    }
}

impl std::fmt::Debug for SessionHandle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("SessionHandle").field(&self.sessions).finish()
    }
}
