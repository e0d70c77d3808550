//! Accounts in a file of SQLite.
#![cfg(feature = "sqlite")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod database;
mod user_store;

database::database_suite!(crate::database::sqlite::Sqlite);
