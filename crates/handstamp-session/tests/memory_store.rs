//! Sessions in memory: limits, expiry, revisions, and laying the changes of two requests over one another.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use handstamp_session::{
    Loaded, MemoryLimits, MemoryStore, MemoryStoreError, Revision, Session, SessionId, Store,
    StoreError, Updated, save_changes,
};
use handstamp_value::Value;

const HOUR: Duration = Duration::from_secs(3_600);

fn now() -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(1_700_000_000)
}

/// A store in memory answers at once.
fn at_once<T>(future: impl Future<Output = T>) -> T {
    let answer = pin!(future).as_mut().poll(&mut Context::from_waker(Waker::noop()));
    let Poll::Ready(answer) = answer else { panic!("waits") };
    answer
}

fn id(number: u8) -> SessionId {
    SessionId::from_random(&[number; 32])
}

/// A session of `{"a":"…"}`: 8 bytes of JSON and the text.
fn of_bytes(bytes: usize) -> Session {
    let mut session = Session::new();
    session.insert_value("a", "x".repeat(bytes - 8));
    session
}

fn store(limits: MemoryLimits) -> MemoryStore {
    MemoryStore::new(limits)
}

fn create(store: &MemoryStore, number: u8, session: &Session) -> Result<(), StoreError> {
    at_once(store.create(&id(number), session, now(), HOUR))
}

fn load_at(store: &MemoryStore, number: u8, at: SystemTime) -> Option<Loaded> {
    at_once(store.load(&id(number), at)).unwrap()
}

fn load(store: &MemoryStore, number: u8) -> Option<Loaded> {
    load_at(store, number, now())
}

fn update(
    store: &MemoryStore,
    number: u8,
    session: &Session,
    loaded: &Loaded,
) -> Result<Updated, StoreError> {
    at_once(store.update(&id(number), session, &loaded.revision, now(), HOUR))
}

fn save(store: &MemoryStore, session: &Session, revision: &Revision) -> Updated {
    at_once(save_changes(store, &id(1), session, revision, now(), HOUR)).unwrap()
}

fn is_full<T: std::fmt::Debug>(answer: Result<T, StoreError>) -> bool {
    let error = answer.unwrap_err();
    matches!(error.downcast_ref(), Some(MemoryStoreError::Full))
}

#[test]
fn what_is_kept_comes_back_until_it_ends() {
    let store = MemoryStore::new(MemoryLimits::default());
    let mut session = of_bytes(20);
    session.insert_value("b", Value::Bytes(vec![1, 2]));
    create(&store, 1, &session).unwrap();
    let loaded = load(&store, 1).unwrap().session;
    assert_eq!(loaded.as_dict(), session.as_dict());
    assert!(!loaded.is_changed() && !loaded.is_new());
    assert!(load(&store, 2).is_none());
    assert!(load_at(&store, 1, now() + HOUR - Duration::from_secs(1)).is_some());
    assert!(load_at(&store, 1, now() + HOUR).is_none());
    assert!(load(&store.clone(), 1).is_some(), "a clone shares the sessions");
    at_once(store.delete(&id(1))).unwrap();
    at_once(store.delete(&id(1))).unwrap();
    assert!(load(&store, 1).is_none());
}

#[test]
fn a_live_session_is_not_dropped_for_a_new_one() {
    let store = store(MemoryLimits::default().with_sessions(2));
    create(&store, 1, &of_bytes(10)).unwrap();
    create(&store, 2, &of_bytes(10)).unwrap();
    assert!(is_full(create(&store, 3, &of_bytes(10))));
    assert!(load(&store, 1).is_some() && load(&store, 2).is_some());
    at_once(store.delete(&id(1))).unwrap();
    create(&store, 3, &of_bytes(10)).unwrap();
}

#[test]
fn what_has_ended_makes_room() {
    for limits in
        [MemoryLimits::default().with_sessions(2), MemoryLimits::default().with_bytes(200)]
    {
        let store = store(limits);
        create(&store, 1, &of_bytes(100)).unwrap();
        at_once(store.create(&id(2), &of_bytes(100), now(), 2 * HOUR)).unwrap();
        assert!(is_full(create(&store, 3, &of_bytes(100))));
        let later = now() + HOUR;
        at_once(store.create(&id(3), &of_bytes(100), later, HOUR)).unwrap();
        assert!(load_at(&store, 1, later).is_none());
        assert!(load_at(&store, 2, later).is_some() && load_at(&store, 3, later).is_some());
    }
}

#[test]
fn bytes_are_counted_through_many_updates() {
    let store = store(MemoryLimits::default().with_bytes(1_000));
    create(&store, 1, &of_bytes(400)).unwrap();
    create(&store, 2, &of_bytes(100)).unwrap();
    for round in 0..1_000 {
        let loaded = load(&store, 1).unwrap();
        let size = if round % 2 == 0 { 900 } else { 100 };
        assert_eq!(update(&store, 1, &of_bytes(size), &loaded).unwrap(), Updated::Kept);
    }
    for _ in 0..1_000 {
        create(&store, 1, &of_bytes(400)).unwrap();
    }
    // 500 bytes are used, to the byte.
    assert!(is_full(create(&store, 3, &of_bytes(501))));
    create(&store, 3, &of_bytes(500)).unwrap();
    let loaded = load(&store, 1).unwrap();
    assert!(is_full(update(&store, 1, &of_bytes(401), &loaded)));
    assert_eq!(load(&store, 1).unwrap().session.as_dict(), of_bytes(400).as_dict(), "as it was");
    assert_eq!(update(&store, 1, &of_bytes(399), &loaded).unwrap(), Updated::Kept);
}

/// A session that is written over is not counted beside itself.
#[test]
fn a_full_store_can_be_updated() {
    let store = store(MemoryLimits::default().with_sessions(1).with_bytes(100));
    create(&store, 1, &of_bytes(100)).unwrap();
    let loaded = load(&store, 1).unwrap();
    assert_eq!(update(&store, 1, &of_bytes(100), &loaded).unwrap(), Updated::Kept);
}

#[test]
fn an_update_holds_for_the_state_that_was_loaded() {
    let store = store(MemoryLimits::default());
    create(&store, 1, &of_bytes(10)).unwrap();
    let (first, second) = (load(&store, 1).unwrap(), load(&store, 1).unwrap());
    assert_eq!(first.revision, second.revision);
    assert_eq!(update(&store, 1, &of_bytes(20), &first).unwrap(), Updated::Kept);
    assert_eq!(update(&store, 1, &of_bytes(30), &second).unwrap(), Updated::Conflict);
    assert_eq!(load(&store, 1).unwrap().session.as_dict(), of_bytes(20).as_dict());
    // The same content written again is another state still.
    let third = load(&store, 1).unwrap();
    assert_eq!(update(&store, 1, &of_bytes(20), &third).unwrap(), Updated::Kept);
    assert_eq!(update(&store, 1, &of_bytes(30), &third).unwrap(), Updated::Conflict);

    let last = load(&store, 1).unwrap();
    at_once(store.delete(&id(1))).unwrap();
    assert_eq!(update(&store, 1, &of_bytes(30), &last).unwrap(), Updated::Gone);
    assert!(load(&store, 1).is_none());
    create(&store, 1, &of_bytes(10)).unwrap();
    assert_eq!(update(&store, 1, &of_bytes(30), &last).unwrap(), Updated::Conflict);
    let over = at_once(store.update(&id(1), &of_bytes(30), &last.revision, now() + HOUR, HOUR));
    assert_eq!(over.unwrap(), Updated::Gone);
}

#[test]
fn changes_of_two_requests_are_laid_over_one_another() {
    let store = store(MemoryLimits::default());
    let mut session = Session::new();
    for key in ["kept", "removed", "both"] {
        session.insert_value(key, 0);
    }
    create(&store, 1, &session).unwrap();
    let (mut first, mut second) = (load(&store, 1).unwrap(), load(&store, 1).unwrap());
    first.session.insert_value("first", 1);
    first.session.insert_value("both", 1);
    second.session.insert_value("second", 2);
    second.session.insert_value("both", 2);
    second.session.remove("removed");
    for loaded in [first, second] {
        let Loaded { session, revision } = loaded;
        assert_eq!(save(&store, &session, &revision), Updated::Kept);
    }
    let found = load(&store, 1).unwrap().session;
    let value = |key| found.get(key).cloned();
    assert_eq!((value("kept"), value("removed")), (Some(0.into()), None));
    assert_eq!((value("first"), value("second")), (Some(1.into()), Some(2.into())));
    assert_eq!(value("both"), Some(2.into()), "the last counts");

    let mut cleared = load(&store, 1).unwrap();
    let mut late = load(&store, 1).unwrap();
    late.session.insert_value("late", 3);
    cleared.session.clear();
    cleared.session.insert_value("new", 4);
    for Loaded { session, revision } in [late, cleared] {
        assert_eq!(save(&store, &session, &revision), Updated::Kept);
    }
    let found = load(&store, 1).unwrap().session;
    assert_eq!((found.as_dict().len(), found.get("new").cloned()), (1, Some(4.into())));
}

#[test]
fn a_late_save_does_not_bring_a_deleted_session_back() {
    let store = store(MemoryLimits::default());
    create(&store, 1, &of_bytes(10)).unwrap();
    let Loaded { mut session, revision } = load(&store, 1).unwrap();
    session.insert_value("b", 1);
    at_once(store.delete(&id(1))).unwrap();
    assert_eq!(save(&store, &session, &revision), Updated::Gone);
    assert!(load(&store, 1).is_none());
}

#[test]
fn a_lifetime_that_no_clock_holds_is_over_at_once() {
    let store = store(MemoryLimits::default());
    at_once(store.create(&id(1), &of_bytes(10), now(), Duration::MAX)).unwrap();
    assert!(load(&store, 1).is_none());
}
