//! A store that was opened for one scenario.

use std::time::{Duration, SystemTime};

use handstamp_session::{Loaded, Session, SessionId, Store, StoreError, Updated};

use crate::failure::{Failure, Outcome, ensure};
use crate::store::StoreHarness;

pub(crate) const HOUR: Duration = Duration::from_secs(60 * 60);

pub(crate) struct Opened<H> {
    pub(crate) harness: H,
    /// Real time: a database may have a clock of its own besides.
    pub(crate) now: SystemTime,
}

/// The id of this name. Ids are longer than names.
pub(crate) fn id(name: &str) -> Result<SessionId, Failure> {
    let id = SessionId::new(&format!("0123456789abcdef-{name}"));
    id.ok_or_else(|| Failure::new(format!("{name:?} is in no id")))
}

impl<H: StoreHarness> Opened<H> {
    pub(crate) fn new() -> Self {
        Self { harness: H::open(), now: SystemTime::now() }
    }

    /// Creates a session, or replaces the one that is there.
    pub(crate) fn save(&self, name: &str, session: &Session) -> Outcome {
        self.save_at(name, session, self.now, HOUR)
    }

    pub(crate) fn save_at(
        &self,
        name: &str,
        session: &Session,
        now: SystemTime,
        lifetime: Duration,
    ) -> Outcome {
        match self.loaded_at(name, now)? {
            None => self.create_at(name, session, now, lifetime),
            Some(Loaded { revision, .. }) => {
                let (id, store) = (id(name)?, self.harness.store());
                let updated = store.update(&id, session, &revision, now, lifetime);
                let updated = self.harness.block_on(updated).map_err(failed)?;
                ensure(updated == Updated::Kept, || format!("an update came to {updated:?}"))
            }
        }
    }

    pub(crate) fn create(&self, name: &str, session: &Session) -> Outcome {
        self.create_at(name, session, self.now, HOUR)
    }

    fn create_at(
        &self,
        name: &str,
        session: &Session,
        now: SystemTime,
        lifetime: Duration,
    ) -> Outcome {
        let id = id(name)?;
        let created = self.harness.store().create(&id, session, now, lifetime);
        self.harness.block_on(created).map_err(failed)
    }

    /// Updates a session that was loaded before.
    pub(crate) fn update(&self, name: &str, loaded: &Loaded) -> Result<Updated, Failure> {
        self.update_at(name, loaded, self.now)
    }

    pub(crate) fn update_at(
        &self,
        name: &str,
        loaded: &Loaded,
        now: SystemTime,
    ) -> Result<Updated, Failure> {
        let (id, store) = (id(name)?, self.harness.store());
        let updated = store.update(&id, &loaded.session, &loaded.revision, now, HOUR);
        self.harness.block_on(updated).map_err(failed)
    }

    pub(crate) fn load(&self, name: &str) -> Result<Option<Session>, Failure> {
        self.load_from(self.harness.store(), name)
    }

    /// The session with its revision, which must be there.
    pub(crate) fn loaded(&self, name: &str) -> Result<Loaded, Failure> {
        let found = self.loaded_at(name, self.now)?;
        found.ok_or_else(|| Failure::new(format!("there is no session {name:?}")))
    }

    pub(crate) fn loaded_at(&self, name: &str, at: SystemTime) -> Result<Option<Loaded>, Failure> {
        let id = id(name)?;
        self.harness.block_on(self.harness.store().load(&id, at)).map_err(failed)
    }

    pub(crate) fn load_from(
        &self,
        store: &impl Store,
        name: &str,
    ) -> Result<Option<Session>, Failure> {
        let id = id(name)?;
        let found = self.harness.block_on(store.load(&id, self.now)).map_err(failed)?;
        Ok(found.map(|loaded| loaded.session))
    }

    pub(crate) fn delete(&self, name: &str) -> Outcome {
        let id = id(name)?;
        self.harness.block_on(self.harness.store().delete(&id)).map_err(failed)
    }

    /// A session has this text under a key.
    pub(crate) fn has(&self, name: &str, key: &str, text: Option<&str>) -> Outcome {
        let found = self.load(name)?.ok_or_else(|| Failure::new(format!("no session {name:?}")))?;
        let found = found.get_str(key);
        ensure(found == text, || format!("{name:?} has {key:?} as {found:?}, not {text:?}"))
    }

    pub(crate) fn has_none(&self, name: &str) -> Outcome {
        let found = self.load(name)?;
        ensure(found.is_none(), || format!("there is a session {name:?}"))
    }
}

/// A session with one text.
pub(crate) fn text(key: &str, value: &str) -> Session {
    let mut session = Session::new();
    session.insert_value(key, value);
    session
}

pub(crate) fn failed(error: StoreError) -> Failure {
    Failure::new(format!("the store failed: {error}"))
}
