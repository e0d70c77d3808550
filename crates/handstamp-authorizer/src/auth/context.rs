//! One request and its response.

use std::any::Any;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use crate::auth::policies::Policies;
use crate::auth::request_policies::RequestPolicies;
use crate::auth::response_hook::{HookError, ResponseHook, SlotId};
use crate::maybe_future::MaybeFuture;
use crate::request::view::RequestView;
use crate::response::effects::Effects;
use crate::response::reply::Reply;

/// One request and its response: remembers who was asked for, and gathers what the response must
/// carry.
///
/// The response layer of an adapter makes one with [`Policies::enter`], puts a clone
/// on the request where [`RequestView::context`] finds it, and calls [`finish`](Self::finish) when
/// the handler has answered. A clone is the same context.
#[derive(Clone)]
pub struct AuthContext(Arc<Mutex<State>>);

/// A weak [`AuthContext`], so that a hook does not keep its own request alive.
#[derive(Clone)]
pub struct WeakAuthContext(Weak<Mutex<State>>);

struct State {
    /// Of the outermost `Auth`, whose layer made this context.
    policies: RequestPolicies,
    /// Of those that joined it, innermost last.
    more_policies: Vec<RequestPolicies>,
    answers: Slots<Box<dyn Any + Send + Sync>>,
    hooks: Slots<Arc<dyn ResponseHook>>,
    effects: Effects,
    finished: bool,
}

/// What is kept, by whom. One is the rule and needs no list.
struct Slots<T> {
    first: Option<(SlotId, T)>,
    more: Vec<(SlotId, T)>,
}

impl<T> Default for Slots<T> {
    fn default() -> Self {
        Self { first: None, more: Vec::new() }
    }
}

impl<T> Slots<T> {
    /// What this slot keeps: one of each type.
    fn of(&self, slot: SlotId) -> impl Iterator<Item = &T> {
        let all = self.first.iter().chain(&self.more);
        all.filter(move |(by, _)| *by == slot).map(|(_, kept)| kept)
    }

    fn put(&mut self, slot: SlotId, kept: T) {
        match &mut self.first {
            first @ None => *first = Some((slot, kept)),
            Some(_) => self.more.push((slot, kept)),
        }
    }
}

impl AuthContext {
    pub(crate) fn new(policies: RequestPolicies) -> Self {
        Self(Arc::new(Mutex::new(State {
            policies,
            more_policies: Vec::new(),
            answers: Slots::default(),
            hooks: Slots::default(),
            effects: Effects::default(),
            finished: false,
        })))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn push(&self, policies: RequestPolicies) {
        self.state().more_policies.push(policies);
    }

    pub(crate) fn recall<T: Any + Clone>(&self, slot: SlotId) -> Option<T> {
        self.state().answer(slot).cloned()
    }

    /// Keeps an answer and what the response must carry because of it. If there is an answer by now,
    /// that one counts.
    pub(crate) fn keep<T>(&self, slot: SlotId, answer: T, effects: Effects) -> T
    where
        T: Any + Clone + Send + Sync,
    {
        let mut state = self.state();
        if let Some(found) = state.answer::<T>(slot) {
            return found.clone();
        }
        state.effects.merge(effects);
        state.answers.put(slot, Box::new(answer.clone()));
        answer
    }

    /// Drops who was found to be asking, so that the next extractor asks again. A login or logout
    /// calls it.
    pub fn forget(&self) {
        let dropped = std::mem::take(&mut self.state().answers);
        drop(dropped); // after the lock: what an answer does on its way out may look at this context
    }

    /// This context, for what is kept on it.
    #[must_use]
    pub fn downgrade(&self) -> WeakAuthContext {
        WeakAuthContext(Arc::downgrade(&self.0))
    }

    /// The hook of this slot and type, made by `make` if there is none yet. It stays to the end of the request.
    ///
    /// After [`finish`](Self::finish) no response is left to carry anything: a hook that is made then
    /// is finished at once, and what it would write is dropped.
    pub fn hook<P: ResponseHook>(&self, slot: SlotId, make: impl FnOnce() -> P) -> Arc<P> {
        if let Some(found) = self.state().hook(slot) {
            return found;
        }
        let made = Arc::new(make()); // outside the lock: it may look at this context
        let mut state = self.state();
        if let Some(found) = state.hook(slot) {
            return found;
        }
        state.hooks.put(slot, Arc::clone(&made) as _);
        let late = state.finished;
        drop(state);
        if late {
            drop(made.finish());
        }
        made
    }

    /// What the `Auth`s around this request offer of this type. The innermost one that offers it counts, and its
    /// policies, which are returned too, judge the request.
    #[must_use]
    pub fn capability<T: Any + Clone + Send + Sync>(&self) -> Option<(T, RequestPolicies)> {
        self.state().innermost_first().find_map(|one| {
            let found = one.policies().capabilities.find::<T>()?;
            Some((found.clone(), one.clone()))
        })
    }

    /// The policies of the innermost `Auth`.
    #[must_use]
    pub fn innermost(&self) -> RequestPolicies {
        let state = self.state();
        state.more_policies.last().unwrap_or(&state.policies).clone()
    }

    /// These policies about this request: as they were resolved when it came in, or resolved now where
    /// their layer is not around it.
    pub(crate) fn policies(
        &self,
        policies: &Arc<Policies>,
        request: &dyn RequestView,
    ) -> RequestPolicies {
        let found = self
            .state()
            .innermost_first()
            .find(|one| Arc::ptr_eq(one.policies(), policies))
            .cloned();
        found.unwrap_or_else(|| RequestPolicies::resolve(policies, request))
    }

    /// Adds to what the response must carry.
    pub fn add(&self, effects: Effects) {
        if !effects.is_none() {
            self.state().effects.merge(effects);
        }
    }

    /// What the response must carry, or the reply that goes out instead of the handler's response.
    /// For the outermost response layer, once, before the head of the response goes out.
    ///
    /// Every hook is finished, also after one that fails. Of several that fail, the first is answered.
    pub fn finish(&self) -> MaybeFuture<Result<Effects, Reply>> {
        let mut state = self.state();
        // They stay: who asks for a hook after this gets the one that is finished.
        let hooks = (!state.finished).then(|| {
            let first = state.hooks.first.as_ref().map(|(_, hook)| Arc::clone(hook));
            let more: Vec<_> = state.hooks.more.iter().map(|(_, hook)| Arc::clone(hook)).collect();
            first.into_iter().chain(more)
        });
        state.finished = true;
        drop(state);
        let mut hooks = hooks.into_iter().flatten();
        let mut failed = None;
        while let Some(hook) = hooks.next() {
            match hook.finish() {
                MaybeFuture::Ready(answer) => self.finished(answer, &mut failed),
                MaybeFuture::Future(first) => {
                    let context = self.clone();
                    return MaybeFuture::boxed(async move {
                        context.finished(first.await, &mut failed);
                        while let Some(answer) = hooks.next().map(|hook| hook.finish()) {
                            context.finished(answer.await, &mut failed);
                        }
                        context.take_effects(failed)
                    });
                }
            }
        }
        MaybeFuture::Ready(self.take_effects(failed))
    }

    fn finished(&self, answer: Result<Effects, HookError>, failed: &mut Option<Reply>) {
        match answer {
            Ok(effects) => self.add(effects),
            Err(error) => {
                let reply = error.reply(); // each goes to the log
                failed.get_or_insert(reply);
            }
        }
    }

    fn take_effects(&self, failed: Option<Reply>) -> Result<Effects, Reply> {
        let effects = std::mem::take(&mut self.state().effects);
        failed.map_or(Ok(effects), Err)
    }
}

impl WeakAuthContext {
    /// Adds to what the response must carry, if the request is still there.
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

impl State {
    fn innermost_first(&self) -> impl Iterator<Item = &RequestPolicies> {
        self.more_policies.iter().rev().chain([&self.policies])
    }

    fn answer<T: Any>(&self, slot: SlotId) -> Option<&T> {
        self.answers.of(slot).find_map(|kept| kept.downcast_ref())
    }

    fn hook<P: ResponseHook>(&self, slot: SlotId) -> Option<Arc<P>> {
        let any = |hook| -> Arc<dyn Any + Send + Sync> { Arc::<dyn ResponseHook>::clone(hook) };
        self.hooks.of(slot).find_map(|hook| any(hook).downcast().ok())
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
