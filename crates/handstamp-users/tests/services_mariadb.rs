//! Accounts in MariaDB, which `cargo xtask test services` starts.
#![cfg(feature = "mysql")]
#![allow(clippy::unwrap_used)]

mod database;
mod user_store;

database::database_suite!(
    crate::database::mariadb::MariaDb,
    ignore = "needs MariaDB: cargo xtask test services"
);
