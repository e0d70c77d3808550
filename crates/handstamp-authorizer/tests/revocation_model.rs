//! Revocations against a model that keeps everything for ever and compares by the order of events.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use std::collections::HashMap;
use std::time::{Duration, SystemTime};

use handstamp_authorizer::revocation::{CLOCK_SKEW, MemoryRevocation, Revocation};
use handstamp_authorizer::{Authentication, LoginId};
use proptest::prelude::*;
use support::block_on;

/// How long every login lasts, in seconds.
const LIFE: u64 = 100;
const CAPACITY: usize = 3;

#[derive(Debug, Clone)]
enum Act {
    /// Of this user, with a record or without one.
    Login(usize, bool),
    RevokeUser(usize),
    /// One of the logins that were made.
    RevokeLogin(usize),
    Wait(u64),
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        3 => (0..3_usize, any::<bool>()).prop_map(|(user, record)| Act::Login(user, record)),
        2 => (0..3_usize).prop_map(Act::RevokeUser),
        2 => any::<usize>().prop_map(Act::RevokeLogin),
        2 => prop_oneof![0..3_u64, 0..60_u64, Just(LIFE)].prop_map(Act::Wait),
    ]
}

struct Made {
    user: usize,
    record: bool,
    at: u64,
    /// How many events were before it.
    nth: usize,
    login: Authentication,
}

#[derive(Default)]
struct Model {
    logins: Vec<Made>,
    /// Of each user: when, and after how many events. Only what was acknowledged.
    users: HashMap<usize, Vec<(u64, usize)>>,
    revoked: HashMap<usize, u64>,
}

impl Model {
    /// Revocations that are still needed.
    fn live(&self, now: u64) -> usize {
        let last = |all: &Vec<(u64, usize)>| all.iter().map(|(at, _)| at + LIFE).max();
        let users = self.users.values().filter(|all| last(all) > Some(now)).count();
        users + self.revoked.values().filter(|at| **at + LIFE > now).count()
    }

    fn user_is_live(&self, user: usize, now: u64) -> bool {
        self.users.get(&user).is_some_and(|all| all.iter().any(|(at, _)| at + LIFE > now))
    }

    /// What must be said of a login that has not expired; `None` where both are right.
    fn is_revoked(&self, nth: usize) -> Option<bool> {
        let made = &self.logins[nth];
        if self.revoked.contains_key(&nth) {
            return Some(true);
        }
        let all = self.users.get(&made.user).map_or(&[][..], Vec::as_slice);
        if made.record {
            return Some(all.iter().any(|(_, then)| *then > made.nth));
        }
        let skew = CLOCK_SKEW.as_secs();
        match all.iter().map(|(at, _)| *at).max() {
            Some(last) if made.at < last => Some(true),
            // In the same second, or within the skew: refused while the revocation is kept.
            Some(last) if made.at <= last + skew && made.at + LIFE <= last + LIFE => Some(true),
            Some(last) if made.at <= last + skew => None,
            _ => Some(false),
        }
    }
}

fn at(seconds: u64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn is_what_the_model_says(start in prop_oneof![Just(0_u64), Just(1_700_000_000)], acts in proptest::collection::vec(act(), 0..60)) {
        let (revocation, mut model) = (MemoryRevocation::new(CAPACITY), Model::default());
        let mut now = start;
        for (event, act) in acts.into_iter().enumerate() {
            match act {
                Act::Wait(seconds) => now += seconds,
                Act::Login(user, record) => {
                    let name = user.to_string();
                    let generation = block_on(revocation.generation(&name, at(now))).unwrap();
                    let login = Authentication::cookie().with_auth_time(at(now));
                    let login = if record {
                        let id = LoginId::new(&model.logins.len().to_string());
                        login.with_login_id(id).with_generation(generation)
                    } else {
                        login
                    };
                    model.logins.push(Made { user, record, at: now, nth: event, login });
                }
                Act::RevokeUser(user) => {
                    let fits = model.user_is_live(user, now) || model.live(now) < CAPACITY;
                    let name = user.to_string();
                    let done = block_on(revocation.revoke_user(&name, at(now), at(now + LIFE)));
                    prop_assert_eq!(done.is_ok(), fits, "full exactly where there is no room");
                    if fits {
                        model.users.entry(user).or_default().push((now, event));
                    }
                }
                Act::RevokeLogin(which) => {
                    let ids: Vec<_> =
                        (0..model.logins.len()).filter(|nth| model.logins[*nth].record).collect();
                    if ids.is_empty() {
                        continue;
                    }
                    let nth = ids[which % ids.len()];
                    let kept = model.revoked.get(&nth).is_some_and(|at| at + LIFE > now);
                    let fits = kept || model.live(now) < CAPACITY;
                    let id = LoginId::new(&nth.to_string()).unwrap();
                    let done = block_on(revocation.revoke_login(&id, at(now), at(now + LIFE)));
                    prop_assert_eq!(done.is_ok(), fits, "full exactly where there is no room");
                    if fits {
                        model.revoked.insert(nth, now);
                    }
                }
            }
            for (nth, made) in model.logins.iter().enumerate() {
                if made.at + LIFE <= now {
                    continue; // it has expired by itself: nobody asks
                }
                let user = made.user.to_string();
                let said = block_on(revocation.is_revoked(&user, &made.login, at(now))).unwrap();
                if let Some(expected) = model.is_revoked(nth) {
                    prop_assert_eq!(said, expected, "login {} at {}", nth, now);
                }
            }
        }
    }
}
