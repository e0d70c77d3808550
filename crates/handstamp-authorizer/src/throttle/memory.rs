//! Counters of one process, in a table of fixed size.

use std::fmt;
use std::hash::{BuildHasher, RandomState};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::maybe_future::{BoxError, MaybeFuture};
use crate::throttle::{Admission, Counted, Limit, Throttle};

/// How many counters share a place. One of them is given up where another is wanted and all are in use.
const WAYS: usize = 8;

/// Counters of one process, in a table of fixed size: 32 bytes for each, whatever names are tried.
///
/// A counter is one moment: when all attempts that were made will have been allowed again (the generic cell rate
/// algorithm). Where there is no place for a new one, the counter that has the least left to wait is given up. A name
/// with no attempt left has the most to wait, so that guesses at many other names do not free it, as long as there are fewer
/// than eight such names in its place of the table. Which names share a place is decided by random keys of the process.
/// Names are not kept, only their hashes of 128 bits.
///
/// Limits of one thing that differ from call to call hold each for its own call; a smaller one forgets what the larger one had
/// counted beyond it.
pub struct MemoryThrottle {
    table: Mutex<Box<[Counter]>>,
    keys: [RandomState; 2],
}

#[derive(Clone, Copy, Default)]
struct Counter {
    hash: [u64; 2],
    /// In nanoseconds since 1970. One that is over counts for nothing.
    free_at: u128,
}

impl MemoryThrottle {
    /// With room for this many counters, at least eight. An attempt to log in takes two: for the name and for the
    /// address.
    #[must_use]
    pub fn new(counters: usize) -> Self {
        let counters = counters.max(WAYS).div_ceil(WAYS).saturating_mul(WAYS);
        let table = vec![Counter::default(); counters].into_boxed_slice();
        Self { table: Mutex::new(table), keys: [RandomState::new(), RandomState::new()] }
    }

    fn table(&self) -> MutexGuard<'_, Box<[Counter]>> {
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn hash(&self, counted: &Counted<'_>) -> [u64; 2] {
        let thing = (counted.kind, counted.value);
        [&self.keys[0], &self.keys[1]].map(|key| key.hash_one(thing))
    }
}

/// The counters that share the place of this hash.
fn place(table: &mut [Counter], hash: [u64; 2]) -> &mut [Counter] {
    let places = u64::try_from(table.len() / WAYS).unwrap_or(u64::MAX).max(1);
    let [_, second] = hash;
    let at = usize::try_from(second % places).unwrap_or_default().saturating_mul(WAYS);
    table.get_mut(at..).and_then(|rest| rest.get_mut(..WAYS)).unwrap_or_default()
}

fn nanoseconds(at: SystemTime) -> u128 {
    at.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_nanos())
}

/// How much later than now the moment may be at most, before an attempt.
fn slack(limit: Limit) -> u128 {
    limit.interval().as_nanos().saturating_mul(u128::from(limit.burst().saturating_sub(1)))
}

/// The counter's moment, as far as it is one: not before now, and no later than the limit can make it, also where the
/// clock was set back.
fn free_at(place: &[Counter], hash: [u64; 2], limit: Limit, now: u128) -> u128 {
    let kept = place.iter().find(|counter| counter.hash == hash && counter.free_at > now);
    let latest = now.saturating_add(slack(limit)).saturating_add(limit.interval().as_nanos());
    kept.map_or(now, |counter| counter.free_at.min(latest))
}

/// A moment that the limit cannot make is one of a clock that was set back: without this, the counter would be full until
/// the clock is there again.
fn correct(place: &mut [Counter], hash: [u64; 2], free_at: u128) {
    if let Some(counter) = place.iter_mut().find(|counter| counter.hash == hash) {
        counter.free_at = counter.free_at.min(free_at);
    }
}

fn keep(place: &mut [Counter], hash: [u64; 2], free_at: u128, now: u128) {
    // Its own place, or else that of the counter which has the least left.
    let least = |counter: &&mut Counter| match counter.hash == hash {
        true => (false, 0),
        false => (true, counter.free_at.saturating_sub(now)),
    };
    if let Some(counter) = place.iter_mut().min_by_key(least) {
        *counter = Counter { hash, free_at };
    }
}

impl Throttle for MemoryThrottle {
    fn take(
        &self,
        counted: &[Counted<'_>],
        now: SystemTime,
    ) -> MaybeFuture<Result<Admission, BoxError>> {
        let now = nanoseconds(now);
        let mut table = self.table();
        let mut wait = 0;
        for one in counted {
            let hash = self.hash(one);
            let place = place(&mut table, hash);
            let free_at = free_at(place, hash, one.limit, now);
            correct(place, hash, free_at);
            let earliest = free_at.saturating_sub(slack(one.limit));
            wait = wait.max(earliest.saturating_sub(now));
        }
        if wait > 0 {
            let wait = u64::try_from(wait).unwrap_or(u64::MAX);
            return MaybeFuture::Ready(Ok(Admission::Wait(Duration::from_nanos(wait))));
        }
        for one in counted {
            let hash = self.hash(one);
            let place = place(&mut table, hash);
            let free_at = free_at(place, hash, one.limit, now);
            keep(place, hash, free_at.saturating_add(one.limit.interval().as_nanos()), now);
        }
        MaybeFuture::Ready(Ok(Admission::Pass))
    }

    fn give_back(
        &self,
        counted: &[Counted<'_>],
        now: SystemTime,
    ) -> MaybeFuture<Result<(), BoxError>> {
        let now = nanoseconds(now);
        let mut table = self.table();
        for one in counted {
            let hash = self.hash(one);
            let interval = one.limit.interval().as_nanos();
            let mut kept = place(&mut table, hash).iter_mut();
            if let Some(counter) = kept.find(|counter| counter.hash == hash) {
                counter.free_at = counter.free_at.saturating_sub(interval).max(now);
            }
        }
        MaybeFuture::Ready(Ok(()))
    }
}

impl fmt::Debug for MemoryThrottle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemoryThrottle").field("counters", &self.table().len()).finish()
    }
}
