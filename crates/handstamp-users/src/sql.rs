//! Accounts in SQL: SQLite, PostgreSQL, MySQL and MariaDB, each a feature.
//!
//! ```no_run
//! use std::time::SystemTime;
//! use handstamp_users::sql::{Layout, SqlUsers};
//! use handstamp_users::store::{NewAccount, UserStore};
//!
//! # async fn open() -> Result<(), Box<dyn std::error::Error>> {
//! let users = SqlUsers::connect("sqlite:///users.db", Layout::own()).await?;
//! let ada = NewAccount::new("ada").with_roles(["Administrator"]);
//! users.add(&ada, SystemTime::now()).await?;
//! # Ok(()) }
//! ```
//!
//! Three layouts of tables: our own, zopyx-fastapi-auth's, and those of other Python apps, read by a few lines
//! ([`MappedTable`]). Beside each stand three small tables of our own, whose names begin with `handstamp_`: what ends
//! logins, who is disabled where the app's table has no place for it, and API keys.
//!
//! Names are compared byte by byte here, whatever the database's collation says. Every call answers within the time-out.

mod bound;
mod changes;
mod connect;
mod connect_error;
mod database;
mod dialect;
mod generation;
mod keys;
mod layout;
mod mapped_table;
mod placeholders;
mod record;
mod revocation;
mod schema;
mod select;
mod sql_time;
mod url;
mod users;

pub use connect::SqlUsersBuilder;
pub use connect_error::ConnectError;
pub use layout::Layout;
pub use mapped_table::{IdKind, IdentifierError, MappedTable};
pub use users::SqlUsers;
