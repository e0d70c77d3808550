//! One request and its response.

use std::any::Any;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::{BoxError, Denial, Effects, Entry, Misconfigured, Ready, Reply, RequestView};

/// One request and its response: remembers who was asked for, and gathers what the response must
/// carry.
///
/// The response layer of an adapter makes one with [`Auth::enter`](crate::Auth::enter), puts a clone
/// on the request where [`RequestView::exchange`] finds it, and calls [`finish`](Self::finish) when
/// the handler has answered. A clone is the same exchange.
#[derive(Clone)]
pub struct Exchange(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    /// Innermost last.
    entries: Vec<Arc<Entry>>,
    first: Option<Slot>,
    more: Vec<Slot>,
    effects: Effects,
    parties: Vec<Arc<dyn Party>>,
}

struct Slot {
    owner: Owner,
    lasting: bool,
    value: Box<dyn Any + Send + Sync>,
}

/// Who keeps something on an exchange: tells two `Auth`s (or two sessions) of one type apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Owner(u64);

impl Owner {
    /// One that nobody else has.
    pub fn unique() -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        Self(NEXT.fetch_add(1, Ordering::Relaxed))
    }
}

/// Somebody who has a last word when the handler has answered: a session that was changed.
pub trait Party: Send + Sync + 'static {
    /// What the response must carry. Called once, before the head of the response goes out; what is
    /// changed after that is an error of the one who changes.
    ///
    /// # Errors
    /// The response is replaced: see [`Unfinished`].
    fn finish(&self) -> Ready<Result<Effects, Unfinished>>;
}

/// Why a response cannot go out as the handler made it.
#[derive(Debug)]
#[non_exhaustive]
pub enum Unfinished {
    /// What should be written cannot be (a session over 4,096 bytes): 500.
    Unwritable(BoxError),
    /// A store did not answer: 503.
    Unavailable(BoxError),
}

impl Exchange {
    pub(crate) fn new(entry: Arc<Entry>) -> Self {
        Self(Arc::new(Mutex::new(State { entries: vec![entry], ..State::default() })))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn push(&self, entry: Arc<Entry>) {
        self.state().entries.push(entry);
    }

    pub(crate) fn recall<T: Any + Clone>(&self, owner: Owner) -> Option<T> {
        self.state().find(owner).cloned()
    }

    /// Keeps an answer; if there is one by now, that one counts.
    pub(crate) fn keep<T: Any + Clone + Send + Sync>(&self, owner: Owner, value: T) -> T {
        self.state().put(owner, false, value)
    }

    /// Drops who was found to be asking, so that the next extractor asks again. Who logs in or out
    /// calls it.
    pub fn forget(&self) {
        let mut state = self.state();
        state.first.take_if(|slot| !slot.lasting);
        state.more.retain(|slot| slot.lasting);
    }

    /// The value that `owner` has on this exchange, made by `make` if there is none yet. It stays to
    /// the end of the request.
    pub fn part<T: Any + Clone + Send + Sync>(&self, owner: Owner, make: impl FnOnce() -> T) -> T {
        if let Some(found) = self.state().find(owner) {
            return T::clone(found);
        }
        let made = make(); // outside the lock: it may look at this exchange
        self.state().put(owner, true, made)
    }

    /// What the innermost `Auth` that has it offers of this type.
    pub fn offer<T: Any + Clone + Send + Sync>(&self) -> Option<T> {
        self.state().entries.iter().rev().find_map(|entry| entry.offers.find::<T>().cloned())
    }

    /// Adds to what the response must carry.
    pub fn add(&self, effects: Effects) {
        if !effects.is_none() {
            self.state().effects.merge(effects);
        }
    }

    /// Lets a party have its word at the end.
    pub fn join(&self, party: Arc<dyn Party>) {
        self.state().parties.push(party);
    }

    /// What the innermost `Auth` answers to a denial. For extractors that need no user, such as a
    /// session.
    pub fn deny(&self, denial: &Denial, request: &dyn RequestView) -> Reply {
        let entry = self.state().entries.last().cloned();
        match entry {
            Some(entry) => entry.deny(denial, request),
            None => crate::auth::misconfigured(Misconfigured::NoLayer),
        }
    }

    /// What the response must carry, or the reply that goes out instead of the handler's response.
    /// For the outermost response layer, once, before the head of the response goes out.
    pub fn finish(&self) -> Ready<Result<Effects, Reply>> {
        let parties = std::mem::take(&mut self.state().parties);
        let mut parties = parties.into_iter();
        while let Some(party) = parties.next() {
            match party.finish() {
                Ready::Now(Ok(effects)) => self.add(effects),
                Ready::Now(Err(unfinished)) => return Ready::Now(Err(replaced(unfinished))),
                Ready::Later(first) => {
                    let exchange = self.clone();
                    return Ready::later(async move {
                        let mut next = Some(Ready::Later(first));
                        while let Some(answer) = next {
                            exchange.add(answer.get().await.map_err(replaced)?);
                            next = parties.next().map(|party| party.finish());
                        }
                        Ok(std::mem::take(&mut exchange.state().effects))
                    });
                }
            }
        }
        Ready::Now(Ok(std::mem::take(&mut self.state().effects)))
    }
}

impl State {
    fn find<T: Any>(&self, owner: Owner) -> Option<&T> {
        let slots = self.first.iter().chain(&self.more);
        slots.filter(|slot| slot.owner == owner).find_map(|slot| slot.value.downcast_ref())
    }

    fn put<T: Any + Clone + Send + Sync>(&mut self, owner: Owner, lasting: bool, value: T) -> T {
        if let Some(found) = self.find(owner) {
            return T::clone(found);
        }
        let slot = Slot { owner, lasting, value: Box::new(value.clone()) };
        match &mut self.first {
            first @ None => *first = Some(slot),
            Some(_) => self.more.push(slot),
        }
        value
    }
}

fn replaced(unfinished: Unfinished) -> Reply {
    match unfinished {
        Unfinished::Unwritable(error) => {
            tracing::error!(name: "session.unwritable", %error, "the session was not written");
            Reply::detail(500, "Internal server error")
        }
        Unfinished::Unavailable(error) => {
            tracing::error!(name: "session.unavailable", %error, "the session was not saved");
            Reply::detail(503, "Service temporarily unavailable")
        }
    }
}

impl fmt::Debug for Exchange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Exchange")
    }
}
