use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use handstamp_authorizer::adapter::{SingleFlight, WeakAuthContext};
use handstamp_authorizer::{BoxError, MaybeFuture};
use handstamp_session::{Loaded, Store};

use crate::client_info::NotedClient;
use crate::closed::Closed;
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
    /// The cookie, for whoever looks at the session later.
    cookie: Option<Box<str>>,
    opened: Option<Opened>,
    /// The store, asked and not yet answered, or answered.
    load: Option<SingleFlight<Result<(), StoreFailed>>>,
    /// What was noted of the client, once a handler has taken the session.
    pub(crate) client: Option<NotedClient>,
    /// What the response does with the remember cookie: `No` deletes it.
    pub(crate) remember: Option<Remember>,
    pub(crate) closed: bool,
}

/// The store did not answer.
#[derive(Debug, Clone, thiserror::Error)]
#[error("the session store failed")]
pub(crate) struct StoreFailed(#[source] Arc<dyn std::error::Error + Send + Sync>);

impl SessionState {
    pub(crate) fn new(context: WeakAuthContext) -> Self {
        Self { context, inner: Mutex::default() }
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
    pub(crate) fn take_lazily(&self, login: &SessionLogin, cookie: Option<&str>) {
        let mut inner = self.lock();
        match &mut inner.opened {
            Some(opened) => opened.meet(login, cookie),
            None => inner.cookie = cookie.map(Into::into),
        }
    }

    /// Reads the session here and now if it lives in its cookie, or asks the store, once for all who wait.
    pub(crate) fn open(
        self: &Arc<Self>,
        login: &SessionLogin,
        cookie: Option<&str>,
    ) -> MaybeFuture<Result<(), StoreFailed>> {
        let mut inner = self.lock();
        let opened = inner.opened.as_mut();
        let later = opened.as_ref().is_some_and(|opened| opened.has_to_ask(login));
        if let Some(opened) = opened.filter(|_| !later) {
            opened.meet(login, cookie);
            return MaybeFuture::Ready(Ok(()));
        }
        let Place::Store { ids, store } = login.place() else {
            inner.opened = Some(Opened::read(login, cookie));
            return MaybeFuture::Ready(Ok(()));
        };
        if let Some(load) = inner.load.clone().filter(|_| !later) {
            return waiting(load);
        }
        let id = match cookie.map(|cookie| ids.read(cookie.as_bytes())) {
            Some(Ok(id)) => id,
            Some(Err(reason)) => {
                rejected(login, &reason);
                inner.keep(login, None);
                return MaybeFuture::Ready(Ok(()));
            }
            None => {
                inner.keep(login, None);
                return MaybeFuture::Ready(Ok(()));
            }
        };
        let (store, login) = (Arc::clone(store), login.clone());
        let state = Arc::downgrade(self);
        let load = SingleFlight::new(Box::pin(async move {
            let loaded = load(&*store, &id, &login).await?;
            // An id that the store does not know is never taken over from a client.
            let found = loaded.map(|Loaded { session, revision }| {
                Opened::loaded(&login, session, (id, revision))
            });
            if let Some(state) = state.upgrade() {
                state.lock().keep(&login, found);
            }
            Ok(())
        }));
        if !later {
            inner.load = Some(load.clone());
        }
        waiting(load)
    }
}

async fn load(
    store: &dyn Store,
    id: &handstamp_session::SessionId,
    login: &SessionLogin,
) -> Result<Option<Loaded>, StoreFailed> {
    store.load(id, login.now()).await.map_err(|error| StoreFailed(Arc::from(error)))
}

fn waiting(load: SingleFlight<Result<(), StoreFailed>>) -> MaybeFuture<Result<(), StoreFailed>> {
    MaybeFuture::boxed(async move {
        let panicked = || StoreFailed(Arc::from(BoxError::from("the session store panicked")));
        load.await.unwrap_or_else(|| Err(panicked()))
    })
}

impl Inner {
    /// Keeps what a store has, or that it has none.
    fn keep(&mut self, login: &SessionLogin, found: Option<Opened>) {
        match &mut self.opened {
            Some(opened) => opened.meet_asked(login, found),
            None => self.opened = Some(found.unwrap_or_else(|| Opened::empty(login))),
        }
    }

    /// The session, read now if nobody has looked before.
    pub(crate) fn opened(&mut self, login: &SessionLogin) -> &mut Opened {
        let cookie = self.cookie.as_deref();
        let opened = self.opened.get_or_insert_with(|| Opened::read(login, cookie));
        opened.meet(login, cookie);
        opened
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
