//! `MemoryStore` held against a model of what it must keep.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use std::collections::HashMap;
use std::time::{Duration, SystemTime};

use handstamp_session::{
    MemoryLimits, MemoryStore, MemoryStoreError, Revision, Session, SessionId, Store, StoreError,
    Updated,
};
use proptest::prelude::*;
use support::{block_on, now};

fn id(nth: u8) -> SessionId {
    SessionId::from_random(&[nth; 32])
}

/// A session of this many bytes of JSON, ten at least.
fn session(bytes: usize) -> Session {
    Session::from_dict([("v", "x".repeat(bytes - 8))].into_iter().collect())
}

fn load(store: &MemoryStore, nth: u8, now: SystemTime) -> Option<(Session, Revision)> {
    let loaded = block_on(store.load(&id(nth), now)).unwrap();
    loaded.map(|loaded| (loaded.session, loaded.revision))
}

fn is_full(error: &StoreError) -> bool {
    matches!(error.downcast_ref(), Some(MemoryStoreError::Full))
}

#[test]
fn a_clone_shares_the_sessions() {
    let (store, hour) = (MemoryStore::new(MemoryLimits::default()), Duration::from_secs(3_600));
    let clone = store.clone();
    block_on(store.create(&id(1), &session(20), now(), hour)).unwrap();
    assert!(load(&clone, 1, now()).is_some());
    block_on(clone.delete(&id(1))).unwrap();
    assert!(load(&store, 1, now()).is_none());
}

/// A create in place of a session that is there.
#[test]
fn a_full_store_keeps_the_session_that_a_create_would_have_replaced() {
    let limits = MemoryLimits::default().with_bytes(100);
    let (store, hour) = (MemoryStore::new(limits), Duration::from_secs(3_600));
    block_on(store.create(&id(1), &session(90), now(), hour)).unwrap();
    let error = block_on(store.create(&id(1), &session(101), now(), hour)).unwrap_err();
    assert!(is_full(&error));
    assert_eq!(load(&store, 1, now()).unwrap().0.as_dict(), session(90).as_dict());
    block_on(store.create(&id(1), &session(100), now(), hour)).unwrap();
}

#[test]
fn a_session_that_is_too_large_is_an_error_of_its_own() {
    let (store, hour) = (MemoryStore::new(MemoryLimits::default()), Duration::from_secs(3_600));
    block_on(store.create(&id(1), &session(1024 * 1024), now(), hour)).unwrap();
    let error = block_on(store.create(&id(2), &session(1024 * 1024 + 1), now(), hour)).unwrap_err();
    assert!(matches!(error.downcast_ref(), Some(MemoryStoreError::Write(_))), "{error}");
}

#[test]
fn debug_shows_neither_ids_nor_sessions() {
    let (store, hour) = (MemoryStore::new(MemoryLimits::default()), Duration::from_secs(3_600));
    let session = Session::from_dict([("secret-key", "secret-value")].into_iter().collect());
    block_on(store.create(&id(1), &session, now(), hour)).unwrap();
    let shown = format!("{store:?}");
    assert!(!shown.contains("secret") && !shown.contains(id(1).as_str()), "{shown}");
}

#[derive(Debug, Clone)]
enum Act {
    Create { id: u8, bytes: usize, seconds: u64 },
    Update { id: u8, bytes: usize, seconds: u64, stale: bool },
    Delete { id: u8 },
    Pass { seconds: u64 },
}

fn act() -> impl Strategy<Value = Act> {
    let (id, bytes, seconds) = (0..6_u8, 10..60_usize, 1..40_u64);
    prop_oneof![
        (id.clone(), bytes.clone(), seconds.clone()).prop_map(|(id, bytes, seconds)| Act::Create {
            id,
            bytes,
            seconds
        }),
        (id.clone(), bytes, seconds, prop::bool::weighted(0.2))
            .prop_map(|(id, bytes, seconds, stale)| Act::Update { id, bytes, seconds, stale }),
        id.prop_map(|id| Act::Delete { id }),
        (1..20_u64).prop_map(|seconds| Act::Pass { seconds }),
    ]
}

/// What a store must keep: of each id the bytes, and when they end.
#[derive(Default)]
struct Model(HashMap<u8, (usize, SystemTime)>);

const SESSIONS: usize = 4;
const BYTES: usize = 120;

impl Model {
    /// Whether there is room beside all others that have not expired, or, as long as nobody needs their room, have.
    fn put(&mut self, id: u8, bytes: usize, until: SystemTime, now: SystemTime) -> bool {
        let fits = |kept: &HashMap<u8, (usize, SystemTime)>| {
            let others = kept.iter().filter(|(other, _)| **other != id);
            let (count, sum) =
                others.fold((1, bytes), |(count, sum), (_, (bytes, _))| (count + 1, sum + bytes));
            count <= SESSIONS && sum <= BYTES
        };
        if !fits(&self.0) {
            self.0.retain(|_, (_, until)| *until > now);
        }
        let fits = fits(&self.0);
        if fits {
            self.0.insert(id, (bytes, until));
        }
        fits
    }

    fn live(&self, id: u8, now: SystemTime) -> Option<usize> {
        self.0.get(&id).filter(|(_, until)| *until > now).map(|(bytes, _)| *bytes)
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..Default::default() })]

    /// Bytes are counted right after any number of writes: it is full when the model is, and not before.
    #[test]
    fn it_does_what_a_model_does(acts in prop::collection::vec(act(), 1..120)) {
        let limits = MemoryLimits::default().with_sessions(SESSIONS).with_bytes(BYTES);
        let (store, mut model, mut now) = (MemoryStore::new(limits), Model::default(), now());
        for act in acts {
            match act {
                Act::Create { id: nth, bytes, seconds } => {
                    let lifetime = Duration::from_secs(seconds);
                    let created = block_on(store.create(&id(nth), &session(bytes), now, lifetime));
                    prop_assert_eq!(created.is_ok(), model.put(nth, bytes, now + lifetime, now));
                }
                Act::Update { id: nth, bytes, seconds, stale } => {
                    let (lifetime, loaded) = (Duration::from_secs(seconds), load(&store, nth, now));
                    let revision = loaded.filter(|_| !stale).map(|(_, revision)| revision);
                    let revision = revision.unwrap_or(Revision::new([0xff; 16]));
                    let (id, session) = (id(nth), session(bytes));
                    let answer = block_on(store.update(&id, &session, &revision, now, lifetime));
                    match model.live(nth, now) {
                        None => prop_assert_eq!(answer.unwrap(), Updated::Gone),
                        Some(_) if stale => prop_assert_eq!(answer.unwrap(), Updated::Conflict),
                        Some(_) => {
                            let kept = model.put(nth, bytes, now + lifetime, now);
                            let expected = if kept { Ok(Updated::Kept) } else { Err(true) };
                            prop_assert_eq!(answer.map_err(|error| is_full(&error)), expected);
                        }
                    }
                }
                Act::Delete { id: nth } => {
                    block_on(store.delete(&id(nth))).unwrap();
                    model.0.remove(&nth);
                }
                Act::Pass { seconds } => now += Duration::from_secs(seconds),
            }
            for nth in 0..6 {
                let kept = load(&store, nth, now).map(|(session, _)| session.text().unwrap().len());
                prop_assert_eq!(kept, model.live(nth, now), "session {}", nth);
            }
        }
    }
}
