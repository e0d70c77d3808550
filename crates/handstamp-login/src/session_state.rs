use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use handstamp_authorizer::adapter::{AuthContext, SingleFlight, WeakAuthContext};
use handstamp_authorizer::{BoxError, MaybeFuture};
use handstamp_session::{Loaded, SessionId, Store};

use crate::brought::{Brought, NotedBrought};
use crate::client_info::NotedClient;
use crate::handle_error::Closed;
use crate::login::Remember;
use crate::opened::{Opened, rejected};
use crate::place::Place;
use crate::session_login::SessionLogin;

/// The session of one request: what all handles and all logins on its cookie share.
pub(crate) struct SessionState {
    context: WeakAuthContext,
    inner: Mutex<Inner>,
}

#[derive(Default)]
pub(crate) struct Inner {
    /// A login that has not looked at the session yet, and the cookie that it reads.
    unread: Option<(SessionLogin, NotedBrought)>,
    opened: Option<Opened>,
    /// The stores that were asked, and for which session. One is the rule.
    loads: Vec<(Arc<dyn Store>, SessionId, Load)>,
    /// What was noted of the client, once a handler has taken the session.
    pub(crate) client: Option<NotedClient>,
    /// What the response does with the remember cookies of logins: `No` deletes one. One entry for each name.
    pub(crate) remember: Vec<(SessionLogin, Remember)>,
    pub(crate) closed: bool,
}

/// A store, asked and not yet answered, or answered.
type Load = SingleFlight<Result<(), StoreFailed>>;

/// The store did not answer.
#[derive(Debug, Clone, thiserror::Error)]
#[error("the session store failed")]
pub(crate) struct StoreFailed(#[source] Arc<dyn std::error::Error + Send + Sync>);

impl SessionState {
    /// The session of this request, which all logins on this cookie share.
    pub(crate) fn of(login: &SessionLogin, context: &AuthContext) -> Arc<Self> {
        let make = || Self { context: context.downgrade(), inner: Mutex::default() };
        context.hook(login.slot(), make)
    }

    pub(crate) fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether somebody panicked in the middle of a change.
    pub(crate) fn is_poisoned(&self) -> bool {
        self.inner.is_poisoned()
    }

    /// Drops who was found to be asking: the session names somebody else now.
    pub(crate) fn forget_user(&self) {
        self.context.forget();
    }

    /// Takes the cookie, for whoever looks at the session later.
    pub(crate) fn take_lazily(&self, login: &SessionLogin, brought: &Brought<'_>) {
        let mut inner = self.lock();
        if inner.opened.is_some() || inner.is_unread_by_another(login) {
            inner.read(login, brought);
        } else {
            inner.unread = Some((login.clone(), brought.note_unasked()));
        }
    }

    /// Reads the session here and now if it lives in its cookie, or asks the store, once for all who wait.
    pub(crate) fn open(
        self: &Arc<Self>,
        login: &SessionLogin,
        brought: &Brought<'_>,
    ) -> MaybeFuture<Result<(), StoreFailed>> {
        let mut inner = self.lock();
        if inner.has_met(login) {
            return MaybeFuture::Ready(Ok(()));
        }
        let id = match (login.place(), brought.value()) {
            (Place::Store { ids, store }, Some(cookie)) => {
                ids.read(cookie.as_bytes()).map(|id| Some((id, store)))
            }
            _ => Ok(None),
        };
        let id = id.unwrap_or_else(|reason| {
            rejected(login, &reason);
            None
        });
        if let Some(load) = inner.under_way(login, id.as_ref().map(|(id, _)| id)) {
            drop(inner);
            return self.meeting(load, login, brought);
        }
        let Some((id, store)) = id else {
            inner.read(login, brought);
            return MaybeFuture::Ready(Ok(()));
        };
        let (asked, login) = (Arc::clone(store), login.clone());
        let (state, asked_for) = (Arc::downgrade(self), id.clone());
        let load = SingleFlight::new(Box::pin(async move {
            let loaded = load(&*asked, &id, &login).await?;
            // An id that the store does not know is never taken over from a client.
            let found = match loaded {
                Some(Loaded { session, revision }) => {
                    Opened::loaded(&login, session, (id, revision))
                }
                None => Opened::empty(&login),
            };
            if let Some(state) = state.upgrade() {
                state.lock().meet_loaded(found);
            }
            Ok(())
        }));
        inner.loads.push((Arc::clone(store), asked_for, load.clone()));
        waiting(load)
    }

    /// Waits for what another login, or the same one, has asked a store.
    fn meeting(
        self: &Arc<Self>,
        load: Load,
        login: &SessionLogin,
        brought: &Brought<'_>,
    ) -> MaybeFuture<Result<(), StoreFailed>> {
        let (state, login, brought) = (Arc::clone(self), login.clone(), brought.note(login));
        waiting(load).map(move |loaded| {
            // The store of another login may fail: one that needs none reads its cookie.
            match (loaded, login.place()) {
                (Err(error), Place::Store { .. }) => Err(error),
                _ => {
                    state.lock().read(&login, &brought.brought());
                    Ok(())
                }
            }
        })
    }
}

async fn load(
    store: &dyn Store,
    id: &SessionId,
    login: &SessionLogin,
) -> Result<Option<Loaded>, StoreFailed> {
    store.load(id, login.now()).await.map_err(|error| StoreFailed(Arc::from(error)))
}

fn waiting(load: Load) -> MaybeFuture<Result<(), StoreFailed>> {
    MaybeFuture::boxed(async move {
        let panicked = || StoreFailed(Arc::from(BoxError::from("the session store panicked")));
        load.await.unwrap_or_else(|| Err(panicked()))
    })
}

impl Inner {
    /// The session, read now if nobody has looked before.
    pub(crate) fn opened(&mut self, login: &SessionLogin) -> &mut Opened {
        let unread = self.unread.take();
        let opened = self.opened.get_or_insert_with(|| match &unread {
            Some((first, cookie)) => Opened::read(first, cookie.brought().value()),
            None => Opened::empty(login),
        });
        if let Some((first, cookie)) = &unread {
            opened.meet(first, &cookie.brought());
        }
        opened
    }

    /// The session, read by this login if nobody has looked before.
    fn read(&mut self, login: &SessionLogin, brought: &Brought<'_>) {
        if self.opened.is_none() && !self.is_unread_by_another(login) {
            self.opened = Some(Opened::read(login, brought.value()));
        }
        self.opened(login).meet(login, brought);
    }

    /// Whether it is known what a login takes of the session.
    fn has_met(&self, login: &SessionLogin) -> bool {
        self.opened.as_ref().is_some_and(|opened| opened.takes(login).is_some())
    }

    /// What a login has to wait for: its own store where it was asked for this id already, or any that may yet
    /// have the session.
    fn under_way(&self, login: &SessionLogin, id: Option<&SessionId>) -> Option<Load> {
        let mut loads = self.loads.iter();
        let load = match (login.place(), id) {
            (Place::Store { store, .. }, Some(id)) => {
                loads.find(|(asked, of, _)| Arc::ptr_eq(asked, store) && of == id)
            }
            _ => loads.next().filter(|_| self.opened.is_none()),
        };
        load.map(|(_, _, load)| load.clone())
    }

    /// Takes what a store has answered.
    fn meet_loaded(&mut self, loaded: Opened) {
        match &mut self.opened {
            Some(opened) => opened.meet_loaded(loaded),
            None => self.opened = Some(loaded),
        }
    }

    fn is_unread_by_another(&self, login: &SessionLogin) -> bool {
        self.unread.as_ref().is_some_and(|(first, _)| !first.is(login))
    }

    /// The session, if somebody has looked.
    pub(crate) fn if_opened(&mut self) -> Option<&mut Opened> {
        self.opened.as_mut()
    }

    /// The session, for a change.
    pub(crate) fn opened_for_change(
        &mut self,
        login: &SessionLogin,
    ) -> Result<&mut Opened, Closed> {
        if self.closed { Err(Closed) } else { Ok(self.opened(login)) }
    }

    /// Notes whether the login in the session was ended; a new one, made meanwhile, is another.
    pub(crate) fn judge(&mut self, by: &SessionLogin, is_revoked: bool) {
        if let Some(opened) = self.opened.as_mut().filter(|opened| !opened.renewed) {
            opened.judged = Some((by.clone(), is_revoked));
        }
    }

    /// What the response does with the remember cookie of a login that has just begun or ended. A cookie that was
    /// to be written before is of a user who is no longer in the session.
    pub(crate) fn set_remember(&mut self, login: &SessionLogin, remember: Option<Remember>) {
        self.remember.retain(|(by, wanted)| *wanted == Remember::No && !same_cookie(by, login));
        self.remember.extend(remember.map(|remember| (login.clone(), remember)));
    }

    /// Writes the remember cookie anew, unless a login or logout has said what becomes of it.
    pub(crate) fn refresh_remember(&mut self, login: &SessionLogin, remember: Remember) {
        if !self.remember.iter().any(|(by, _)| same_cookie(by, login)) {
            self.remember.push((login.clone(), remember));
        }
    }

    /// Takes out of the session what a handler of a Python app left there about the remember cookie.
    pub(crate) fn take_left_remember(&mut self) {
        let Some(opened) = &mut self.opened else { return };
        let login = opened.login.clone();
        if let Some(remember) = login.user().take_left_remember(&mut opened.session) {
            self.refresh_remember(&login, remember);
        }
    }

    /// Whether the remember cookie of this login is deleted with the response.
    pub(crate) fn forgets(&self, login: &SessionLogin) -> bool {
        let mut all = self.remember.iter();
        all.any(|(by, wanted)| *wanted == Remember::No && same_cookie(by, login))
    }

    /// Whether the client brought a remember cookie.
    pub(crate) fn brought_remember_cookie(&self, login: &SessionLogin) -> bool {
        let client = self.client.as_ref().map(NotedClient::info);
        let name = login.user().remember_cookie_name();
        client.zip(name).is_some_and(|(client, name)| client.cookie(name).is_some())
    }
}

impl fmt::Debug for SessionState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionState")
    }
}

/// Whether two logins have the same remember cookie.
fn same_cookie(one: &SessionLogin, other: &SessionLogin) -> bool {
    one.user().remember_cookie_name() == other.user().remember_cookie_name()
}
