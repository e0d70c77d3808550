//! Revocations of one process, in memory.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::identity::authentication::Authentication;
use crate::identity::login_id::LoginId;
use crate::maybe_future::{BoxError, MaybeFuture};
use crate::revocation::{CLOCK_SKEW, Revocation};

/// Revocations of one process, in memory: for a service that runs once, and for tests. A restart forgets
/// them; a login from before it can be revoked again.
///
/// Bounded: what has expired is dropped when room is needed, and when there is none left a revocation
/// fails with [`Full`]. One that was acknowledged is never dropped before its time.
#[derive(Debug)]
pub struct MemoryRevocation {
    capacity: usize,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    logins: HashMap<LoginId, SystemTime>,
    users: HashMap<Box<str>, Cutoff>,
    /// The highest generation of a user who was dropped: a login may remember it still.
    dropped_generation: u64,
}

#[derive(Debug)]
struct Cutoff {
    /// Logins that remember a smaller one are over.
    generation: u64,
    /// Logins that remember none, and are not later than this, are over.
    at: SystemTime,
    until: SystemTime,
}

/// There is no room for another revocation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no room for another revocation: {capacity} are kept already; raise the capacity")]
pub struct Full {
    capacity: usize,
}

impl MemoryRevocation {
    /// Keeps up to this many revocations: ended logins and users together.
    #[must_use]
    pub fn new(capacity: usize) -> Self {
        Self { capacity, state: Mutex::default() }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn make_room(&self, state: &mut State, now: SystemTime) -> Result<(), BoxError> {
        if state.len() >= self.capacity {
            state.logins.retain(|_, until| *until > now);
            let (users, dropped) = (&mut state.users, &mut state.dropped_generation);
            users.retain(|_, cutoff| {
                let kept = cutoff.until > now;
                if !kept {
                    *dropped = cutoff.generation.max(*dropped);
                }
                kept
            });
        }
        if state.len() >= self.capacity {
            return Err(Full { capacity: self.capacity }.into());
        }
        Ok(())
    }
}

impl State {
    fn len(&self) -> usize {
        self.logins.len() + self.users.len()
    }

    /// The generation of a user of whom there is none: above all that were dropped, and all from before
    /// a restart, which began at the seconds of an earlier time.
    fn first_generation(&self, now: SystemTime) -> u64 {
        let seconds = now.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
        seconds.max(self.dropped_generation.saturating_add(1))
    }
}

impl Cutoff {
    fn ends(&self, login: &Authentication) -> bool {
        match (login.generation, login.auth_time) {
            (Some(generation), _) => generation < self.generation,
            (None, Some(at)) => at <= self.at,
            (None, None) => true,
        }
    }
}

impl Revocation for MemoryRevocation {
    fn is_revoked(
        &self,
        user_id: &str,
        login: &Authentication,
        _: SystemTime,
    ) -> MaybeFuture<Result<bool, BoxError>> {
        let state = self.state();
        let one = login.login_id.as_ref().is_some_and(|id| state.logins.contains_key(id));
        let all = state.users.get(user_id).is_some_and(|cutoff| cutoff.ends(login));
        MaybeFuture::Ready(Ok(one || all))
    }

    fn generation(&self, user_id: &str, _: SystemTime) -> MaybeFuture<Result<u64, BoxError>> {
        let generation = self.state().users.get(user_id).map_or(0, |cutoff| cutoff.generation);
        MaybeFuture::Ready(Ok(generation))
    }

    fn revoke_login(
        &self,
        login_id: &LoginId,
        now: SystemTime,
        until: SystemTime,
    ) -> MaybeFuture<Result<(), BoxError>> {
        let mut state = self.state();
        if let Some(kept) = state.logins.get_mut(login_id) {
            *kept = until.max(*kept);
            return MaybeFuture::Ready(Ok(()));
        }
        let room = self.make_room(&mut state, now);
        MaybeFuture::Ready(room.map(|()| {
            state.logins.insert(login_id.clone(), until);
        }))
    }

    fn revoke_user(
        &self,
        user_id: &str,
        now: SystemTime,
        until: SystemTime,
    ) -> MaybeFuture<Result<(), BoxError>> {
        let mut state = self.state();
        let at = now.checked_add(CLOCK_SKEW).unwrap_or(now);
        if let Some(cutoff) = state.users.get_mut(user_id) {
            cutoff.generation = cutoff.generation.saturating_add(1);
            cutoff.at = at.max(cutoff.at);
            cutoff.until = until.max(cutoff.until);
            return MaybeFuture::Ready(Ok(()));
        }
        let room = self.make_room(&mut state, now);
        MaybeFuture::Ready(room.map(|()| {
            let generation = state.first_generation(now);
            state.users.insert(user_id.into(), Cutoff { generation, at, until });
        }))
    }
}
