use std::sync::Arc;

use handstamp_authorizer::cookie::Duplicate;
use handstamp_session::{Revision, Session, SessionId};

use crate::brought::Brought;
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
    /// By which somebody has logged in, as long as the record lacks the user's generation.
    pub(crate) wants_generation: Option<SessionLogin>,
    /// By which it was found out whether the login in it was ended, and whether it was.
    pub(crate) judged: Option<(SessionLogin, bool)>,
    /// Which of two cookies of the name was read.
    duplicate: Duplicate,
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
            wants_generation: None,
            judged: None,
            duplicate: login.cookie().duplicate(),
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

    /// Notes whether another login on this cookie takes it as well.
    pub(crate) fn meet(&mut self, login: &SessionLogin, brought: &Brought<'_>) {
        if self.takes(login).is_some() {
            return;
        }
        if self.is_empty_yet() {
            let own = Self::read(login, brought.value());
            if own.brought {
                return self.give_way_to(own);
            }
        }
        let takes = if self.is_brought() {
            brought.is_the_same_by(self.duplicate, login) && self.is_taken_by(login, brought)
        } else {
            takes_what_is_written(login, &self.login)
        };
        self.others.push((login.clone(), takes));
    }

    /// Takes what a store has answered to another login, which sees this session only if it is the very same: two
    /// handles of one store.
    pub(crate) fn meet_loaded(&mut self, loaded: Self) {
        if self.is_empty_yet() && loaded.brought {
            self.give_way_to(loaded);
        } else if self.takes(&loaded.login).is_none() {
            let takes = if self.is_as_brought() {
                let id = |opened: &Self| opened.stored.as_ref().map(|(id, _)| id.clone());
                loaded.brought
                    && id(self) == id(&loaded)
                    && self.session.as_dict() == loaded.session.as_dict()
            } else {
                !self.is_brought() && takes_what_is_written(&loaded.login, &self.login)
            };
            self.others.push((loaded.login, takes));
        }
    }

    /// Whether it is what was brought, perhaps changed.
    fn is_brought(&self) -> bool {
        self.brought && !self.renewed
    }

    /// Whether it is what was brought, and nothing else.
    fn is_as_brought(&self) -> bool {
        self.is_brought() && !self.session.is_changed()
    }

    /// Whether nothing was brought, and nothing written.
    fn is_empty_yet(&self) -> bool {
        !self.brought && !self.session.is_changed()
    }

    /// Takes what another login has found. Those that were met have looked for themselves and found nothing.
    fn give_way_to(&mut self, found: Self) {
        let first = std::mem::replace(self, found);
        let met = first.others.into_iter().map(|(login, _)| login).chain([first.login]);
        self.others = met.map(|login| (login, false)).collect();
    }

    /// Whether this login, asked alone, would have taken what was brought.
    fn is_taken_by(&self, login: &SessionLogin, brought: &Brought<'_>) -> bool {
        let Some(cookie) = brought.value() else { return false };
        match (login.place(), self.login.place(), &self.stored) {
            (Place::Cookie(codec), Place::Cookie(_), None) => {
                codec.decode(cookie.as_bytes(), login.now()).is_ok()
            }
            (Place::Store { ids, store }, Place::Store { store: other, .. }, Some((id, _))) => {
                Arc::ptr_eq(store, other) && ids.read(cookie.as_bytes()).as_ref() == Ok(id)
            }
            _ => false,
        }
    }

    /// Whether this login takes the session; `None` if it was not met.
    pub(crate) fn takes(&self, login: &SessionLogin) -> Option<bool> {
        if self.login.is(login) {
            return Some(true);
        }
        self.others.iter().find(|(other, _)| other.is(login)).map(|(_, takes)| *takes)
    }

    /// The session, as this login sees it.
    pub(crate) fn seen_by(&self, login: &SessionLogin) -> Option<&Session> {
        (self.takes(login) == Some(true)).then_some(&self.session)
    }

    /// Changes the session for this login, which then saves it. For a login that does not take it the session is
    /// an empty one, which takes the other's place if something is written: a browser keeps one cookie of a name.
    pub(crate) fn change<R>(
        &mut self,
        login: &SessionLogin,
        change: impl FnOnce(&mut Session) -> R,
    ) -> R {
        if self.takes(login) == Some(true) {
            // What this crate has changed before, such as a restored login, is not the handler's.
            let before = self.session.is_changed().then(|| self.session.changes().clone());
            let done = change(&mut self.session);
            if self.session.is_changed() && before.as_ref() != Some(self.session.changes()) {
                self.hand_over(login);
                self.changed_by_app = true;
            }
            return done;
        }
        let mut own = Session::new();
        let done = change(&mut own);
        if own.is_changed() {
            let emptied = std::mem::take(self.begin_anew(login));
            self.session = own.laid_over(emptied);
            self.changed_by_app = true;
        }
        done
    }

    /// The session, for a login that changes what it takes.
    pub(crate) fn taken_for_change(&mut self, login: &SessionLogin) -> Option<&mut Session> {
        if self.takes(login) != Some(true) {
            return None;
        }
        self.hand_over(login);
        Some(&mut self.session)
    }

    /// An empty session in place of this one, with a new id, for a login or a logout. Other logins see it if they
    /// take what this one writes.
    pub(crate) fn begin_anew(&mut self, login: &SessionLogin) -> &mut Session {
        if self.takes(login) != Some(true) {
            (self.brought, self.stored) = (false, None);
        }
        self.hand_over(login);
        for (other, takes) in &mut self.others {
            *takes = takes_what_is_written(other, login);
        }
        (self.renewed, self.wants_generation, self.judged) = (true, None, None);
        self.session.clear();
        &mut self.session
    }

    /// Lets this login save the session.
    fn hand_over(&mut self, login: &SessionLogin) {
        if self.login.is(login) {
            return;
        }
        self.others.retain(|(other, _)| !other.is(login));
        let first = std::mem::replace(&mut self.login, login.clone());
        self.others.push((first, true));
    }
}

/// Whether a login takes sessions that another one writes now.
fn takes_what_is_written(login: &SessionLogin, by: &SessionLogin) -> bool {
    match (login.place(), by.place()) {
        (Place::Cookie(codec), Place::Cookie(other)) => other
            .encode(&Session::new(), by.now())
            .is_ok_and(|cookie| codec.decode(cookie.as_bytes(), login.now()).is_ok()),
        (Place::Store { ids, store }, Place::Store { ids: other_ids, store: other }) => {
            let id = SessionId::from_random(&[0; 32]);
            let cookie = other_ids.write(&id);
            Arc::ptr_eq(store, other) && ids.read(cookie.as_bytes()) == Ok(id)
        }
        _ => false,
    }
}

/// Logs that the cookie is not taken.
pub(crate) fn rejected(login: &SessionLogin, reason: &dyn std::error::Error) {
    let cookie = login.cookie().name();
    tracing::debug!(name: "session.rejected", cookie, %reason, "session cookie rejected; `handstamp inspect` says what it is");
}
