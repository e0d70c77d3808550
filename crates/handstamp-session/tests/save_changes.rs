//! `save_changes` and what it lays over what others have written.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use std::collections::BTreeMap;
use std::future::ready;
use std::sync::Mutex;
use std::task::{Context, Poll, Waker};
use std::time::{Duration, SystemTime};

use handstamp_session::{
    BoxFuture, Loaded, MemoryLimits, MemoryStore, Revision, Session, SessionId, Store, StoreError,
    Updated, save_changes,
};
use handstamp_value::{Dict, Value};
use proptest::prelude::*;
use support::{block_on, now};

const HOUR: Duration = Duration::from_secs(3_600);

fn id() -> SessionId {
    SessionId::from_random(&[7; 32])
}

fn session(pairs: &[(&str, i64)]) -> Session {
    Session::from_dict(pairs.iter().copied().collect())
}

/// A store whose updates end as they are told, and which counts.
#[derive(Default)]
struct Scripted {
    /// How many updates meet a conflict.
    conflicts: usize,
    /// What is left of the session then; `None` once it was deleted.
    theirs: Option<Session>,
    loads: Mutex<usize>,
    updates: Mutex<Vec<(Dict, Revision)>>,
    last: Option<Updated>,
    fails: bool,
}

impl Store for Scripted {
    fn load<'a>(
        &'a self,
        _: &'a SessionId,
        _: SystemTime,
    ) -> BoxFuture<'a, Result<Option<Loaded>, StoreError>> {
        let mut loads = self.loads.lock().unwrap();
        *loads += 1;
        let revision = Revision::new([u8::try_from(*loads % 256).unwrap(); 16]);
        let loaded = self.theirs.clone().map(|session| Loaded { session, revision });
        Box::pin(ready(if self.fails { Err("down".into()) } else { Ok(loaded) }))
    }

    fn create<'a>(
        &'a self,
        _: &'a SessionId,
        _: &'a Session,
        _: SystemTime,
        _: Duration,
    ) -> BoxFuture<'a, Result<(), StoreError>> {
        panic!("nothing is created")
    }

    fn update<'a>(
        &'a self,
        _: &'a SessionId,
        session: &'a Session,
        revision: &'a Revision,
        _: SystemTime,
        _: Duration,
    ) -> BoxFuture<'a, Result<Updated, StoreError>> {
        let mut updates = self.updates.lock().unwrap();
        updates.push((session.as_dict().clone(), *revision));
        let conflict = updates.len() <= self.conflicts;
        let end = self.last.unwrap_or(Updated::Kept);
        Box::pin(ready(Ok(if conflict { Updated::Conflict } else { end })))
    }

    fn delete<'a>(&'a self, _: &'a SessionId) -> BoxFuture<'a, Result<(), StoreError>> {
        panic!("nothing is deleted")
    }
}

fn save(store: &Scripted, session: &Session) -> Result<Updated, StoreError> {
    block_on(save_changes(store, &id(), session, &Revision::new([0; 16]), now(), HOUR))
}

fn changed() -> Session {
    let mut ours = session(&[("a", 1), ("gone", 1)]);
    ours.insert_value("b", 2);
    ours.remove("gone");
    ours
}

#[test]
fn without_a_conflict_nothing_is_loaded() {
    for last in [Updated::Kept, Updated::Gone] {
        let store = Scripted { last: Some(last), ..Scripted::default() };
        assert_eq!(save(&store, &changed()).unwrap(), last);
        assert_eq!((*store.loads.lock().unwrap(), store.updates.lock().unwrap().len()), (0, 1));
    }
}

#[test]
fn after_a_conflict_only_what_was_changed_is_laid_over_what_is_there() {
    let theirs = session(&[("a", 5), ("gone", 5), ("c", 5)]);
    let store = Scripted { conflicts: 2, theirs: Some(theirs), ..Scripted::default() };
    assert_eq!(save(&store, &changed()).unwrap(), Updated::Kept);
    let updates = store.updates.lock().unwrap();
    let merged = session(&[("a", 5), ("c", 5), ("b", 2)]).into_dict();
    assert_eq!(updates.len(), 3);
    assert_eq!(updates[0].0, session(&[("a", 1), ("b", 2)]).into_dict());
    assert_eq!((&updates[1].0, &updates[2].0), (&merged, &merged));
    let revisions: Vec<_> = updates.iter().map(|(_, revision)| revision.as_bytes()[0]).collect();
    assert_eq!(revisions, [0, 1, 2], "each time of the state that was loaded last");
}

#[test]
fn what_was_deleted_meanwhile_stays_deleted() {
    let store = Scripted { conflicts: 1, theirs: None, ..Scripted::default() };
    assert_eq!(save(&store, &changed()).unwrap(), Updated::Gone);
    assert_eq!(store.updates.lock().unwrap().len(), 1);
}

#[test]
fn it_gives_up_after_a_hundred_conflicts() {
    let of = |conflicts| Scripted { conflicts, theirs: Some(session(&[])), ..Scripted::default() };
    let last_moment = of(99);
    assert_eq!(save(&last_moment, &changed()).unwrap(), Updated::Kept);
    let contended = of(usize::MAX);
    let error = save(&contended, &changed()).unwrap_err();
    assert!(error.to_string().contains("100 attempts"), "{error}");
    assert_eq!(contended.updates.lock().unwrap().len(), 100);
}

#[test]
fn what_the_store_says_is_the_error() {
    let store =
        Scripted { conflicts: 1, theirs: Some(session(&[])), fails: true, ..Scripted::default() };
    assert_eq!(save(&store, &changed()).unwrap_err().to_string(), "down");
}

/// A memory store that others get a turn of before each answer.
struct InTurns(MemoryStore);

async fn turn() {
    let mut polled = false;
    let turn = |_: &mut Context<'_>| match std::mem::replace(&mut polled, true) {
        true => Poll::Ready(()),
        false => Poll::Pending,
    };
    std::future::poll_fn(turn).await;
}

impl Store for InTurns {
    fn load<'a>(
        &'a self,
        id: &'a SessionId,
        now: SystemTime,
    ) -> BoxFuture<'a, Result<Option<Loaded>, StoreError>> {
        Box::pin(async move {
            turn().await;
            self.0.load(id, now).await
        })
    }

    fn create<'a>(
        &'a self,
        id: &'a SessionId,
        session: &'a Session,
        now: SystemTime,
        lifetime: Duration,
    ) -> BoxFuture<'a, Result<(), StoreError>> {
        self.0.create(id, session, now, lifetime)
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
            turn().await;
            self.0.update(id, session, revision, now, lifetime).await
        })
    }

    fn delete<'a>(&'a self, id: &'a SessionId) -> BoxFuture<'a, Result<(), StoreError>> {
        self.0.delete(id)
    }
}

#[test]
fn fifty_who_save_at_once_lose_nothing() {
    let store = InTurns(MemoryStore::new(MemoryLimits::default()));
    block_on(store.create(&id(), &session(&[("begun", 1)]), now(), HOUR)).unwrap();
    let id = id();
    let sessions: Vec<_> = (0..50)
        .map(|nth| {
            let Loaded { mut session, revision } =
                block_on(store.load(&id, now())).unwrap().unwrap();
            session.insert_value(format!("key-{nth}"), nth);
            (session, revision)
        })
        .collect();
    let mut saving: Vec<_> = sessions
        .iter()
        .map(|(session, revision)| {
            Box::pin(save_changes(&store, &id, session, revision, now(), HOUR))
        })
        .collect();
    let mut cx = Context::from_waker(Waker::noop());
    while !saving.is_empty() {
        saving.retain_mut(|one| match one.as_mut().poll(&mut cx) {
            Poll::Ready(updated) => {
                assert_eq!(updated.unwrap(), Updated::Kept);
                false
            }
            Poll::Pending => true,
        });
    }
    let loaded = block_on(store.load(&id, now())).unwrap().unwrap().session;
    assert_eq!(loaded.as_dict().len(), 51);
}

#[derive(Debug, Clone)]
enum Act {
    Put(u8, i64),
    Take(u8),
    Clear,
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        5 => (0..5_u8, any::<i64>()).prop_map(|(key, value)| Act::Put(key, value)),
        4 => (0..5_u8).prop_map(Act::Take),
        1 => Just(Act::Clear),
    ]
}

fn state() -> impl Strategy<Value = BTreeMap<u8, i64>> {
    prop::collection::btree_map(0..5_u8, any::<i64>(), 0..5)
}

fn dict(state: &BTreeMap<u8, i64>) -> Dict {
    state.iter().map(|(key, value)| (format!("k{key}"), Value::from(*value))).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..Default::default() })]

    /// Laid over, it is what comes of doing the same to the other state.
    #[test]
    fn changes_are_laid_over(begun in state(), other in state(), acts in prop::collection::vec(act(), 0..12)) {
        let (mut ours, mut expected) = (Session::from_dict(dict(&begun)), other.clone());
        for act in &acts {
            match act {
                Act::Put(key, value) => {
                    ours.insert_value(format!("k{key}"), *value);
                    expected.insert(*key, *value);
                }
                // What was not there was not taken out.
                Act::Take(key) => {
                    if ours.remove(&format!("k{key}")).is_some() {
                        expected.remove(key);
                    }
                }
                Act::Clear => {
                    ours.clear();
                    expected.clear();
                }
            }
        }
        let laid = ours.laid_over(Session::from_dict(dict(&other)));
        let sorted = |session: &Session| -> BTreeMap<String, i64> {
            session.iter().map(|(key, value)| (format!("{key:?}"), value.as_i64().unwrap())).collect()
        };
        prop_assert_eq!(sorted(&laid), sorted(&Session::from_dict(dict(&expected))));
        // Over the state that it began with, it is itself.
        let over_begun = ours.laid_over(Session::from_dict(dict(&begun)));
        prop_assert_eq!(sorted(&over_begun), sorted(&ours));
    }
}
