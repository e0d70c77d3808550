//! A store that does what a scenario wants: answers late, fails, hangs, counts.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicUsize, Ordering};
use std::time::{Duration, SystemTime};

use handstamp_session::{
    BoxFuture, Loaded, MemoryLimits, MemoryStore, Revision, Session, SessionId, Store, StoreError,
    Updated,
};

use crate::adapter::yielding::Yield;

/// A memory store with faults on demand. A clone is the same store.
#[derive(Debug, Clone)]
pub(crate) struct SuiteStore {
    inner: MemoryStore,
    faults: Arc<Faults>,
}

#[derive(Debug, Default)]
struct Faults {
    late: AtomicU8,
    loads_fail: AtomicBool,
    writes_fail: AtomicBool,
    hangs: AtomicBool,
    /// How many answers are being waited for.
    waiting: AtomicUsize,
    loads: AtomicUsize,
    writes: AtomicUsize,
}

impl SuiteStore {
    pub(crate) fn new() -> Self {
        let inner = MemoryStore::new(MemoryLimits::default());
        Self { inner, faults: Arc::default() }
    }

    /// Lets others go first, before each answer.
    pub(crate) fn late(self) -> Self {
        self.faults.late.store(3, Ordering::SeqCst);
        self
    }

    pub(crate) fn fail_loads(&self) {
        self.faults.loads_fail.store(true, Ordering::SeqCst);
    }

    pub(crate) fn fail_writes(&self) {
        self.faults.writes_fail.store(true, Ordering::SeqCst);
    }

    pub(crate) fn hang(&self, hangs: bool) {
        self.faults.hangs.store(hangs, Ordering::SeqCst);
    }

    /// How often something was loaded since this was asked last.
    pub(crate) fn loads(&self) -> usize {
        self.faults.loads.swap(0, Ordering::SeqCst)
    }

    /// How often something was written since this was asked last.
    pub(crate) fn writes(&self) -> usize {
        self.faults.writes.swap(0, Ordering::SeqCst)
    }

    /// How many answers are being waited for.
    pub(crate) fn waiting(&self) -> usize {
        self.faults.waiting.load(Ordering::SeqCst)
    }

    /// The memory below, without any fault.
    pub(crate) fn sound(&self) -> &MemoryStore {
        &self.inner
    }

    async fn before(&self, fails: &AtomicBool) -> Result<(), StoreError> {
        let _waiting = Waiting::new(&self.faults.waiting);
        Yield(self.faults.late.load(Ordering::SeqCst)).await;
        if self.faults.hangs.load(Ordering::SeqCst) {
            std::future::pending::<()>().await;
        }
        if fails.load(Ordering::SeqCst) { Err("the store is down".into()) } else { Ok(()) }
    }

    async fn before_a_write(&self) -> Result<(), StoreError> {
        self.faults.writes.fetch_add(1, Ordering::SeqCst);
        self.before(&self.faults.writes_fail).await
    }
}

/// One answer that is being waited for.
struct Waiting<'f>(&'f AtomicUsize);

impl<'f> Waiting<'f> {
    fn new(count: &'f AtomicUsize) -> Self {
        count.fetch_add(1, Ordering::SeqCst);
        Self(count)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Store for SuiteStore {
    fn load<'a>(
        &'a self,
        id: &'a SessionId,
        now: SystemTime,
    ) -> BoxFuture<'a, Result<Option<Loaded>, StoreError>> {
        self.faults.loads.fetch_add(1, Ordering::SeqCst);
        Box::pin(async move {
            self.before(&self.faults.loads_fail).await?;
            self.inner.load(id, now).await
        })
    }

    fn create<'a>(
        &'a self,
        id: &'a SessionId,
        session: &'a Session,
        now: SystemTime,
        lifetime: Duration,
    ) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(async move {
            self.before_a_write().await?;
            self.inner.create(id, session, now, lifetime).await
        })
    }

    fn update<'a>(
        &'a self,
        id: &'a SessionId,
        session: &'a Session,
        revision: &'a Revision,
        now: SystemTime,
        lifetime: Duration,
    ) -> BoxFuture<'a, Result<Updated, StoreError>> {
        Box::pin(async move {
            self.before_a_write().await?;
            self.inner.update(id, session, revision, now, lifetime).await
        })
    }

    fn delete<'a>(&'a self, id: &'a SessionId) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(async move {
            self.before_a_write().await?;
            self.inner.delete(id).await
        })
    }
}
