use std::borrow::Cow;
use std::sync::Arc;

use handstamp_authorizer::{
    Authentication, BoxError, Identity, Known, MaybeFuture, Principal, RequestView, Subject,
};
use handstamp_session::Session;

use crate::client_info::{ClientInfo, NotedClient};
use crate::login::Remember;
use crate::login_record::{LOGIN_RECORD, LoginRecord};
use crate::session_login::SessionLogin;
use crate::session_state::SessionState;
use crate::user_in_session::{Remembered, SessionUser};

/// What a request shows beside its session: the client, and a CSRF token in a header where it changes
/// something.
pub(crate) struct Shown<'r> {
    pub(crate) client: ClientInfo<'r>,
    pub(crate) csrf_token: Option<Cow<'r, str>>,
}

/// The same, noted for a time when the request is not at hand.
pub(crate) struct NotedShown {
    client: NotedClient,
    csrf_token: Option<Box<str>>,
}

impl<'r> Shown<'r> {
    pub(crate) fn of(login: &SessionLogin, request: &'r dyn RequestView) -> Self {
        let changes = !matches!(request.method(), "GET" | "HEAD" | "OPTIONS" | "TRACE");
        let csrf = login.csrf().filter(|_| changes);
        let csrf_token = csrf.and_then(|csrf| csrf.header_token(request)).map(Cow::Borrowed);
        Self { client: ClientInfo::of(request), csrf_token }
    }

    pub(crate) fn note(&self, login: &SessionLogin) -> NotedShown {
        NotedShown {
            client: self.client.note(login.user().remember_cookie_name()),
            csrf_token: self.csrf_token.as_deref().map(Into::into),
        }
    }
}

impl NotedShown {
    pub(crate) fn shown(&self) -> Shown<'_> {
        let csrf_token = self.csrf_token.as_deref().map(Cow::Borrowed);
        Shown { client: self.client.info(), csrf_token }
    }
}

/// A user who was found, and what has to be written because of it.
struct Found {
    principal: Principal,
    authentication: Authentication,
    csrf_verified: bool,
    /// Whether a handler of this very request logged the user in: there was no time to end it.
    is_new: bool,
    write: Write,
}

/// What is written once the login is known not to be revoked.
enum Write {
    Nothing,
    /// The user comes from the remember cookie: the session names them from now on.
    Restored(Remembered),
    /// The remember cookie is written again.
    RememberCookie(Remember),
}

impl SessionLogin {
    /// Who the opened session says is asking. What it changes in the session on the way is kept.
    pub(crate) fn identify(
        &self,
        state: &Arc<SessionState>,
        shown: &Shown<'_>,
    ) -> MaybeFuture<Identity> {
        let Some(found) = self.find(state, shown) else {
            return MaybeFuture::Ready(Identity::anonymous());
        };
        let Some(revocation) = self.revocation().filter(|_| !found.is_new) else {
            return MaybeFuture::Ready(self.concluded(state, found, Ok(false)));
        };
        let (user_id, now) = (found.principal.id(), self.now());
        match revocation.is_revoked(user_id, &found.authentication, now) {
            MaybeFuture::Ready(revoked) => {
                MaybeFuture::Ready(self.concluded(state, found, revoked))
            }
            MaybeFuture::Future(revoked) => {
                let (login, state) = (self.clone(), Arc::clone(state));
                MaybeFuture::boxed(async move { login.concluded(&state, found, revoked.await) })
            }
        }
    }

    fn find(&self, state: &SessionState, shown: &Shown<'_>) -> Option<Found> {
        let (now, client) = (self.now(), shown.client);
        let mut inner = state.lock();
        let forgotten = inner.forgets(self);
        let opened = inner.opened(self);
        opened.seen_by(self)?;
        if !self.user().protect(&mut opened.session, client) {
            tracing::debug!(name: "session.protected", "anonymous: session protection logged the user out, who comes from another address or browser");
            return None;
        }
        let session = &opened.session;
        let csrf_verified = self.csrf_verified(session, shown);
        if let Some(user) = self.user().read(session, client, now) {
            let authentication = authentication(session, &user);
            let refreshed = self.user().refreshed_remember(session, &user, client, now);
            let write = refreshed.map_or(Write::Nothing, Write::RememberCookie);
            let (principal, is_new) = (user.principal, opened.wants_generation.is_some());
            return Some(Found { principal, authentication, csrf_verified, is_new, write });
        }
        if forgotten {
            return None; // a logout of this request
        }
        let Some(remembered) = self.user().remembered(session, client, now) else {
            if opened.brought {
                let cookie = self.cookie().name();
                tracing::debug!(name: "login.no_user", cookie, "anonymous: the session is good, and names no user where this login looks for one");
            }
            return None;
        };
        Some(Found {
            principal: remembered.principal.clone(),
            authentication: Authentication::cookie(),
            // Its secret is of the session that is left behind: somebody else may have planted it.
            csrf_verified: false,
            is_new: false,
            write: Write::Restored(remembered),
        })
    }

    fn concluded(
        &self,
        state: &SessionState,
        found: Found,
        revoked: Result<bool, BoxError>,
    ) -> Identity {
        let Found { principal, authentication, csrf_verified, write, .. } = found;
        let is_in_session = !matches!(write, Write::Restored(_));
        if let (true, Some(_), Ok(revoked)) = (is_in_session, self.revocation(), &revoked) {
            state.lock().judge(self, *revoked);
        }
        match revoked {
            Ok(false) => {}
            Ok(true) => {
                tracing::debug!(name: "login.revoked", user = principal.id(), "anonymous: this login was ended");
                return Identity::anonymous();
            }
            Err(error) => return Identity::Unavailable(error),
        }
        match write {
            Write::Nothing => {}
            Write::RememberCookie(remember) => {
                state.lock().refresh_remember(self, remember);
            }
            Write::Restored(remembered) => self.restore(state, &remembered),
        }
        let known = Known::new(principal, authentication).with_csrf_verified(csrf_verified);
        Identity::Known(known)
    }

    /// Begins a session for a remembered user. As a login does, it starts from an empty one. What a handler has
    /// written before stays, and nothing is restored then: it may have logged somebody in while this one was
    /// looked up.
    fn restore(&self, state: &SessionState, remembered: &Remembered) {
        let mut inner = state.lock();
        let closed = inner.closed;
        let opened = inner.opened(self);
        if !closed && !opened.changed_by_app {
            self.user().restore(opened.begin_anew(self), remembered);
            opened.judged = Some((self.clone(), false));
        }
    }

    /// Whether a CSRF token that was sent in a header is one of this session.
    pub(crate) fn csrf_verified(&self, session: &Session, shown: &Shown<'_>) -> bool {
        let csrf = self.csrf().zip(shown.csrf_token.as_deref());
        csrf.is_some_and(|(csrf, token)| csrf.check(session, token, self.now()).is_ok())
    }
}

/// How the user of a session is known.
pub(crate) fn authentication(session: &Session, user: &SessionUser) -> Authentication {
    let known = Authentication::cookie().with_auth_time(user.auth_time);
    let Some(record) = LoginRecord::of(session, user.principal.id()) else {
        return known.with_fresh(user.fresh == Some(true));
    };
    let recorded = record.auth_time();
    let fresh = user.fresh.unwrap_or(recorded.is_some());
    // The time is that of a fresh login: it says nothing of a session that was remembered since.
    let auth_time = if fresh { recorded.or(user.auth_time) } else { user.auth_time };
    record.applied_to(known).with_fresh(fresh).with_auth_time(auth_time)
}

/// Writes the user's generation into the record of a new login.
pub(crate) fn write_generation(session: &mut Session, user_id: &str, generation: u64) {
    let record = LoginRecord::of(session, user_id);
    let record = record.map(|record| record.with_generation(Some(generation)).to_value());
    if let Some(record) = record {
        session.insert_value(LOGIN_RECORD, record);
    }
}
