//! A map in memory, with one fault.

use std::cell::Cell;
use std::collections::HashMap;
use std::sync::Mutex;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use handstamp_authorizer::throttle::{Admission, Counted, Throttle};
use handstamp_authorizer::{BoxError, MaybeFuture};

/// One fault.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Fault {
    OneTooMany,
    NeverAgain,
    SaysTooLittle,
    CountsRefused,
    GivesNothingBack,
    GivesBackMore,
    AddsUp,
    FoldsCase,
    MixesKinds,
    CutsValues,
    CountsTheFirst,
    CountsUpToTheRefusal,
    TrustsTheClock,
    ForgetsTheOldest,
    NothingIsNoLimit,
    Overflows,
}

thread_local! {
    pub(crate) static FAULT: Cell<Option<Fault>> = const { Cell::new(None) };
}

fn has(fault: Fault) -> bool {
    FAULT.get() == Some(fault)
}

/// By kind and value: the moment when all attempts will have been allowed again, in nanoseconds.
#[derive(Default)]
pub(crate) struct Map(Mutex<HashMap<String, i128>>);

fn key(one: &Counted<'_>) -> String {
    let value = match () {
        () if has(Fault::FoldsCase) => one.value.to_lowercase(),
        () if has(Fault::CutsValues) => one.value.chars().take_while(|c| *c != '\0').collect(),
        () => one.value.to_owned(),
    };
    if has(Fault::MixesKinds) {
        format!("{}{value}", one.kind)
    } else {
        format!("{}|{value}", one.kind)
    }
}

fn nanoseconds(span: Duration) -> i128 {
    i128::try_from(span.as_nanos()).unwrap_or(i128::MAX)
}

struct Reckoned {
    key: String,
    free_at: i128,
    interval: i128,
    wait: i128,
}

fn reckon(map: &HashMap<String, i128>, one: &Counted<'_>, now: i128) -> Reckoned {
    let interval = match nanoseconds(one.limit.interval()) {
        0 if has(Fault::NothingIsNoLimit) => 1_000_000_000,
        interval => interval,
    };
    let burst = i128::from(one.limit.burst()) + i128::from(has(Fault::OneTooMany));
    let slack = match has(Fault::Overflows) {
        true => interval.wrapping_mul(burst - 1).rem_euclid(1 << 60),
        false => interval.saturating_mul(burst - 1),
    };
    let key = key(one);
    let kept = map.get(&key).copied().unwrap_or(i128::MIN);
    let latest = match has(Fault::TrustsTheClock) {
        true => i128::MAX,
        false => now.saturating_add(slack).saturating_add(interval),
    };
    let has_credit = has(Fault::AddsUp) || has(Fault::GivesBackMore);
    let earliest = if has_credit && kept > i128::MIN { kept } else { now };
    let free_at = match has(Fault::NeverAgain) && kept > i128::MIN {
        true => kept.max(now + slack.min(interval * 2)),
        false => kept.max(earliest).min(latest),
    };
    let wait = free_at.saturating_sub(slack).saturating_sub(now).max(0);
    let wait = match has(Fault::Overflows) && one.limit.interval() == Duration::MAX {
        true => 0,
        false => wait,
    };
    Reckoned { key, free_at, interval, wait }
}

impl Throttle for Map {
    fn take(
        &self,
        counted: &[Counted<'_>],
        now: SystemTime,
    ) -> MaybeFuture<Result<Admission, BoxError>> {
        let now = nanoseconds(now.duration_since(UNIX_EPOCH).unwrap_or_default());
        let Ok(mut map) = self.0.lock() else { return MaybeFuture::Ready(Err("poisoned".into())) };
        if has(Fault::ForgetsTheOldest) && map.len() > 20_000 {
            map.clear();
        }
        let reckoned: Vec<_> = counted.iter().map(|one| reckon(&map, one, now)).collect();
        for one in &reckoned {
            if let Some(kept) = map.get_mut(&one.key) {
                *kept = one.free_at.min(*kept);
            }
        }
        let wait = reckoned.iter().map(|one| one.wait).max().unwrap_or_default();
        let passes = wait == 0;
        for (nth, one) in reckoned.into_iter().enumerate() {
            let refused_here = one.wait > 0;
            let counts = passes
                || has(Fault::CountsRefused)
                || has(Fault::CountsUpToTheRefusal) && !refused_here;
            if counts && !(nth > 0 && has(Fault::CountsTheFirst)) {
                map.insert(one.key, one.free_at.saturating_add(one.interval));
            }
        }
        let wait = if has(Fault::SaysTooLittle) { wait / 2 } else { wait };
        let wait = Duration::from_nanos(u64::try_from(wait).unwrap_or(u64::MAX));
        MaybeFuture::Ready(Ok(if passes { Admission::Pass } else { Admission::Wait(wait) }))
    }

    fn give_back(
        &self,
        counted: &[Counted<'_>],
        now: SystemTime,
    ) -> MaybeFuture<Result<(), BoxError>> {
        let now = nanoseconds(now.duration_since(UNIX_EPOCH).unwrap_or_default());
        let Ok(mut map) = self.0.lock() else { return MaybeFuture::Ready(Err("poisoned".into())) };
        for one in counted {
            let interval = nanoseconds(one.limit.interval());
            if let Some(free_at) = map.get_mut(&key(one)).filter(|_| !has(Fault::GivesNothingBack))
            {
                let given = free_at.saturating_sub(interval);
                *free_at = if has(Fault::GivesBackMore) { given } else { given.max(now) };
            }
        }
        MaybeFuture::Ready(Ok(()))
    }
}
