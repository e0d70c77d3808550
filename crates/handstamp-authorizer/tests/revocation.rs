//! Ending logins before they expire, in memory.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use std::time::{Duration, SystemTime};

use handstamp_authorizer::revocation::{CLOCK_SKEW, Full, MemoryRevocation, Revocation};
use handstamp_authorizer::{Authentication, BoxError, LoginId, MaybeFuture};
use support::block_on;

fn at(seconds: u64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000 + seconds)
}

fn id(text: &str) -> LoginId {
    LoginId::new(text).unwrap()
}

/// Asked at a time, and each answer is there at once.
struct Asked(MemoryRevocation);

impl Asked {
    fn new(capacity: usize) -> Self {
        Self(MemoryRevocation::new(capacity))
    }

    fn ready<T>(answer: MaybeFuture<T>) -> T {
        assert!(matches!(answer, MaybeFuture::Ready(_)), "nothing in memory is waited for");
        block_on(answer)
    }

    fn is_revoked(&self, user: &str, login: &Authentication, now: u64) -> bool {
        Self::ready(self.0.is_revoked(user, login, at(now))).unwrap()
    }

    fn revoke_login(&self, login: &str, now: u64, until: u64) -> Result<(), BoxError> {
        Self::ready(self.0.revoke_login(&id(login), at(now), at(until)))
    }

    fn revoke_user(&self, user: &str, now: u64, until: u64) -> Result<(), BoxError> {
        Self::ready(self.0.revoke_user(user, at(now), at(until)))
    }

    /// A login with a record, made now.
    fn login(&self, user: &str, login: &str, now: u64) -> Authentication {
        let generation = Self::ready(self.0.generation(user, at(now))).unwrap();
        let login = Authentication::cookie().with_login_id(id(login)).with_auth_time(at(now));
        login.with_generation(generation)
    }
}

/// A login without a record, as a Python app makes it.
fn python(auth_time: u64) -> Authentication {
    Authentication::cookie().with_auth_time(at(auth_time))
}

#[test]
fn nothing_is_revoked_by_itself() {
    let asked = Asked::new(10);
    assert_eq!(block_on(asked.0.generation("ada", at(0))).unwrap(), 0);
    let login = asked.login("ada", "l1", 0);
    assert!(!asked.is_revoked("ada", &login, 0));
    assert!(!asked.is_revoked("ada", &python(0), 0));
    assert!(!asked.is_revoked("ada", &Authentication::cookie(), 0));
}

#[test]
fn one_login_by_its_id() {
    let asked = Asked::new(10);
    let [one, two] = ["l1", "l2"].map(|login| asked.login("ada", login, 0));
    asked.revoke_login("l1", 1, 100).unwrap();
    assert!(asked.is_revoked("ada", &one, 1));
    assert!(!asked.is_revoked("ada", &two, 1), "the user's other logins stay");
    assert!(!asked.is_revoked("ada", &python(0), 1));
    assert_eq!(block_on(asked.0.generation("ada", at(1))).unwrap(), 0);
}

#[test]
fn all_logins_of_one_user() {
    let asked = Asked::new(10);
    let [one, two] = ["l1", "l2"].map(|login| asked.login("ada", login, 0));
    let other = asked.login("bob", "l3", 0);
    asked.revoke_user("ada", 1, 100).unwrap();
    assert!(asked.is_revoked("ada", &one, 1) && asked.is_revoked("ada", &two, 1));
    assert!(!asked.is_revoked("bob", &other, 1));
    assert!(!asked.is_revoked("bob", &python(0), 1));
    let new = asked.login("ada", "l4", 1);
    assert!(!asked.is_revoked("ada", &new, 1), "within the same second");
}

/// The generation tells what whole seconds cannot.
#[test]
fn two_log_outs_and_a_login_within_one_second() {
    let asked = Asked::new(10);
    let first = asked.login("ada", "l1", 5);
    asked.revoke_user("ada", 5, 100).unwrap();
    let second = asked.login("ada", "l2", 5);
    asked.revoke_user("ada", 5, 100).unwrap();
    let third = asked.login("ada", "l3", 5);
    for (login, revoked) in [(&first, true), (&second, true), (&third, false)] {
        for now in [5, 6, 50] {
            assert_eq!(asked.is_revoked("ada", login, now), revoked, "{login:?}");
        }
    }
}

/// A login that remembers no generation is judged by its time, and the clocks of two machines differ.
#[test]
fn a_login_without_a_record_is_judged_by_its_time() {
    let asked = Asked::new(10);
    asked.revoke_user("ada", 100, 1_000).unwrap();
    let skew = CLOCK_SKEW.as_secs();
    assert_eq!(skew, 30);
    for (auth_time, revoked) in [
        (0, true),
        (99, true),
        (100, true),
        (100 + skew, true),
        (100 + skew + 1, false),
        (500, false),
    ] {
        assert_eq!(asked.is_revoked("ada", &python(auth_time), 600), revoked, "{auth_time}");
    }
    assert!(asked.is_revoked("ada", &Authentication::cookie(), 600), "nobody knows when");
    let named = Authentication::cookie().with_login_id(id("l1"));
    assert!(asked.is_revoked("ada", &named, 600), "an id alone says no time");
    // A later log-out moves the cut-off; an earlier one, by a clock that went back, does not.
    asked.revoke_user("ada", 200, 1_000).unwrap();
    assert!(asked.is_revoked("ada", &python(200), 600));
    asked.revoke_user("ada", 50, 1_000).unwrap();
    assert!(asked.is_revoked("ada", &python(200), 600));
}

/// The generation counts, whatever the time says.
#[test]
fn a_record_is_not_judged_by_its_time() {
    let asked = Asked::new(10);
    let early = asked.login("ada", "l1", 0).with_auth_time(at(900));
    asked.revoke_user("ada", 100, 1_000).unwrap();
    assert!(asked.is_revoked("ada", &early, 600));
    let late = asked.login("ada", "l2", 100).with_auth_time(at(0));
    assert!(!asked.is_revoked("ada", &late, 600));
    let timeless = asked.login("ada", "l3", 100).with_auth_time(None);
    assert!(!asked.is_revoked("ada", &timeless, 600));
}

#[test]
fn what_is_full_says_so_and_keeps_what_it_has() {
    let asked = Asked::new(2);
    asked.revoke_login("l1", 0, 100).unwrap();
    asked.revoke_user("ada", 0, 100).unwrap();
    for full in [asked.revoke_login("l2", 1, 100), asked.revoke_user("bob", 1, 100)] {
        let error = full.unwrap_err();
        assert!(error.is::<Full>());
        assert!(error.to_string().contains("2 are kept already; raise the capacity"), "{error}");
    }
    // What is kept already can be revoked once more, and for longer.
    asked.revoke_login("l1", 1, 200).unwrap();
    asked.revoke_user("ada", 1, 200).unwrap();
    let revoked = Authentication::cookie().with_login_id(id("l1"));
    assert!(asked.is_revoked("eve", &revoked, 2));
    assert!(asked.is_revoked("ada", &python(0), 2));
    assert!(asked.revoke_login("l2", 150, 300).is_err(), "the first `until` is not the last word");
    assert!(Asked::new(0).revoke_login("l1", 0, 100).is_err());
}

#[test]
fn what_has_expired_makes_room() {
    let asked = Asked::new(2);
    asked.revoke_login("l1", 0, 100).unwrap();
    asked.revoke_user("ada", 0, 50).unwrap();
    assert!(asked.revoke_login("l2", 49, 500).is_err());
    asked.revoke_login("l2", 50, 500).unwrap();
    assert!(asked.revoke_login("l3", 99, 500).is_err());
    asked.revoke_login("l3", 100, 500).unwrap();
    for kept in ["l2", "l3"] {
        let login = Authentication::cookie().with_login_id(id(kept));
        assert!(asked.is_revoked("ada", &login, 100));
    }
}

/// An earlier `until` of a second call shortens nothing.
#[test]
fn an_acknowledged_one_is_never_dropped_before_its_time() {
    let asked = Asked::new(1);
    asked.revoke_login("l1", 0, 100).unwrap();
    asked.revoke_login("l1", 1, 2).unwrap();
    assert!(asked.revoke_login("l2", 50, 100).is_err());
    let asked = Asked::new(1);
    asked.revoke_user("ada", 0, 100).unwrap();
    asked.revoke_user("ada", 1, 2).unwrap();
    assert!(asked.revoke_user("bob", 50, 100).is_err());
}

/// A user's record was dropped when room was needed. A login that was made under it still remembers its
/// generation, and the next "log out everywhere" must end it.
#[test]
fn no_generation_is_given_twice() {
    let asked = Asked::new(1);
    asked.revoke_user("ada", 0, 10).unwrap();
    let login = asked.login("ada", "l1", 5);
    assert!(!asked.is_revoked("ada", &login, 5));
    asked.revoke_login("other", 11, 12).unwrap();
    asked.revoke_user("ada", 13, 30).unwrap();
    assert!(asked.is_revoked("ada", &login, 13));
    let new = asked.login("ada", "l2", 13);
    assert!(!asked.is_revoked("ada", &new, 13));
}

/// A restart forgets what was revoked. What is revoked after it is revoked.
#[test]
fn a_login_from_before_a_restart_can_be_revoked() {
    let before = Asked::new(10);
    for now in [0, 1, 2] {
        before.revoke_user("ada", now, 100).unwrap();
    }
    let login = before.login("ada", "l1", 3);
    let after = Asked::new(10);
    assert!(!after.is_revoked("ada", &login, 10));
    after.revoke_user("ada", 10, 100).unwrap();
    assert!(after.is_revoked("ada", &login, 10));
}
