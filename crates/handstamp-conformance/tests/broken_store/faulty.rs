//! A map in memory, with one fault.

use std::cell::Cell;
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::task::Poll;
use std::time::{Duration, SystemTime};

use handstamp_session::{
    BoxFuture, Loaded, Revision, Session, SessionId, Store, StoreError, Updated,
};
use handstamp_value::{Dict, Value};

/// One fault.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Fault {
    LostDelete,
    DeleteHereOnly,
    DeleteOfNothingFails,
    DeletesWhatBeginsWithIt,
    StaleRead,
    StaleElsewhere,
    MakesWhatIsAskedFor,
    FoldsCase,
    NeverExpires,
    LifetimeFromTheFirstSave,
    ForgetsTheEmpty,
    RefusesTheLarge,
    BringsBackTheRemoved,
    BringsBackTheCleared,
    CallsItNew,
    LosesNull,
    LosesOneInFifty,
    MixesTwoWriters,
    TornWrite,
    LosesEverySave,
    NoConflicts,
    LosesUpdatesOnConflict,
    Resurrects,
    ResurrectsTheExpired,
    OneRevision,
    CreateMixes,
    CreateKeepsTheRevision,
    ComparesThenWrites,
}

thread_local! {
    pub(crate) static FAULT: Cell<Option<Fault>> = const { Cell::new(None) };
}

pub(crate) fn has(fault: Fault) -> bool {
    FAULT.get() == Some(fault)
}

/// What is kept, until when, in which state.
type Records = HashMap<String, (Dict, SystemTime, u128)>;

/// Sessions in memory, with what a fault needs besides.
#[derive(Clone, Default)]
pub(crate) struct Memory {
    shared: Arc<Mutex<Records>>,
    /// What this machine has seen last.
    seen: Arc<Mutex<Records>>,
    saves: Arc<Mutex<u128>>,
}

/// Lets another go first, once.
async fn yielded() {
    let mut first = true;
    std::future::poll_fn(|cx| {
        cx.waker().wake_by_ref();
        if std::mem::take(&mut first) { Poll::Pending } else { Poll::Ready(()) }
    })
    .await;
}

fn key(id: &SessionId) -> String {
    let id = id.as_str();
    if has(Fault::FoldsCase) { id.to_lowercase() } else { id.to_owned() }
}

impl Memory {
    /// The same as another machine has it.
    pub(crate) fn elsewhere(&self) -> Self {
        Self { seen: Arc::default(), ..self.clone() }
    }

    fn kept(&self, id: &str, session: &Session) -> Dict {
        let before = self.shared.lock().unwrap().get(id).map(|(dict, ..)| dict.clone());
        let mut dict = session.as_dict().clone();
        let before = before.unwrap_or_default();
        for (key, value) in before.iter() {
            let cleared = session.changes().is_cleared();
            let back = has(Fault::BringsBackTheRemoved) && !cleared
                || has(Fault::BringsBackTheCleared) && cleared
                || has(Fault::MixesTwoWriters) && key.as_str() == Some("shared");
            if back && (dict.get_key(key).is_none() || has(Fault::MixesTwoWriters)) {
                dict.insert(key.clone(), value.clone());
            }
        }
        if has(Fault::LosesNull) {
            dict = dict.into_iter().filter(|(_, value)| *value != Value::Null).collect();
        }
        dict
    }

    async fn write(
        &self,
        id: String,
        session: &Session,
        mut until: SystemTime,
    ) -> Result<(), StoreError> {
        let kept = self.kept(&id, session);
        if has(Fault::LosesEverySave) || has(Fault::ForgetsTheEmpty) && session.is_empty() {
            return Ok(());
        }
        if has(Fault::RefusesTheLarge) && format!("{kept:?}").len() > 50_000 {
            return Err("too large".into());
        }
        let nth = {
            let mut saves = self.saves.lock().unwrap();
            *saves += 1;
            *saves
        };
        if has(Fault::LosesOneInFifty) && nth % 50 == 0 {
            return Ok(());
        }
        if has(Fault::TornWrite) {
            let mut half = kept.clone();
            half.remove("last");
            self.shared.lock().unwrap().insert(id.clone(), (half, until, nth));
            yielded().await;
        }
        let mut shared = self.shared.lock().unwrap();
        if has(Fault::LifetimeFromTheFirstSave) {
            until = shared.get(&id).map_or(until, |(_, first, _)| *first);
        }
        let revision = if has(Fault::OneRevision) { 1 } else { nth };
        if has(Fault::StaleElsewhere) || has(Fault::DeleteHereOnly) {
            self.seen.lock().unwrap().insert(id.clone(), (kept.clone(), until, revision));
        }
        shared.insert(id, (kept, until, revision));
        Ok(())
    }
}

impl Store for Memory {
    fn load<'a>(
        &'a self,
        id: &'a SessionId,
        now: SystemTime,
    ) -> BoxFuture<'a, Result<Option<Loaded>, StoreError>> {
        Box::pin(async move {
            let id = key(id);
            let loaded = |session, revision: u128| {
                Ok(Some(Loaded { session, revision: Revision::new(revision.to_be_bytes()) }))
            };
            if has(Fault::MakesWhatIsAskedFor) {
                return loaded(Session::from_dict(Dict::new()), 0);
            }
            let mut shared = self.shared.lock().unwrap();
            let mut seen = self.seen.lock().unwrap();
            let fresh = shared.get(&id).cloned();
            let cached =
                has(Fault::StaleRead) || has(Fault::StaleElsewhere) || has(Fault::DeleteHereOnly);
            let record = if cached { seen.get(&id).cloned().or(fresh) } else { fresh };
            let Some((dict, until, revision)) = record else { return Ok(None) };
            if cached {
                seen.insert(id.clone(), (dict.clone(), until, revision));
            }
            if until <= now && !has(Fault::NeverExpires) {
                if !has(Fault::ResurrectsTheExpired) {
                    shared.remove(&id);
                }
                return Ok(None);
            }
            if has(Fault::CallsItNew) {
                let mut new = Session::new();
                for (key, value) in dict.iter() {
                    new.insert_value(key.as_str().unwrap_or_default().to_owned(), value.clone());
                }
                return loaded(new, revision);
            }
            loaded(Session::from_dict(dict), revision)
        })
    }

    fn create<'a>(
        &'a self,
        id: &'a SessionId,
        session: &'a Session,
        now: SystemTime,
        lifetime: Duration,
    ) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(async move {
            let id = key(id);
            let before = self.shared.lock().unwrap().get(&id).cloned();
            self.write(id.clone(), session, now + lifetime).await?;
            let Some((old, _, revision)) = before else { return Ok(()) };
            let mut shared = self.shared.lock().unwrap();
            if let Some(record) = shared.get_mut(&id) {
                if has(Fault::CreateMixes) {
                    let new = std::mem::replace(&mut record.0, old);
                    record.0.extend(new);
                }
                if has(Fault::CreateKeepsTheRevision) {
                    record.2 = revision;
                }
            }
            Ok(())
        })
    }

    fn update<'a>(
        &'a self,
        id: &'a SessionId,
        session: &'a Session,
        revision: &'a Revision,
        now: SystemTime,
        lifetime: Duration,
    ) -> BoxFuture<'a, Result<Updated, StoreError>> {
        Box::pin(async move {
            let id = key(id);
            let found = self.shared.lock().unwrap().get(&id).cloned();
            match found {
                None if !has(Fault::Resurrects) => return Ok(Updated::Gone),
                Some((_, until, _)) if until <= now && !has(Fault::ResurrectsTheExpired) => {
                    return Ok(Updated::Gone);
                }
                Some((.., found)) if found.to_be_bytes() != *revision.as_bytes() => {
                    if has(Fault::LosesUpdatesOnConflict) {
                        return Ok(Updated::Kept);
                    }
                    if !has(Fault::NoConflicts) && !has(Fault::MixesTwoWriters) {
                        return Ok(Updated::Conflict);
                    }
                }
                _ => {}
            }
            if has(Fault::ComparesThenWrites) {
                yielded().await;
            }
            self.write(id, session, now + lifetime).await?;
            Ok(Updated::Kept)
        })
    }

    fn delete<'a>(&'a self, id: &'a SessionId) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(async move {
            let id = key(id);
            self.seen.lock().unwrap().remove(&id);
            let mut shared = self.shared.lock().unwrap();
            if has(Fault::DeletesWhatBeginsWithIt) {
                shared.retain(|other, _| !other.starts_with(&id));
            }
            if has(Fault::DeleteOfNothingFails) && !shared.contains_key(&id) {
                return Err("there is none".into());
            }
            if !has(Fault::LostDelete) {
                shared.remove(&id);
            }
            Ok(())
        })
    }
}
