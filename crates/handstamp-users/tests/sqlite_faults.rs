//! A file of SQLite that is locked, gone, full or only readable; and a process that is killed while it writes.
#![cfg(all(feature = "sqlite", unix))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod database;
mod user_store;

#[path = "sqlite_faults/killed.rs"]
mod killed;

use std::process::Command;
use std::time::{Duration, Instant};

use database::sqlite::Sqlite;
use database::{Database, attempt, open};
use handstamp_authorizer::revocation::Revocation;
use handstamp_users::sql::{ConnectError, Layout, SqlUsers};
use handstamp_users::store::{ChangeError, UserStore};
use sqlx::Connection as _;
use user_store::{by_id, by_name, generation, hash, id, new, now, password};

/// What a call may last, and what a busy machine adds.
const LIMIT: Duration = Duration::from_millis(2500);

async fn with_ada(layout: Layout) -> (Sqlite, SqlUsers) {
    let file = Sqlite::fresh().await;
    let users = open(&file, layout).await;
    let _ = users.add(&new("ada"), now()).await.unwrap();
    (file, users)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_locked_file_is_an_error_in_time() {
    for layout in [Layout::own(), Layout::zopyx()] {
        let (file, users) = with_ada(layout).await;
        let ada = by_name(&users, "ada").await.unwrap();
        let mut other = file.connect().await;
        sqlx::raw_sql("BEGIN EXCLUSIVE").execute(&mut other).await.unwrap();
        let started = Instant::now();
        let (new_hash, eve) = (hash("new"), new("eve"));
        let (set, added, revoked) = tokio::join!(
            users.set_password(id(&ada), &new_hash, now()),
            users.add(&eve, now()),
            users.revoke_user(id(&ada), now(), now()),
        );
        assert!(started.elapsed() < LIMIT, "{:?}", started.elapsed());
        assert!(matches!(set, Err(ChangeError::Store(_))), "{set:?}");
        assert!(matches!(added, Err(ChangeError::Store(_))), "{added:?}");
        assert!(revoked.is_err());
        sqlx::raw_sql("ROLLBACK").execute(&mut other).await.unwrap();
        let started = Instant::now();
        assert_eq!(generation(&users, id(&ada)).await, 0, "half of it was done");
        assert!(password(&users, "ada").await == Some(hash("ada")));
        assert_eq!(by_name(&users, "eve").await, None);
        users.set_password(id(&ada), &new_hash, now()).await.unwrap();
        assert!(started.elapsed() < Duration::from_millis(500), "back at once");
        other.close().await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_gone_is_an_error_until_it_is_back() {
    let (file, users) = with_ada(Layout::own()).await;
    let ada = by_name(&users, "ada").await.unwrap();
    file.connect().await.close().await.unwrap(); // nothing is left in the log beside the file
    let mut other = file.connect().await;
    sqlx::raw_sql("PRAGMA wal_checkpoint(TRUNCATE)").execute(&mut other).await.unwrap();
    other.close().await.unwrap();
    let beside = file.0.path().join("moved.db");
    std::fs::rename(file.path(), &beside).unwrap();
    for ending in ["-wal", "-shm"] {
        let log = format!("{}{ending}", file.path().display());
        std::fs::rename(log, format!("{}{ending}", beside.display())).unwrap();
    }
    assert!(users.by_id(id(&ada)).await.is_err());
    let set = users.set_password(id(&ada), &hash("lost"), now()).await;
    assert!(
        matches!(set, Err(ChangeError::Store(_))),
        "it was written where nobody sees it: {set:?}"
    );
    assert!(users.generation(id(&ada), now()).await.is_err());
    assert!(!file.path().exists(), "an empty file was made in its place");
    std::fs::copy(&beside, file.path()).unwrap(); // as from a backup
    assert!(password(&users, "ada").await == Some(hash("ada")));
    users.set_password(id(&ada), &hash("new"), now()).await.unwrap();
    let elsewhere = open(&file, Layout::own()).await;
    assert!(password(&elsewhere, "ada").await == Some(hash("new")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_only_read_refuses_changes() {
    let (file, users) = with_ada(Layout::zopyx()).await;
    drop(users);
    let url = format!("{}?mode=ro", file.url());
    let users = SqlUsers::builder(url.clone()).layout(Layout::zopyx()).build().await.unwrap();
    assert!(by_id(&users, "ada").await.is_some());
    let set = users.set_password("ada", &hash("new"), now()).await;
    assert!(matches!(set, Err(ChangeError::Store(_))), "{set:?}");
    let set = users.set_disabled("ada", true, now()).await;
    assert!(matches!(set, Err(ChangeError::Store(_))), "{set:?}");
    assert_eq!(generation(&users, "ada").await, 0);
    assert!(password(&users, "ada").await == Some(hash("ada")));
    assert!(!by_id(&users, "ada").await.unwrap().is_disabled());

    let bare = Sqlite::fresh().await;
    bare.run("CREATE TABLE other (a)").await;
    let url = format!("{}?mode=ro", bare.url());
    let refused = SqlUsers::builder(url).build().await;
    let Err(ConnectError::MissingTables { sql, .. }) = refused else { panic!("{refused:?}") };
    bare.run(&sql).await;
    let users = open(&bare, Layout::own()).await;
    assert_eq!(users.list(None, 1).await.unwrap(), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_missing_file_is_made_for_layouts_that_write_it_alone() {
    let file = Sqlite::fresh().await;
    let table = handstamp_users::sql::MappedTable::django();
    let refused = attempt(&file, table).await;
    assert!(matches!(refused, Err(ConnectError::Unavailable(_))), "{refused:?}");
    assert!(!file.path().exists());
}

/// A file system that is full: the process may not make its files larger.
#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_is_an_error_and_nothing_is_half_done() {
    if let Ok(url) = std::env::var(killed::FILE) {
        return killed::write_until_full(url).await; // this is the process without room
    }
    let (file, users) = with_ada(Layout::own()).await;
    let ada = by_name(&users, "ada").await.unwrap();
    drop(users);
    let me = std::env::current_exe().unwrap();
    let limited = "trap '' XFSZ; ulimit -f 200; exec \"$0\" \"$@\"";
    let output = Command::new("sh")
        .args(["-c", limited])
        .arg(me)
        .args(["a_full_disk_is_an_error_and_nothing_is_half_done", "--exact", "--nocapture"])
        .env(killed::FILE, file.url())
        .output()
        .unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    assert!(said.contains("full"), "{said}");
    let added = said.lines().filter(|line| line.starts_with("added ")).count();
    assert!(added > 0, "{said}");
    let users = open(&file, Layout::own()).await;
    assert_eq!(
        users.list(None, 10_000).await.unwrap().len(),
        added + 1,
        "acknowledged and no others"
    );
    assert_eq!(generation(&users, id(&ada)).await, 0);
    assert_eq!(file.texts("PRAGMA integrity_check").await, ["ok"]);
    let _ = users.add(&new("later"), now()).await.unwrap();
}
