//! The throttle in memory: what the suite of `handstamp-conformance` cannot ask.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use handstamp_authorizer::MaybeFuture;
use handstamp_authorizer::throttle::{Admission, Counted, Limit, MemoryThrottle, Throttle};
use proptest::prelude::*;

const LIMIT: Limit = Limit::new(3, Duration::from_secs(10));

fn at(seconds: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(1_800_000_000 + seconds)
}

fn name(value: &str) -> Counted<'_> {
    Counted { kind: "name", value, limit: LIMIT }
}

fn take(throttle: &MemoryThrottle, counted: &[Counted<'_>], seconds: u64) -> Admission {
    match throttle.take(counted, at(seconds)) {
        MaybeFuture::Ready(taken) => taken.unwrap(),
        MaybeFuture::Future(_) => panic!("it answers at once"),
    }
}

#[test]
fn a_million_random_names_leave_memory_flat() {
    let throttle = MemoryThrottle::new(10_000);
    let names: Vec<_> = (0..1000).map(|one| format!("name {one}")).collect();
    let used = allocation_counter::measure(|| {
        for round in 0..1000 {
            for one in &names {
                let _ = take(&throttle, &[Counted { value: one, ..name("") }], round);
            }
        }
    });
    assert_eq!((used.count_total, used.bytes_current), (0, 0), "{used:?}");
}

/// As long as fewer names than eight of one place have no attempt left: stated in the documentation.
#[test]
fn guesses_at_others_do_not_free_a_locked_name() {
    let throttle = MemoryThrottle::new(8);
    for _ in 0..3 {
        assert_eq!(take(&throttle, &[name("ada")], 0), Admission::Pass);
    }
    for one in 0..1000 {
        let _ = take(&throttle, &[name(&format!("name {one}"))], 0);
    }
    assert!(matches!(take(&throttle, &[name("ada")], 0), Admission::Wait(_)));
}

#[test]
fn guesses_at_the_same_moment_do_not_all_pass() {
    let throttle = Arc::new(MemoryThrottle::new(100));
    let threads: Vec<_> = (0..8)
        .map(|_| {
            let throttle = Arc::clone(&throttle);
            std::thread::spawn(move || {
                let passes = |_: &u32| take(&throttle, &[name("ada")], 0) == Admission::Pass;
                (0..100).filter(passes).count()
            })
        })
        .collect();
    let passed: usize = threads.into_iter().map(|thread| thread.join().unwrap()).sum();
    assert_eq!(passed, 3);
}

#[test]
fn no_name_is_shown() {
    let throttle = MemoryThrottle::new(1);
    assert_eq!(take(&throttle, &[name("ada")], 0), Admission::Pass);
    assert_eq!(format!("{throttle:?}"), "MemoryThrottle { counters: 8 }");
}

proptest! {
    /// Against a list of all attempts: a bucket that has three, and gets one each ten seconds.
    #[test]
    fn it_counts_as_a_bucket_does(steps in proptest::collection::vec((0_u64..15, any::<bool>()), 1..60)) {
        let throttle = MemoryThrottle::new(8);
        let (mut now, mut filled, mut since) = (0_u64, 3_000_u64, 0_u64);
        for (later, gives_back) in steps {
            now += later;
            filled = (filled + (now - since) * 100).min(3_000);
            since = now;
            let passes = filled >= 1_000;
            let said = take(&throttle, &[name("ada")], now);
            prop_assert_eq!(said == Admission::Pass, passes, "after {} s", now);
            if passes {
                filled -= 1_000;
                if gives_back {
                    filled += 1_000;
                    let MaybeFuture::Ready(given) = throttle.give_back(&[name("ada")], at(now)) else {
                        panic!("it answers at once")
                    };
                    prop_assert!(given.is_ok());
                }
            }
        }
    }
}
