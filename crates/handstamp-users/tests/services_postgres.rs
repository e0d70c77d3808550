//! Accounts in PostgreSQL, which `cargo xtask test services` starts.
#![cfg(feature = "postgres")]
#![allow(clippy::unwrap_used)]

mod database;
mod user_store;

database::database_suite!(
    crate::database::postgres::Postgres,
    ignore = "needs PostgreSQL: cargo xtask test services"
);
