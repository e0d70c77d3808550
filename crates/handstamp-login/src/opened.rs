use std::sync::Arc;

use handstamp_session::{Revision, Session, SessionId};

use crate::place::Place;
use crate::session_login::SessionLogin;

/// The session of a request, once somebody has looked at it. All logins on one cookie share it, each if it
/// takes the cookie itself.
pub(crate) struct Opened {
    /// By which it was read, or changed last. It saves.
    pub(crate) login: SessionLogin,
    pub(crate) session: Session,
    /// Whether the request brought it: signed with one of the keys and not too old, or in the store.
    pub(crate) brought: bool,
    /// Where the store has it.
    pub(crate) stored: Option<(SessionId, Revision)>,
    /// Whether it gets a new id: somebody has logged in.
    pub(crate) renewed: bool,
    /// Whether a handler changed it, and not only this crate.
    pub(crate) changed_by_app: bool,
    /// Whether the record of a new login is still without the user's generation.
    pub(crate) wants_generation: bool,
    /// Other logins on this cookie, and whether they take it.
    others: Vec<(SessionLogin, bool)>,
}

impl Opened {
    /// A session that the request did not bring.
    pub(crate) fn empty(login: &SessionLogin) -> Self {
        Self {
            login: login.clone(),
            session: Session::new(),
            brought: false,
            stored: None,
            renewed: false,
            changed_by_app: false,
            wants_generation: false,
            others: Vec::new(),
        }
    }

    /// A session that a store has.
    pub(crate) fn loaded(
        login: &SessionLogin,
        session: Session,
        stored: (SessionId, Revision),
    ) -> Self {
        Self { session, brought: true, stored: Some(stored), ..Self::empty(login) }
    }

    /// A session that lives in its cookie. One that is not taken is as good as none.
    pub(crate) fn read(login: &SessionLogin, cookie: Option<&str>) -> Self {
        let (Place::Cookie(codec), Some(cookie)) = (login.place(), cookie) else {
            return Self::empty(login);
        };
        match codec.decode(cookie.as_bytes(), login.now()) {
            Ok(session) => Self { session, brought: true, ..Self::empty(login) },
            Err(reason) => {
                rejected(login, &reason);
                Self::empty(login)
            }
        }
    }

    /// Whether another login on this cookie has to ask a store of its own, to know whether it takes the
    /// session.
    pub(crate) fn has_to_ask(&self, login: &SessionLogin) -> bool {
        let same = match (login.place(), self.login.place()) {
            (Place::Store { store, .. }, Place::Store { store: other, .. }) => {
                Arc::ptr_eq(store, other)
            }
            (Place::Store { .. }, _) => false,
            _ => true,
        };
        !same && self.takes(login).is_none()
    }

    /// Notes what the store of another login on this cookie has, which is the same store where it has the id
    /// at all: ids are random.
    pub(crate) fn meet_asked(&mut self, login: &SessionLogin, found: Option<Self>) {
        if self.takes(login).is_some() {
            return;
        }
        match found {
            Some(found) if !self.brought && !self.session.is_changed() => {
                let first = std::mem::replace(self, found);
                self.others.push((first.login, false));
            }
            found => self.others.push((login.clone(), found.is_some() && self.stored.is_some())),
        }
    }

    /// Notes whether another login on this cookie takes it as well.
    pub(crate) fn meet(&mut self, login: &SessionLogin, cookie: Option<&str>) {
        if self.takes(login).is_some() {
            return;
        }
        let takes = match (login.place(), self.login.place()) {
            (Place::Cookie(codec), _) => {
                cookie.is_some_and(|cookie| codec.verify(cookie.as_bytes(), login.now()).is_ok())
            }
            (Place::Store { store, .. }, Place::Store { store: other, .. }) => {
                self.brought && Arc::ptr_eq(store, other)
            }
            _ => false,
        };
        if takes && !self.brought && !self.session.is_changed() {
            let first = std::mem::replace(self, Self::read(login, cookie));
            self.others.push((first.login, false));
            return;
        }
        let both_new = cookie.is_none() && !self.brought;
        self.others.push((login.clone(), takes || both_new));
    }

    /// Whether this login takes the session; `None` if it was not met.
    fn takes(&self, login: &SessionLogin) -> Option<bool> {
        if self.login.is(login) {
            return Some(true);
        }
        self.others.iter().find(|(other, _)| other.is(login)).map(|(_, takes)| *takes)
    }

    /// The session, as this login sees it.
    pub(crate) fn seen_by(&self, login: &SessionLogin) -> Option<&Session> {
        (self.takes(login) == Some(true)).then_some(&self.session)
    }

    /// The session, for a login that changes it and so will save it. One that does not take it starts anew:
    /// a browser keeps one cookie of a name.
    pub(crate) fn changed_by(&mut self, login: &SessionLogin) -> &mut Session {
        if !self.login.is(login) {
            let takes = self.takes(login) == Some(true);
            self.others.retain(|(other, _)| !other.is(login));
            let first = std::mem::replace(&mut self.login, login.clone());
            self.others.push((first, takes));
            if !takes {
                self.session.clear();
                (self.brought, self.stored, self.renewed) = (false, None, true);
            }
        }
        &mut self.session
    }
}

/// Logs that the cookie is not taken.
pub(crate) fn rejected(login: &SessionLogin, reason: &dyn std::error::Error) {
    let cookie = login.cookie().name();
    tracing::info!(name: "session.rejected", cookie, %reason, "session rejected");
}
