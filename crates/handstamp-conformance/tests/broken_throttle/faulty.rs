//! A map in memory, with one fault.

use std::cell::Cell;
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::task::Poll;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use handstamp_authorizer::throttle::{Admission, Counted, Limit, Throttle};
use handstamp_authorizer::{BoxError, MaybeFuture};

/// One fault.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Fault {
    OneMore,
    OneLess,
    CountsByTheWindow,
    SavesUp,
    WaitTooShort,
    WaitTooLong,
    CountsRefused,
    ZeroLocks,
    FailsOnOverflow,
    FoldsCase,
    MixesKinds,
    JoinsWithColon,
    CutsAtNul,
    CutsLongNames,
    CountsHereOnly,
    LooksAtTheFirst,
    CountsUpToTheRefusal,
    FirstWait,
    RefusesWhatCountsForNothing,
    TakesThenGivesBack,
    KeepsGivenBack,
    ForgetsOnGiveBack,
    GivesTheFirstBack,
    GivesBackUnlimited,
    GivingBackNothingFails,
    GivesBackWhatBeginsWithIt,
    FreesWhenTheClockGoesBack,
    LocksUntilTheOldTime,
    ShortensOnlyTheAnswer,
    ChecksThenCounts,
    UnlocksInBetween,
    ForgetsTheOldest,
    KeepsEverything,
}

thread_local! {
    pub(crate) static FAULT: Cell<Option<Fault>> = const { Cell::new(None) };
}

/// How many things there is room for.
const ROOM: u64 = 200;

/// When all attempts at a thing are made up for, and how many things came before it.
type Counts = HashMap<String, (i128, u64)>;

/// Attempts in memory. The fault is that of the thread that made it.
#[derive(Clone)]
pub(crate) struct Memory {
    counts: Arc<Mutex<Counts>>,
    fault: Option<Fault>,
}

type Thing = (String, Limit);

/// Lets another go first, once.
async fn yielded() {
    let mut first = true;
    std::future::poll_fn(|cx| {
        cx.waker().wake_by_ref();
        if std::mem::take(&mut first) { Poll::Pending } else { Poll::Ready(()) }
    })
    .await;
}

fn nanos(duration: Duration) -> i128 {
    i128::try_from(duration.as_nanos()).unwrap()
}

impl Memory {
    pub(crate) fn open() -> Self {
        Self { counts: Arc::default(), fault: FAULT.get() }
    }

    /// The same as another machine has it.
    pub(crate) fn elsewhere(&self) -> Self {
        if self.has(Fault::CountsHereOnly) { Self::open() } else { self.clone() }
    }

    fn has(&self, fault: Fault) -> bool {
        self.fault == Some(fault)
    }

    fn things(&self, counted: &[Counted<'_>], now: i128) -> Vec<Thing> {
        let things = counted.iter().map(|thing| {
            let mut key = self.key(thing);
            if self.has(Fault::CountsByTheWindow) {
                let window = now / nanos(thing.limit.interval()).max(1);
                key.push_str(&window.to_string());
            }
            (key, thing.limit)
        });
        things.collect()
    }

    fn key(&self, thing: &Counted<'_>) -> String {
        let mut value = thing.value.to_owned();
        if self.has(Fault::FoldsCase) {
            value = value.to_lowercase();
        }
        if self.has(Fault::CutsAtNul) {
            value = value.split('\0').next().unwrap().to_owned();
        }
        if self.has(Fault::CutsLongNames) {
            value = value.chars().take(1_000).collect();
        }
        match thing.kind {
            _ if self.has(Fault::MixesKinds) => value,
            kind if self.has(Fault::JoinsWithColon) => format!("{kind}:{value}"),
            kind => format!("{}:{kind}{value}", kind.len()),
        }
    }

    /// When all attempts are made up for, brought back to what is possible by now.
    fn done_at(&self, (key, limit): &Thing, now: i128) -> i128 {
        let mut counts = self.counts.lock().unwrap();
        let Some((done_at, _)) = counts.get_mut(key) else { return now };
        let interval = nanos(limit.interval());
        let latest = now + interval.saturating_mul(i128::from(limit.burst()));
        if *done_at > latest && self.has(Fault::FreesWhenTheClockGoesBack) {
            *done_at = now;
        }
        if self.has(Fault::ShortensOnlyTheAnswer) {
            return latest.min(*done_at);
        }
        if !self.has(Fault::LocksUntilTheOldTime) {
            *done_at = latest.min(*done_at);
        }
        let ahead = self.has(Fault::SavesUp) || self.has(Fault::GivesBackUnlimited);
        if ahead { *done_at } else { now.max(*done_at) }
    }

    /// How long to wait: not above 0 if an attempt may be made.
    fn wait(&self, thing: &Thing, now: i128) -> i128 {
        let interval = nanos(thing.1.interval());
        if interval == 0 && !self.has(Fault::ZeroLocks) {
            return 0;
        }
        let burst = match thing.1.burst() {
            burst if self.has(Fault::OneMore) => i128::from(burst) + 1,
            burst if self.has(Fault::OneLess) => i128::from(burst) - 1,
            burst => i128::from(burst),
        };
        let wait = self.done_at(thing, now) + interval - interval * burst - now;
        match wait {
            0 if self.has(Fault::ZeroLocks) && interval == 0 => 1,
            1.. if self.has(Fault::WaitTooShort) => wait / 2 + 1,
            1.. if self.has(Fault::WaitTooLong) => wait * 2,
            _ => wait,
        }
    }

    fn count(&self, thing: &Thing, now: i128) {
        let done_at = self.done_at(thing, now) + nanos(thing.1.interval());
        let mut counts = self.counts.lock().unwrap();
        let nth = counts.values().map(|(_, nth)| nth + 1).max().unwrap_or(0);
        counts.entry(thing.0.clone()).or_insert((0, nth)).0 = done_at;
        if counts.len() as u64 > ROOM && !self.has(Fault::KeepsEverything) {
            let oldest = self.has(Fault::ForgetsTheOldest);
            let order =
                |(done_at, nth): &(i128, u64)| if oldest { i128::from(*nth) } else { *done_at };
            let (key, _) = counts.iter().min_by_key(|(_, kept)| order(kept)).unwrap();
            let key = key.clone();
            counts.remove(&key);
        }
    }

    fn uncount(&self, thing: &Thing, now: i128) {
        let mut counts = self.counts.lock().unwrap();
        if self.has(Fault::ForgetsOnGiveBack) {
            counts.remove(&thing.0);
        }
        for (key, (done_at, _)) in counts.iter_mut() {
            let begins = self.has(Fault::GivesBackWhatBeginsWithIt) && key.starts_with(&thing.0);
            if *key == thing.0 || begins {
                let before = *done_at - nanos(thing.1.interval());
                *done_at =
                    if self.has(Fault::GivesBackUnlimited) { before } else { before.max(now) };
            }
        }
    }

    async fn taken(self, things: Vec<Thing>, now: i128) -> Result<Admission, BoxError> {
        let product = |(_, limit): &Thing| limit.interval().checked_mul(limit.burst());
        if self.has(Fault::FailsOnOverflow) && things.iter().any(|thing| product(thing).is_none()) {
            return Err("too long".into());
        }
        if self.has(Fault::RefusesWhatCountsForNothing) && things.is_empty() {
            return Err("nothing to count for".into());
        }
        if self.has(Fault::TakesThenGivesBack) {
            return Ok(self.one_after_another(things, now).await);
        }
        let refuses = |thing: &Thing| self.wait(thing, now) > 0;
        if self.has(Fault::CountsUpToTheRefusal) && things.iter().any(refuses) {
            let before = things.iter().take_while(|thing| !refuses(thing));
            before.for_each(|thing| self.count(thing, now));
        }
        let looked_at = if self.has(Fault::LooksAtTheFirst) { 1 } else { things.len() };
        let mut waits = things.iter().take(looked_at).map(|thing| self.wait(thing, now));
        let wait =
            if self.has(Fault::FirstWait) { waits.find(|wait| *wait > 0) } else { waits.max() };
        let refused = wait.filter(|wait| *wait > 0);
        if self.has(Fault::ChecksThenCounts) {
            yielded().await;
        }
        if refused.is_none() || self.has(Fault::CountsRefused) {
            things.iter().for_each(|thing| self.count(thing, now));
        }
        Ok(refused.map_or(Admission::Pass, waiting))
    }

    /// As with a counter that knows one thing at a time.
    async fn one_after_another(&self, things: Vec<Thing>, now: i128) -> Admission {
        for (nth, thing) in things.iter().enumerate() {
            let wait = self.wait(thing, now);
            if wait > 0 {
                things[..nth].iter().for_each(|thing| self.uncount(thing, now));
                return waiting(wait);
            }
            self.count(thing, now);
            yielded().await;
        }
        Admission::Pass
    }

    async fn given_back(self, things: Vec<Thing>, now: i128) -> Result<(), BoxError> {
        let unknown = |(key, _): &Thing| !self.counts.lock().unwrap().contains_key(key);
        if self.has(Fault::GivingBackNothingFails) && things.iter().any(unknown) {
            return Err("there is none".into());
        }
        let given = match things.len() {
            _ if self.has(Fault::KeepsGivenBack) => 0,
            _ if self.has(Fault::GivesTheFirstBack) => 1,
            all => all,
        };
        things.iter().take(given).for_each(|thing| self.uncount(thing, now));
        Ok(())
    }
}

fn waiting(wait: i128) -> Admission {
    let seconds = u64::try_from(wait / 1_000_000_000).unwrap_or(u64::MAX);
    Admission::Wait(Duration::new(seconds, u32::try_from(wait % 1_000_000_000).unwrap()))
}

fn since(now: SystemTime) -> i128 {
    nanos(now.duration_since(UNIX_EPOCH).unwrap())
}

impl Throttle for Memory {
    fn take(
        &self,
        counted: &[Counted<'_>],
        now: SystemTime,
    ) -> MaybeFuture<Result<Admission, BoxError>> {
        let now = since(now);
        if self.has(Fault::UnlocksInBetween) {
            // At once, as a throttle in memory answers.
            let things = self.things(counted, now);
            let wait = things.iter().map(|thing| self.wait(thing, now)).max();
            if let Some(wait @ 1..) = wait {
                return MaybeFuture::Ready(Ok(waiting(wait)));
            }
            std::thread::yield_now();
            things.iter().for_each(|thing| self.count(thing, now));
            return MaybeFuture::Ready(Ok(Admission::Pass));
        }
        MaybeFuture::boxed(self.clone().taken(self.things(counted, now), now))
    }

    fn give_back(
        &self,
        counted: &[Counted<'_>],
        now: SystemTime,
    ) -> MaybeFuture<Result<(), BoxError>> {
        let now = since(now);
        MaybeFuture::boxed(self.clone().given_back(self.things(counted, now), now))
    }
}
