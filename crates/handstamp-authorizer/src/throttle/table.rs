//! A table of constant size: sets of places, and in each place what is kept of one thing.

use crate::throttle::pace::Pace;

/// The hash of what is counted. The first half chooses the set.
pub(super) type Key = [u64; 2];

/// How many places a set has.
const PLACES: usize = 16;

/// At least one set.
pub(super) struct Table(Box<[[Place; PLACES]]>);

/// 64 bytes.
#[derive(Clone, Copy)]
struct Place {
    key: Key,
    pace: Pace,
    /// When all attempts are made up for. From then on the place is free.
    done_at: i128,
}

const FREE: Place = Place { key: [0; 2], pace: Pace::NONE, done_at: i128::MIN };

impl Table {
    pub(super) fn new(capacity: usize) -> Self {
        Self(vec![[FREE; PLACES]; capacity.div_ceil(PLACES).max(1)].into_boxed_slice())
    }

    pub(super) fn capacity(&self) -> usize {
        self.0.as_flattened().len()
    }

    /// When all attempts at this are made up for: now or before it, if there are none.
    pub(super) fn done_at(&mut self, key: Key, now: i128) -> i128 {
        find(self.set(key, now), key).map_or(now, |place| place.done_at)
    }

    /// One attempt more.
    pub(super) fn count(&mut self, key: Key, pace: Pace, now: i128) {
        let set = self.set(key, now);
        if let Some(place) = find(set, key) {
            place.done_at = pace.after(place.done_at.max(now));
            return;
        }
        let attempts = |place: &Place| (place.pace.attempts(place.done_at, now), place.done_at);
        if let Some(place) = set.iter_mut().min_by_key(|place| attempts(place)) {
            *place = Place { key, pace, done_at: pace.after(now) };
        }
    }

    /// One attempt less, if there is one.
    pub(super) fn give_back(&mut self, key: Key, now: i128) {
        if let Some(place) = find(self.set(key, now), key) {
            place.done_at = place.pace.before(place.done_at);
        }
    }

    /// The set of this. If the clock went back, what is in it is brought back to what is possible by now.
    fn set(&mut self, key: Key, now: i128) -> &mut [Place; PLACES] {
        let nth = usize::try_from(key[0] % self.0.len() as u64).unwrap_or(0);
        #[expect(clippy::indexing_slicing, reason = "the remainder of a division by the length")]
        let set = &mut self.0[nth];
        for place in set.iter_mut() {
            place.done_at = place.pace.latest(now).min(place.done_at);
        }
        set
    }
}

fn find(set: &mut [Place; PLACES], key: Key) -> Option<&mut Place> {
    set.iter_mut().find(|place| place.key == key)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Pace, Table};
    use crate::throttle::Limit;

    #[test]
    fn both_halves_of_a_hash_count() {
        let pace = Pace::of(Limit::new(1, Duration::from_secs(1))).unwrap();
        let mut table = Table::new(16);
        table.count([1, 2], pace, 0);
        for other in [[1, 3], [3, 2], [2, 1]] {
            assert_eq!(table.done_at(other, 0), 0);
        }
        assert_eq!(table.done_at([1, 2], 0), 1_000_000_000);
    }
}
