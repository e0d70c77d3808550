//! Accounts in SQL: SQLite, which is compiled in, PostgreSQL, MySQL and MariaDB.
//!
//! ```no_run
//! use handstamp_users::sql::{Layout, SqlUsers};
//!
//! # async fn open() -> Result<(), handstamp_users::sql::ConnectError> {
//! // A file of handstamp's own.
//! let users = SqlUsers::connect("sqlite:///users.db").await?;
//! // The table that a Python app of zopyx-fastapi-auth uses too.
//! let users = SqlUsers::builder("mysql+pymysql://app:secret@localhost/app")
//!     .layout(Layout::zopyx())
//!     .build()
//!     .await?;
//! # Ok(())
//! # }
//! ```
//!
//! | | features | |
//! |---|---|---|
//! | SQLite | `sqlite` (default) | `sqlite:///relative.db`, `sqlite:////absolute.db` |
//! | PostgreSQL | `postgres` | `postgresql://user:password@host/database` |
//! | MySQL, MariaDB | `mysql` | `mysql://…`, `mariadb://…` |
//!
//! URLs are spelled as SQLAlchemy's, with a driver after a `+` or without. User and password are percent-encoded.
//!
//! Each call answers within a limit (default: 2 seconds), or with a [`StoreError`](crate::store::StoreError). A change is one
//! transaction: it is there as a whole or not at all. Where the answer was late or the connection broke, the change may have been
//! made nevertheless.
//!
//! TLS is rustls with aws-lc-rs; no provider is installed for the process.

// With one database, what only the others need is unused.
#![cfg_attr(
    not(all(feature = "sqlite", feature = "postgres", feature = "mysql")),
    allow(dead_code, unused_imports)
)]

mod add;
mod builder;
mod connect_error;
mod connection;
mod dialect;
mod error;
mod id;
mod inner;
mod keys;
mod layout;
mod names;
mod pool;
mod pool_settings;
mod read;
mod revocation;
mod schema;
mod shape;
#[cfg(feature = "sqlite")]
mod sqlite_file;
mod statement;
mod url;
mod users;
mod write;

pub use builder::SqlUsersBuilder;
pub use connect_error::ConnectError;
pub use layout::{IdKind, Layout, MappedRoles, MappedTable};
pub use users::SqlUsers;
