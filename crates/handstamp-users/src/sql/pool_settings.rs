use std::time::Duration;

/// How a database is opened.
#[derive(Debug, Clone, Copy)]
pub(super) struct PoolSettings {
    /// The most connections at once.
    pub(super) size: u32,
    /// How long one call may last.
    pub(super) limit: Duration,
    /// Whether the database is the app's own: what SQLite writes its log to is then changed for ever.
    pub(super) is_own: bool,
    /// Whether a file is made where there is none.
    pub(super) creates: bool,
}

impl PoolSettings {
    /// How long the database waits for a lock: less than the limit, so that it is the database that gives up, and what became of
    /// the change is known.
    pub(super) fn lock_wait(&self) -> Duration {
        self.limit.mul_f32(0.75)
    }
}
