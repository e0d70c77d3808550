//! A store that was opened for one scenario.

use std::time::{Duration, SystemTime};

use handstamp_session::{Session, Store, StoreError};

use crate::failure::ensure;
use crate::store::StoreHarness;
use crate::{Failure, Outcome};

pub(crate) const HOUR: Duration = Duration::from_secs(60 * 60);

pub(crate) struct Opened<H> {
    pub(crate) harness: H,
    /// Real time: a database may have a clock of its own besides.
    pub(crate) now: SystemTime,
}

impl<H: StoreHarness> Opened<H> {
    pub(crate) fn new() -> Self {
        Self { harness: H::open(), now: SystemTime::now() }
    }

    pub(crate) fn save(&self, id: &str, session: &Session) -> Outcome {
        let saved = self.harness.store().save(id, session, self.now, HOUR);
        self.harness.block_on(saved).map_err(failed)
    }

    pub(crate) fn load(&self, id: &str) -> Result<Option<Session>, Failure> {
        self.load_from(self.harness.store(), id)
    }

    pub(crate) fn load_at(&self, id: &str, at: SystemTime) -> Result<Option<Session>, Failure> {
        self.harness.block_on(self.harness.store().load(id, at)).map_err(failed)
    }

    pub(crate) fn load_from(
        &self,
        store: &impl Store,
        id: &str,
    ) -> Result<Option<Session>, Failure> {
        self.harness.block_on(store.load(id, self.now)).map_err(failed)
    }

    pub(crate) fn delete(&self, id: &str) -> Outcome {
        self.harness.block_on(self.harness.store().delete(id)).map_err(failed)
    }

    pub(crate) fn has(&self, id: &str, key: &str, text: Option<&str>) -> Outcome {
        let Some(session) = self.load(id)? else {
            return Err(Failure::new(format!("there is no session {id:?}")));
        };
        let found = session.get_str(key);
        ensure(found == text, || format!("{id:?} has {found:?} as {key:?}, not {text:?}"))
    }

    pub(crate) fn has_none(&self, id: &str) -> Outcome {
        ensure(self.load(id)?.is_none(), || format!("there is a session {id:?}"))
    }
}

pub(crate) fn failed(error: StoreError) -> Failure {
    Failure::new(format!("the store failed: {error}"))
}

/// A session with one text in it.
pub(crate) fn text(key: &str, value: &str) -> Session {
    let mut session = Session::new();
    session.insert_value(key, value);
    session
}
