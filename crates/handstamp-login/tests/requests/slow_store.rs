//! A store of the tests: it answers late, counts what is asked of it, and fails when it is told to.

use std::future::poll_fn;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::task::Poll;
use std::time::{Duration, SystemTime};

use handstamp_session::{
    BoxFuture, Loaded, MemoryLimits, MemoryStore, Revision, Session, SessionId, Store, StoreError,
    Updated,
};

/// A clone is the same store.
#[derive(Clone)]
pub(crate) struct SlowStore {
    kept: MemoryStore,
    counts: Arc<Counts>,
}

#[derive(Default)]
struct Counts {
    loads: AtomicUsize,
    writes: AtomicUsize,
    read_fails: AtomicBool,
    write_fails: AtomicBool,
    hangs: AtomicBool,
}

impl Default for SlowStore {
    fn default() -> Self {
        Self { kept: MemoryStore::new(MemoryLimits::default()), counts: Arc::default() }
    }
}

impl SlowStore {
    pub(crate) fn loads(&self) -> usize {
        self.counts.loads.load(SeqCst)
    }

    /// How often it was asked to create, update or delete.
    pub(crate) fn writes(&self) -> usize {
        self.counts.writes.load(SeqCst)
    }

    pub(crate) fn fail_reads(&self, fails: bool) {
        self.counts.read_fails.store(fails, SeqCst);
    }

    pub(crate) fn fail_writes(&self, fails: bool) {
        self.counts.write_fails.store(fails, SeqCst);
    }

    /// Answers wait until this is off.
    pub(crate) fn hang(&self, hangs: bool) {
        self.counts.hangs.store(hangs, SeqCst);
    }

    /// The session of this id, not counted.
    pub(crate) fn peek(&self, id: &str, now: SystemTime) -> Option<Session> {
        let id = SessionId::new(id)?;
        super::answered(self.kept.load(&id, now)).unwrap().map(|loaded| loaded.session)
    }

    /// Puts a session in for an hour, not counted.
    pub(crate) fn put(&self, id: &str, session: &Session, now: SystemTime) {
        let (id, hour) = (SessionId::new(id).unwrap(), Duration::from_secs(3_600));
        super::answered(self.kept.create(&id, session, now, hour)).unwrap();
    }

    async fn wait(&self, write: bool) -> Result<(), StoreError> {
        let (count, fails) = match write {
            true => (&self.counts.writes, &self.counts.write_fails),
            false => (&self.counts.loads, &self.counts.read_fails),
        };
        count.fetch_add(1, SeqCst);
        give_way().await;
        while self.counts.hangs.load(SeqCst) {
            give_way().await;
        }
        if fails.load(SeqCst) { Err("the store is down".into()) } else { Ok(()) }
    }
}

/// Pending once.
pub(crate) async fn give_way() {
    let mut waited = false;
    poll_fn(move |context| {
        if std::mem::replace(&mut waited, true) {
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

impl Store for SlowStore {
    fn load<'a>(
        &'a self,
        id: &'a SessionId,
        now: SystemTime,
    ) -> BoxFuture<'a, Result<Option<Loaded>, StoreError>> {
        Box::pin(async move {
            self.wait(false).await?;
            self.kept.load(id, now).await
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
            self.wait(true).await?;
            self.kept.create(id, session, now, lifetime).await
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
            self.wait(true).await?;
            self.kept.update(id, session, revision, now, lifetime).await
        })
    }

    fn delete<'a>(&'a self, id: &'a SessionId) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(async move {
            self.wait(true).await?;
            self.kept.delete(id).await
        })
    }
}
