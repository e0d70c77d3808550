//! One request and its response.

use crate::auth::entry::Entry;
use crate::denial::denial::{Denial, Misconfigured, Reply, misconfigured};
use crate::identity::identity::CredentialKind;
use crate::maybe_future::{BoxError, MaybeFuture};
use crate::request::view::RequestView;
use crate::response::effects::Effects;
use std::any::Any;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

/// One request and its response: remembers who was asked for, and gathers what the response must
/// carry.
///
/// The response layer of an adapter makes one with [`Entry::enter`], puts a clone
/// on the request where [`RequestView::exchange`] finds it, and calls [`finish`](Self::finish) when
/// the handler has answered. A clone is the same exchange.
#[derive(Clone)]
pub struct AuthContext(Arc<Mutex<State>>);

/// An [`AuthContext`] as its own parts hold it: what a request has must not keep the request alive.
#[derive(Clone)]
pub struct WeakAuthContext(Weak<Mutex<State>>);

impl WeakAuthContext {
    /// Adds to what the response must carry, if there is still somebody who waits for it.
    pub(crate) fn add(&self, effects: Effects) {
        if let Some(state) = self.0.upgrade() {
            AuthContext(state).add(effects);
        }
    }

    /// Drops who was found to be asking: see [`AuthContext::forget`].
    pub fn forget(&self) {
        if let Some(state) = self.0.upgrade() {
            AuthContext(state).forget();
        }
    }
}

#[derive(Default)]
struct State {
    /// The outermost `Auth`, whose layer made this exchange.
    entry: Option<Arc<Entry>>,
    /// Those that joined it, innermost last.
    more_entries: Vec<Arc<Entry>>,
    /// Who was found to be asking, by `Auth`. One is the rule and needs no list.
    answer: Option<(SlotId, Box<dyn Any + Send + Sync>)>,
    more_answers: Vec<(SlotId, Box<dyn Any + Send + Sync>)>,
    /// What lasts to the end of the request.
    part: Option<(SlotId, Arc<dyn ResponseHook>)>,
    more_parts: Vec<(SlotId, Arc<dyn ResponseHook>)>,
    effects: Effects,
    finished: bool,
}

/// Who keeps something on an exchange: tells two `Auth`s (or two sessions) of one type apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SlotId(u64);

impl SlotId {
    /// One that nobody else has.
    pub fn unique() -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        Self(NEXT.fetch_add(1, Ordering::Relaxed))
    }
}

/// What lasts to the end of a request and may have a last word when the handler has answered: a
/// session.
///
/// The exchange holds it, so it must not hold the exchange: a request that is given up would leave
/// both behind.
pub trait ResponseHook: Any + Send + Sync {
    /// What the response must carry. Called once, before the head of the response goes out; what is
    /// changed after that is an error of the one who changes.
    ///
    /// # Errors
    /// The response is replaced: see [`HookError`].
    fn finish(&self) -> MaybeFuture<Result<Effects, HookError>>;
}

/// Why a response cannot go out as the handler made it.
#[derive(Debug)]
#[non_exhaustive]
pub enum HookError {
    /// What should be written cannot be (a session over 4,096 bytes): 500.
    Unwritable(BoxError),
    /// A store did not answer: 503.
    Unavailable(BoxError),
}

impl AuthContext {
    pub(crate) fn new(entry: Arc<Entry>) -> Self {
        Self(Arc::new(Mutex::new(State { entry: Some(entry), ..State::default() })))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn push(&self, entry: Arc<Entry>) {
        self.state().more_entries.push(entry);
    }

    pub(crate) fn recall<T: Any + Clone>(&self, owner: SlotId) -> Option<T> {
        self.state().answer(owner)
    }

    /// Keeps an answer and what the response must carry because of it; if there is an answer by now,
    /// that one counts.
    pub(crate) fn keep<T>(&self, owner: SlotId, answer: T, effects: Effects) -> T
    where
        T: Any + Clone + Send + Sync,
    {
        let mut state = self.state();
        if let Some(found) = state.answer(owner) {
            return found;
        }
        state.effects.merge(effects);
        let kept = (owner, Box::new(answer.clone()) as _);
        match &mut state.answer {
            first @ None => *first = Some(kept),
            Some(_) => state.more_answers.push(kept),
        }
        answer
    }

    /// Drops who was found to be asking, so that the next extractor asks again. Who logs in or out
    /// calls it.
    pub fn forget(&self) {
        let mut state = self.state();
        let dropped = (state.answer.take(), std::mem::take(&mut state.more_answers));
        drop(state); // first: what an answer does on its way out may look at this exchange
        drop(dropped);
    }

    /// This exchange, for what is kept on it: see [`WeakAuthContext`].
    pub fn downgrade(&self) -> WeakAuthContext {
        WeakAuthContext(Arc::downgrade(&self.0))
    }

    /// The part that `owner` has in this exchange, made by `make` if there is none yet. It stays to
    /// the end of the request, and has the last word then.
    pub fn part<P: ResponseHook>(&self, owner: SlotId, make: impl FnOnce() -> P) -> Arc<P> {
        if let Some(found) = self.state().part(owner) {
            return found;
        }
        let made = Arc::new(make()); // outside the lock: it may look at this exchange
        let mut state = self.state();
        if let Some(found) = state.part(owner) {
            return found;
        }
        let kept = (owner, Arc::clone(&made) as _);
        match &mut state.part {
            first @ None => *first = Some(kept),
            Some(_) => state.more_parts.push(kept),
        }
        made
    }

    /// What the innermost `Auth` that has it offers of this type.
    pub fn offer<T: Any + Clone + Send + Sync>(&self) -> Option<T> {
        self.state().entries().find_map(|entry| entry.offers.find::<T>().cloned())
    }

    /// Adds to what the response must carry.
    pub fn add(&self, effects: Effects) {
        if !effects.is_none() {
            self.state().effects.merge(effects);
        }
    }

    /// Whether evidence of this kind counts on this request, by the cross-origin rule of the innermost
    /// `Auth`; `None` is a visitor who showed nothing. For extractors that need no user, such as a session.
    ///
    /// # Errors
    /// The reply to answer with.
    pub fn admit(
        &self,
        via: Option<CredentialKind>,
        request: &dyn RequestView,
    ) -> Result<(), Reply> {
        let entry = self.state().entries().next().cloned();
        let Some(entry) = entry else {
            return Err(misconfigured(Misconfigured::NoLayer));
        };
        entry.admit(via, request).map_err(|denial| entry.deny(&denial, request))
    }

    /// Sees a request with what the trusted proxies of the innermost `Auth` say of it. For extractors that
    /// need no user, such as a session.
    pub fn see<T>(&self, request: &dyn RequestView, look: impl FnOnce(&dyn RequestView) -> T) -> T {
        let entry = self.state().entries().next().cloned();
        match entry {
            Some(entry) => entry.proxies.see(request, look),
            None => look(request),
        }
    }

    /// What the innermost `Auth` answers to a denial. For extractors that need no user, such as a
    /// session.
    pub fn deny(&self, denial: &Denial, request: &dyn RequestView) -> Reply {
        let entry = self.state().entries().next().cloned();
        match entry {
            Some(entry) => entry.deny(denial, request),
            None => misconfigured(Misconfigured::NoLayer),
        }
    }

    /// What the response must carry, or the reply that goes out instead of the handler's response.
    /// For the outermost response layer, once, before the head of the response goes out.
    pub fn finish(&self) -> MaybeFuture<Result<Effects, Reply>> {
        let mut state = self.state();
        // They stay: who asks for a part after this gets the one that is finished, not a new one
        // whose changes nobody would save.
        let parts = (!state.finished).then(|| (state.part.clone(), state.more_parts.clone()));
        state.finished = true;
        drop(state);
        let (first, more) = parts.unwrap_or_default();
        let mut parts = first.into_iter().chain(more);
        while let Some((_, part)) = parts.next() {
            match part.finish() {
                MaybeFuture::Ready(Ok(effects)) => self.add(effects),
                MaybeFuture::Ready(Err(unfinished)) => {
                    return MaybeFuture::Ready(Err(replaced(unfinished)));
                }
                MaybeFuture::Future(first) => {
                    let exchange = self.clone();
                    return MaybeFuture::boxed(async move {
                        let mut next = Some(MaybeFuture::Future(first));
                        while let Some(answer) = next {
                            exchange.add(answer.get().await.map_err(replaced)?);
                            next = parts.next().map(|(_, part)| part.finish());
                        }
                        Ok(std::mem::take(&mut exchange.state().effects))
                    });
                }
            }
        }
        MaybeFuture::Ready(Ok(std::mem::take(&mut self.state().effects)))
    }
}

impl State {
    /// Innermost first.
    fn entries(&self) -> impl Iterator<Item = &Arc<Entry>> {
        self.more_entries.iter().rev().chain(&self.entry)
    }

    fn answer<T: Any + Clone>(&self, owner: SlotId) -> Option<T> {
        let answers = self.answer.iter().chain(&self.more_answers);
        answers.filter(|(by, _)| *by == owner).find_map(|(_, kept)| kept.downcast_ref().cloned())
    }

    fn part<P: ResponseHook>(&self, owner: SlotId) -> Option<Arc<P>> {
        let parts = self.part.iter().chain(&self.more_parts);
        parts.filter(|(by, _)| *by == owner).find_map(|(_, part)| {
            let part: Arc<dyn Any + Send + Sync> = Arc::clone(part) as _;
            part.downcast().ok()
        })
    }
}

fn replaced(unfinished: HookError) -> Reply {
    match unfinished {
        HookError::Unwritable(error) => {
            tracing::error!(name: "session.unwritable", %error, "the session was not written");
            Reply::detail(500, "Internal server error")
        }
        HookError::Unavailable(error) => {
            tracing::error!(name: "session.unavailable", %error, "the session was not saved");
            Reply::detail(503, "Service temporarily unavailable")
        }
    }
}

impl fmt::Debug for WeakAuthContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WeakAuthContext")
    }
}

impl fmt::Debug for AuthContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AuthContext")
    }
}
