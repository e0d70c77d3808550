//! Accounts in memory.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod user_store;

use handstamp_users::store::MemoryUsers;

struct InMemory(MemoryUsers);

impl user_store::Harness for InMemory {
    type Store = MemoryUsers;

    async fn open() -> Self {
        Self(MemoryUsers::new())
    }

    fn store(&self) -> &MemoryUsers {
        &self.0
    }

    async fn elsewhere(&self) -> MemoryUsers {
        self.0.clone()
    }
}

user_store::user_store_suite!(InMemory);
