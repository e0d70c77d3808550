//! Accounts in a file of SQLite.
#![cfg(feature = "sqlite")]
#![allow(clippy::unwrap_used)]

mod user_store;

use handstamp_users::sql::{Layout, SqlUsers};
use tempfile::TempDir;
use user_store::Harness;

/// A file of its own.
struct File {
    folder: TempDir,
    users: SqlUsers,
}

async fn open(folder: &TempDir, layout: Layout) -> SqlUsers {
    let url = format!("sqlite:///{}/users.db", folder.path().display());
    SqlUsers::builder(url).layout(layout).build().await.unwrap()
}

impl File {
    async fn new(layout: Layout) -> Self {
        let folder = TempDir::new().unwrap();
        let users = open(&folder, layout).await;
        Self { folder, users }
    }
}

mod own {
    use super::*;

    struct Own(File);

    impl Harness for Own {
        type Store = SqlUsers;

        async fn open() -> Self {
            Self(File::new(Layout::own()).await)
        }

        fn store(&self) -> &SqlUsers {
            &self.0.users
        }

        async fn elsewhere(&self) -> SqlUsers {
            open(&self.0.folder, Layout::own()).await
        }
    }

    user_store::user_store_suite!(Own);
}

mod zopyx {
    use super::*;

    struct Zopyx(File);

    impl Harness for Zopyx {
        type Store = SqlUsers;
        const KEEPS_DETAILS: bool = false;

        async fn open() -> Self {
            Self(File::new(Layout::zopyx()).await)
        }

        fn store(&self) -> &SqlUsers {
            &self.0.users
        }

        async fn elsewhere(&self) -> SqlUsers {
            open(&self.0.folder, Layout::zopyx()).await
        }
    }

    user_store::user_store_suite!(Zopyx);
}
