//! Counting against a model that keeps every attempt, and asks of every stretch of time whether it has too many.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use std::time::{Duration, SystemTime};

use handstamp_authorizer::throttle::{Admission, Counted, Limit, MemoryThrottle, Throttle};
use proptest::prelude::*;
use support::block_on;

const VALUES: [&str; 3] = ["ada", "grace", "192.0.2.1"];

#[derive(Debug, Clone)]
enum Act {
    /// For these things.
    Take([bool; 3]),
    GiveBack([bool; 3]),
    /// Milliseconds.
    Wait(u64),
    /// For as long as the last refusal said.
    WaitAsTold,
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        6 => any::<[bool; 3]>().prop_map(Act::Take),
        2 => any::<[bool; 3]>().prop_map(Act::GiveBack),
        2 => prop_oneof![0..3_u64, 0..3_000_u64, Just(1_000), 0..60_000_u64].prop_map(Act::Wait),
        1 => Just(Act::WaitAsTold),
    ]
}

/// The attempts at one thing, by their milliseconds.
#[derive(Default)]
struct Attempts(Vec<u64>);

impl Attempts {
    /// How many milliseconds until one more is allowed: until no stretch of time, from any attempt to then, has more
    /// of them than the burst and one for each interval in it.
    fn wait(&self, burst: u64, interval: u64, now: u64) -> u64 {
        let since = self.0.iter().enumerate();
        let waits = since.map(|(nth, from)| {
            let count = (self.0.len() - nth + 1) as u64;
            (from + count.saturating_sub(burst) * interval).saturating_sub(now)
        });
        waits.max().unwrap_or(0)
    }
}

fn at(milliseconds: u64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_millis(milliseconds)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn is_what_the_model_says(
        limits in any::<[(prop::sample::Index, prop::sample::Index); 3]>(),
        acts in prop::collection::vec(act(), 0..80),
    ) {
        let throttle = MemoryThrottle::new(0);
        let limits = limits.map(|(burst, interval)| (*burst.get(&[1, 2, 3, 7]), *interval.get(&[0, 1, 1_000, 7_001])));
        let things: [_; 3] = std::array::from_fn(|nth| {
            let limit = Limit::new(limits[nth].0, Duration::from_millis(limits[nth].1));
            Counted { kind: "thing", value: VALUES[nth], limit }
        });
        let mut model: [Attempts; 3] = Default::default();
        let (mut now, mut told) = (1_795_316_842_000, 0);
        for act in acts {
            match act {
                Act::Wait(milliseconds) => now += milliseconds,
                Act::WaitAsTold => now += told,
                Act::Take(chosen) => {
                    let chosen: Vec<_> = (0..3).filter(|nth| chosen[*nth]).collect();
                    let counted: Vec<_> = chosen.iter().map(|nth| things[*nth]).collect();
                    let said = block_on(throttle.take(&counted, at(now))).unwrap();
                    let waits = chosen.iter().map(|nth| {
                        let (burst, interval) = limits[*nth];
                        model[*nth].wait(burst.into(), interval, now)
                    });
                    told = waits.max().unwrap_or(0);
                    if told > 0 {
                        prop_assert_eq!(said, Admission::Wait(Duration::from_millis(told)));
                    } else {
                        prop_assert_eq!(said, Admission::Pass);
                        chosen.iter().for_each(|nth| model[*nth].0.push(now));
                    }
                }
                Act::GiveBack(chosen) => {
                    for nth in (0..3).filter(|nth| chosen[*nth]) {
                        block_on(throttle.give_back(&[things[nth]], at(now))).unwrap();
                        model[nth].0.pop();
                    }
                }
            }
        }
    }

    /// With a clock that goes as it likes: nobody waits longer than an interval, who waits as told passes, and what is
    /// locked is locked however far back it goes.
    #[test]
    fn any_clock_is_borne(
        burst in 1..5_u32,
        acts in prop::collection::vec((0..100_000_u64, any::<bool>()), 1..60),
        back in 0..1_000_000_u64,
    ) {
        let throttle = MemoryThrottle::new(0);
        let interval = Duration::from_secs(10);
        let thing = Counted { kind: "thing", value: "ada", limit: Limit::new(burst, interval) };
        let take = |now| block_on(throttle.take(&[thing], at(now))).unwrap();
        let mut latest = 0;
        for (now, give_back) in acts {
            let now = 10_000_000 + now;
            latest = now;
            if let Admission::Wait(wait) = take(now) {
                prop_assert!(wait <= interval && !wait.is_zero());
                let later = now + u64::try_from(wait.as_millis()).unwrap();
                prop_assert_ne!(take(later - 1), Admission::Pass);
                prop_assert_eq!(take(later), Admission::Pass);
                latest = later;
            }
            if give_back {
                block_on(throttle.give_back(&[thing], at(latest))).unwrap();
            }
        }
        let passed = (0..=burst).take_while(|_| take(latest) == Admission::Pass).count();
        prop_assert!(passed <= burst as usize);
        prop_assert_ne!(take(latest - back), Admission::Pass);
    }
}
