//! Attempts of one process, in memory.

use std::fmt;
use std::hash::{BuildHasher, RandomState};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use crate::maybe_future::{BoxError, MaybeFuture};
use crate::throttle::pace::{Pace, duration, nanos};
use crate::throttle::table::{Key, Table};
use crate::throttle::{Admission, Counted, Throttle};

/// Attempts of one process, in memory: for a service that runs once, and for tests. A restart forgets them.
///
/// **How it counts.** By the generic cell rate algorithm (ITU-T I.371): of each thing one time is kept, at which
/// all its attempts will be made up for. An attempt moves it on by one interval, and passes if it is then at most
/// `burst` intervals away.
///
/// **Memory** is taken once, in [`new`](Self::new): 64 bytes for each thing, and never more. A thing whose time is
/// over leaves its place. Neither names nor addresses are kept, only their hashes.
///
/// **When there are more things than room.** A thing has one of the 16 places of a set. When all are taken, a
/// new thing replaces the one with the fewest attempts to be made up for; of several, the one that is done
/// first. So guesses at ever new names replace each other, and not a name that is locked. For *n* attempts at one
/// name to be forgotten early, the 15 other things of its set must have *n* or more each, and one more must come.
/// Sets are chosen by a secret hash, so that nobody can aim at one: it takes *n* times `capacity` attempts at other
/// names on average, and rarely less than half of that; and about `capacity` in each interval after that, to keep it
/// so. Make the capacity larger than the number of attempts that all addresses together have in an interval.
///
/// **Collisions.** Things are told apart by 128 bits of SipHash under a key that is random in each process. No hash
/// is ever shown, so that collisions cannot be looked for elsewhere; among *n* things that are kept, a new one
/// meets another's hash with a chance of *n* in 2¹²⁸. It would share that one's count.
///
/// **Limits** are a part of what is counted: one name with two limits is two things, each with its own.
///
/// **The clock** may go back: what is locked stays locked, and at most for as long as its limit says.
/// When it jumps ahead, what would have been over by then is over.
///
/// **Cost.** One lock around all of it, which a `take` of a name and an address holds for about a microsecond (40 with a
/// name of 16 kB). Nothing is allocated.
pub struct MemoryThrottle {
    hashing: RandomState,
    table: Mutex<Table>,
}

impl MemoryThrottle {
    /// Counts up to this many things, rounded up to the next multiple of 16. An attempt counts for two, as a rule: a
    /// name and an address. 10,000 take 640 kB.
    #[must_use]
    pub fn new(capacity: usize) -> Self {
        Self { hashing: RandomState::new(), table: Mutex::new(Table::new(capacity)) }
    }

    fn table(&self) -> MutexGuard<'_, Table> {
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Two hashes of two different inputs under one secret key.
    fn key(&self, thing: &Counted<'_>) -> Key {
        [0_u8, 1].map(|half| self.hashing.hash_one((half, thing)))
    }

    /// What has a limit, with its hash.
    fn limited(&self, counted: &[Counted<'_>]) -> impl Iterator<Item = (Key, Pace)> {
        counted.iter().filter_map(|thing| Some((self.key(thing), Pace::of(thing.limit)?)))
    }
}

impl Throttle for MemoryThrottle {
    fn take(
        &self,
        counted: &[Counted<'_>],
        now: SystemTime,
    ) -> MaybeFuture<Result<Admission, BoxError>> {
        let now = nanos(now);
        let mut table = self.table();
        let waits =
            self.limited(counted).map(|(key, pace)| pace.wait(table.done_at(key, now), now));
        let longest = waits.max().unwrap_or(0);
        if longest > 0 {
            return MaybeFuture::Ready(Ok(Admission::Wait(duration(longest))));
        }
        for (key, pace) in self.limited(counted) {
            table.count(key, pace, now);
        }
        MaybeFuture::Ready(Ok(Admission::Pass))
    }

    fn give_back(
        &self,
        counted: &[Counted<'_>],
        now: SystemTime,
    ) -> MaybeFuture<Result<(), BoxError>> {
        let now = nanos(now);
        let mut table = self.table();
        for (key, _) in self.limited(counted) {
            table.give_back(key, now);
        }
        MaybeFuture::Ready(Ok(()))
    }
}

/// Shows how much there is room for, and nothing of what is counted.
impl fmt::Debug for MemoryThrottle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let capacity = self.table().capacity();
        f.debug_struct("MemoryThrottle").field("capacity", &capacity).finish_non_exhaustive()
    }
}
