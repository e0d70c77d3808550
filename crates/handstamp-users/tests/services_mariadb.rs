//! Accounts in MariaDB, which `cargo xtask test services` starts.
#![cfg(feature = "mysql")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod database;
mod user_store;

use handstamp_users::sql::{ConnectError, SqlUsers};

database::database_suite!(
    crate::database::mariadb::MariaDb,
    ignore = "needs MariaDB: cargo xtask test services"
);

database::server_faults!(
    crate::database::mariadb::MariaDb,
    ignore = "needs MariaDB: cargo xtask test services"
);

/// An account of the database that may not make tables is told which.
#[tokio::test]
#[ignore = "needs MariaDB: cargo xtask test services"]
async fn missing_tables_are_named() {
    let server = database::mariadb::server();
    let (place, _) = server.rsplit_once('/').unwrap();
    let refused = SqlUsers::connect(format!("{place}/information_schema")).await;
    let Err(ConnectError::MissingTables { sql, .. }) = refused else { panic!("{refused:?}") };
    assert!(sql.contains("CREATE TABLE IF NOT EXISTS handstamp_users (id BIGINT"), "{sql}");
}
