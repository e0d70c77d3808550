//! Accounts in a file of SQLite.
#![cfg(feature = "sqlite")]
#![allow(clippy::unwrap_used)]

mod database;
mod user_store;

database::database_suite!(crate::database::sqlite::Sqlite);
