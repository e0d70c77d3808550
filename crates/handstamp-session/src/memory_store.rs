use std::collections::HashMap;
use std::future::ready;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use handstamp_value::json::{self, Limits, ReadError, Style, Tags, WriteError};

use crate::session::Session;
use crate::session_id::SessionId;
use crate::store::{BoxFuture, Loaded, Revision, Store, StoreError, Updated};

/// Sessions in the memory of one process: for a service that runs once, and for tests. A restart forgets
/// them. A clone shares the sessions.
///
/// Bounded. What has expired is dropped when room is needed; where there is none, a new session is refused
/// (503), since dropping a live one would log somebody out.
#[derive(Debug, Clone)]
pub struct MemoryStore {
    limits: MemoryLimits,
    state: Arc<Mutex<State>>,
}

/// How much a [`MemoryStore`] keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub struct MemoryLimits {
    sessions: usize,
    bytes: usize,
}

#[derive(Debug, Default)]
struct State {
    records: HashMap<SessionId, Record>,
    bytes: usize,
    revisions: u128,
}

struct Record {
    text: Box<str>,
    revision: u128,
    until: SystemTime,
}

/// Why a [`MemoryStore`] does not keep a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MemoryStoreError {
    /// There is no room.
    #[error("the memory store is full: raise its limits, or keep sessions for a shorter time")]
    Full,
    /// The session has no JSON form.
    #[error("the session cannot be written as JSON")]
    Write(#[from] WriteError),
    /// What was kept cannot be read.
    #[error("the session cannot be read")]
    Read(#[from] ReadError),
}

impl Default for MemoryLimits {
    /// 100,000 sessions, 64 MiB.
    fn default() -> Self {
        Self { sessions: 100_000, bytes: 64 * 1024 * 1024 }
    }
}

impl MemoryLimits {
    /// Sets how many sessions are kept. Default: 100,000.
    pub fn with_sessions(mut self, sessions: usize) -> Self {
        self.sessions = sessions;
        self
    }

    /// Sets how many bytes of JSON text all sessions have together. Default: 64 MiB.
    pub fn with_bytes(mut self, bytes: usize) -> Self {
        self.bytes = bytes;
        self
    }
}

impl MemoryStore {
    /// An empty store.
    #[must_use]
    pub fn new(limits: MemoryLimits) -> Self {
        Self { limits, state: Arc::default() }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn load_now(
        &self,
        id: &SessionId,
        now: SystemTime,
    ) -> Result<Option<Loaded>, MemoryStoreError> {
        let state = self.state();
        let Some(record) = state.records.get(id).filter(|record| record.until > now) else {
            return Ok(None);
        };
        let session = Session::from_payload::<ReadError>(Tags::Flask, limits(), |text| {
            text.extend_from_slice(record.text.as_bytes());
            Ok(())
        })?;
        Ok(Some(Loaded { session, revision: Revision::new(record.revision.to_be_bytes()) }))
    }

    fn create_now(
        &self,
        id: &SessionId,
        session: &Session,
        now: SystemTime,
        until: SystemTime,
    ) -> Result<(), MemoryStoreError> {
        let text = text_of(session)?;
        let mut state = self.state();
        state.remove(id);
        state.make_room(self.limits, 1, text.len(), now)?;
        state.put(id.clone(), text, until);
        Ok(())
    }

    fn update_now(
        &self,
        id: &SessionId,
        session: &Session,
        revision: &Revision,
        now: SystemTime,
        until: SystemTime,
    ) -> Result<Updated, MemoryStoreError> {
        let text = text_of(session)?;
        let mut state = self.state();
        let Some(record) = state.records.get(id).filter(|record| record.until > now) else {
            return Ok(Updated::Gone);
        };
        if record.revision.to_be_bytes() != *revision.as_bytes() {
            return Ok(Updated::Conflict);
        }
        let more = text.len().saturating_sub(record.text.len());
        state.make_room(self.limits, 0, more, now)?;
        state.remove(id);
        state.put(id.clone(), text, until);
        Ok(Updated::Kept)
    }
}

fn text_of(session: &Session) -> Result<String, WriteError> {
    let style = Style::default().with_tags(Tags::Flask).with_compact(true);
    json::write_dict(session.as_dict(), &style, &limits())
}

/// One session may have 1 MiB of JSON.
fn limits() -> Limits {
    Limits::default().with_bytes(1024 * 1024)
}

impl State {
    fn remove(&mut self, id: &SessionId) {
        if let Some(record) = self.records.remove(id) {
            self.bytes = self.bytes.saturating_sub(record.text.len());
        }
    }

    fn put(&mut self, id: SessionId, text: String, until: SystemTime) {
        self.bytes = self.bytes.saturating_add(text.len());
        self.revisions = self.revisions.wrapping_add(1);
        let record = Record { text: text.into(), revision: self.revisions, until };
        self.records.insert(id, record);
    }

    fn make_room(
        &mut self,
        limits: MemoryLimits,
        sessions: usize,
        bytes: usize,
        now: SystemTime,
    ) -> Result<(), MemoryStoreError> {
        let fits = |state: &Self| {
            state.records.len().saturating_add(sessions) <= limits.sessions
                && state.bytes.saturating_add(bytes) <= limits.bytes
        };
        if !fits(self) {
            self.records.retain(|_, record| record.until > now);
            self.bytes = self.records.values().map(|record| record.text.len()).sum();
        }
        if fits(self) { Ok(()) } else { Err(MemoryStoreError::Full) }
    }
}

impl std::fmt::Debug for Record {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Record({} bytes)", self.text.len())
    }
}

/// When what begins now ends. A lifetime that the clock cannot hold is over at once.
fn end(now: SystemTime, lifetime: Duration) -> SystemTime {
    now.checked_add(lifetime).unwrap_or(now)
}

fn answer<'a, T: Send + 'a>(
    answer: Result<T, MemoryStoreError>,
) -> BoxFuture<'a, Result<T, StoreError>> {
    Box::pin(ready(answer.map_err(Into::into)))
}

impl Store for MemoryStore {
    fn load<'a>(
        &'a self,
        id: &'a SessionId,
        now: SystemTime,
    ) -> BoxFuture<'a, Result<Option<Loaded>, StoreError>> {
        answer(self.load_now(id, now))
    }

    fn create<'a>(
        &'a self,
        id: &'a SessionId,
        session: &'a Session,
        now: SystemTime,
        lifetime: Duration,
    ) -> BoxFuture<'a, Result<(), StoreError>> {
        answer(self.create_now(id, session, now, end(now, lifetime)))
    }

    fn update<'a>(
        &'a self,
        id: &'a SessionId,
        session: &'a Session,
        revision: &'a Revision,
        now: SystemTime,
        lifetime: Duration,
    ) -> BoxFuture<'a, Result<Updated, StoreError>> {
        answer(self.update_now(id, session, revision, now, end(now, lifetime)))
    }

    fn delete<'a>(&'a self, id: &'a SessionId) -> BoxFuture<'a, Result<(), StoreError>> {
        self.state().remove(id);
        Box::pin(ready(Ok(())))
    }
}
