//! Accounts in PostgreSQL, which `cargo xtask test services` starts.
#![cfg(feature = "postgres")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod database;
mod user_store;

use database::Database;
use database::postgres::Postgres;
use handstamp_users::sql::{ConnectError, Layout, SqlUsers};
use handstamp_users::store::UserStore;

database::database_suite!(
    crate::database::postgres::Postgres,
    ignore = "needs PostgreSQL: cargo xtask test services"
);

database::server_faults!(
    crate::database::postgres::Postgres,
    ignore = "needs PostgreSQL: cargo xtask test services"
);

/// An account of the database that may not make tables is told which.
#[tokio::test]
#[ignore = "needs PostgreSQL: cargo xtask test services"]
async fn missing_tables_are_named() {
    let database = <Postgres as Database>::fresh().await;
    let url = format!("{}%20-cdefault_transaction_read_only%3Don", database.url());
    let refused = SqlUsers::builder(url.clone()).layout(Layout::zopyx()).build().await;
    let Err(ConnectError::MissingTables { sql, .. }) = refused else { panic!("{refused:?}") };
    assert!(sql.contains("CREATE TABLE \"user\""), "{sql}");
    database.run(&sql).await;
    let users = SqlUsers::builder(url).layout(Layout::zopyx()).build().await.unwrap();
    assert!(users.list(None, 1).await.unwrap().is_empty());
}
