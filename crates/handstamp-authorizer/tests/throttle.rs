//! What [`MemoryThrottle`] does besides what `handstamp-conformance` asks of every throttle: its memory, and what it
//! forgets when there are more things than room.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use std::time::{Duration, SystemTime};

use allocation_counter::measure;
use handstamp_authorizer::throttle::{Admission, Counted, Limit, MemoryThrottle, Throttle};
use support::block_on;

const MINUTE: Duration = Duration::from_secs(60);
const FIVE: Limit = Limit::new(5, MINUTE);

fn now() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_795_316_842)
}

fn name(value: &str) -> Counted<'_> {
    Counted { kind: "name", value, limit: FIVE }
}

fn take(throttle: &MemoryThrottle, counted: &[Counted<'_>], now: SystemTime) -> Admission {
    block_on(throttle.take(counted, now)).unwrap()
}

fn passes(throttle: &MemoryThrottle, thing: Counted<'_>, now: SystemTime) -> usize {
    (0..1_000).take_while(|_| take(throttle, &[thing], now) == Admission::Pass).count()
}

fn set(throttle: &MemoryThrottle, things: impl IntoIterator<Item = String>, times: usize) {
    for thing in things {
        for _ in 0..times {
            assert_eq!(take(throttle, &[name(&thing)], now()), Admission::Pass);
        }
    }
}

fn names(kind: &'static str, count: usize) -> impl Iterator<Item = String> {
    (0..count).map(move |nth| format!("{kind}-{nth}"))
}

#[test]
fn a_million_names_leave_memory_flat_and_a_locked_name_locked() {
    let made = measure(|| drop(MemoryThrottle::new(10_000)));
    assert_eq!((made.count_total, made.bytes_total), (1, 640_000));
    let throttle = MemoryThrottle::new(10_000);
    assert_eq!(passes(&throttle, name("ada"), now()), 5);
    let mut text = String::with_capacity(32);
    let counted = measure(|| {
        for nth in 0..1_000_000 {
            use std::fmt::Write;
            text.clear();
            write!(text, "{nth}").unwrap();
            assert_eq!(take(&throttle, &[name(&text)], now()), Admission::Pass);
        }
    });
    assert_eq!(counted.count_total, 0);
    assert_eq!(take(&throttle, &[name("ada")], now()), Admission::Wait(MINUTE));
}

#[test]
fn nothing_is_allocated() {
    let throttle = MemoryThrottle::new(100);
    let address = Counted { kind: "address", value: "192.0.2.1", limit: Limit::new(1, MINUTE) };
    let counted = measure(|| {
        for _ in 0..3 {
            let passed = take(&throttle, &[name("ada"), address], now());
            assert_eq!(passed, Admission::Pass);
            let refused = take(&throttle, &[name("ada"), address], now());
            assert_eq!(refused, Admission::Wait(MINUTE));
            block_on(throttle.give_back(&[name("ada"), address], now())).unwrap();
        }
    });
    assert_eq!(counted.count_total, 0);
}

/// The bound that the documentation names, in a table of one set.
#[test]
fn a_full_set_forgets_what_has_the_fewest_attempts() {
    let throttle = MemoryThrottle::new(16);
    set(&throttle, ["ada".to_owned()], 3);
    set(&throttle, names("other", 14), 3);
    // There is one place for all of these.
    set(&throttle, names("random", 1_000), 1);
    assert_eq!(passes(&throttle, name("ada"), now()), 2, "three were remembered");

    let throttle = MemoryThrottle::new(16);
    set(&throttle, ["ada".to_owned()], 3);
    set(&throttle, names("other", 15), 4);
    set(&throttle, ["one more".to_owned()], 1);
    assert_eq!(passes(&throttle, name("ada"), now()), 5, "three were forgotten, as is documented");
}

/// A thing with a long interval does not outlive one with more attempts.
#[test]
fn attempts_count_and_not_how_long_their_interval_is() {
    let throttle = MemoryThrottle::new(16);
    set(&throttle, ["ada".to_owned()], 5);
    for address in names("192.0.2", 1_000) {
        let limit = Limit::new(100, 60 * MINUTE);
        let address = Counted { kind: "address", value: &address, limit };
        assert_eq!(take(&throttle, &[address], now()), Admission::Pass);
    }
    assert_eq!(take(&throttle, &[name("ada")], now()), Admission::Wait(MINUTE));
}

/// A part of an attempt counts as one: three of which a second is made up for are more than two.
#[test]
fn a_part_of_an_attempt_counts() {
    let throttle = MemoryThrottle::new(16);
    let ada = Counted { limit: Limit::new(3, Duration::from_secs(10)), ..name("ada") };
    assert_eq!(passes(&throttle, ada, now()), 3);
    let later = now() + Duration::from_secs(1);
    for thing in names("other", 100) {
        for _ in 0..2 {
            assert_eq!(take(&throttle, &[name(&thing)], later), Admission::Pass);
        }
    }
    assert_eq!(take(&throttle, &[ada], later), Admission::Wait(Duration::from_secs(9)));
}

/// Things are spread over all sets.
#[test]
fn there_is_room_for_many() {
    let throttle = MemoryThrottle::new(1_600);
    // Two in each of a hundred sets: that one of them gets seventeen happens once in a hundred million runs.
    set(&throttle, names("name", 200), 5);
    for thing in names("name", 200) {
        assert_eq!(take(&throttle, &[name(&thing)], now()), Admission::Wait(MINUTE));
    }
}

#[test]
fn time_goes_on_before_1970() {
    let throttle = MemoryThrottle::new(16);
    let then = SystemTime::UNIX_EPOCH - 10 * MINUTE;
    assert_eq!(passes(&throttle, name("ada"), then), 5);
    assert_eq!(passes(&throttle, name("ada"), then + 2 * MINUTE), 2);
    assert_eq!(passes(&throttle, name("ada"), then + 20 * MINUTE), 5);
}

/// Of several with as many attempts, the one that is done first is forgotten.
#[test]
fn a_day_for_one_attempt_outlives_names_with_one() {
    let throttle = MemoryThrottle::new(16);
    let mail = Counted { kind: "mail", value: "ada", limit: Limit::new(1, 24 * 60 * MINUTE) };
    assert_eq!(passes(&throttle, mail, now()), 1);
    set(&throttle, names("random", 1_000), 1);
    assert_eq!(passes(&throttle, mail, now()), 0);
}

/// What is over takes no room, though it is there still.
#[test]
fn a_thing_whose_time_is_over_is_replaced_first() {
    let throttle = MemoryThrottle::new(16);
    set(&throttle, names("earlier", 15), 5);
    let later = now() + 5 * MINUTE;
    assert_eq!(passes(&throttle, name("ada"), later), 5);
    for nth in 0..15 {
        assert_eq!(take(&throttle, &[name(&format!("new-{nth}"))], later), Admission::Pass);
    }
    for nth in 0..15 {
        let new = format!("new-{nth}");
        assert_eq!(passes(&throttle, name(&new), later), 4, "{new} was remembered");
    }
    assert_eq!(passes(&throttle, name("ada"), later), 0);
}

/// A clock that was ahead for a moment does not fill the table until then.
#[test]
fn what_was_counted_in_the_future_makes_room() {
    let throttle = MemoryThrottle::new(16);
    let ahead = now() + Duration::from_secs(1_000_000_000);
    for nth in 0..16 {
        assert_eq!(passes(&throttle, name(&format!("ahead-{nth}")), ahead), 5);
    }
    assert_eq!(take(&throttle, &[name("ahead-0")], now()), Admission::Wait(MINUTE));
    let later = now() + 5 * MINUTE;
    for thing in names("new", 16) {
        assert_eq!(take(&throttle, &[name(&thing)], later), Admission::Pass);
    }
    for thing in names("new", 16) {
        assert_eq!(passes(&throttle, name(&thing), later), 4, "{thing} was remembered");
    }
}

#[test]
fn two_limits_are_two_things() {
    let throttle = MemoryThrottle::new(100);
    let strict = Counted { limit: Limit::new(1, MINUTE), ..name("ada") };
    let slow = Counted { limit: Limit::new(5, 2 * MINUTE), ..name("ada") };
    assert_eq!(passes(&throttle, name("ada"), now()), 5);
    assert_eq!((passes(&throttle, strict, now()), passes(&throttle, slow, now())), (1, 5));
    assert_eq!(take(&throttle, &[name("ada")], now()), Admission::Wait(MINUTE));
}

#[test]
fn no_time_is_too_long() {
    let moments = [
        SystemTime::UNIX_EPOCH,
        SystemTime::UNIX_EPOCH - Duration::from_nanos(1),
        SystemTime::UNIX_EPOCH - Duration::from_secs(i64::MAX.unsigned_abs()),
        SystemTime::UNIX_EPOCH + Duration::new(i64::MAX.unsigned_abs(), 999_999_999),
        now(),
    ];
    let intervals = [Duration::from_nanos(1), MINUTE, Duration::MAX];
    for (interval, burst) in intervals.into_iter().flat_map(|i| [(i, 1), (i, 2), (i, u32::MAX)]) {
        let throttle = MemoryThrottle::new(0);
        let thing = Counted { limit: Limit::new(burst, interval), ..name("ada") };
        for moment in moments {
            for _ in 0..3 {
                if let Admission::Wait(wait) = take(&throttle, &[thing], moment) {
                    assert!(!wait.is_zero() && wait <= interval, "{wait:?} of {thing:?}");
                }
                block_on(throttle.give_back(&[thing], moment)).unwrap();
            }
            let rest = passes(&throttle, thing, moment);
            assert!(rest <= 2 || burst > 2, "{rest} passed");
        }
    }
    let throttle = MemoryThrottle::new(16);
    let for_ever = Counted { limit: Limit::new(u32::MAX, Duration::MAX), ..name("ada") };
    assert_eq!(passes(&throttle, for_ever, moments[3]), 1_000);
    let never = Counted { limit: Limit::new(2, Duration::MAX), ..name("ada") };
    assert_eq!(passes(&throttle, never, moments[2]), 2);
    assert_eq!(take(&throttle, &[never], moments[2]), Admission::Wait(Duration::MAX));
}

#[test]
fn debug_shows_the_capacity_and_nothing_else() {
    let shown = |capacity| {
        let throttle = MemoryThrottle::new(capacity);
        assert_eq!(passes(&throttle, name("ada"), now()), 5);
        format!("{throttle:?}")
    };
    assert_eq!(shown(0), "MemoryThrottle { capacity: 16, .. }");
    assert_eq!(shown(16), "MemoryThrottle { capacity: 16, .. }");
    assert_eq!(shown(17), "MemoryThrottle { capacity: 32, .. }");
}
