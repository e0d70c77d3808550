//! Accounts of an app: who may log in, with which password, and what they may do. In tables of our own, in zopyx-fastapi-auth's, or in
//! those of a Python app as they are.
//!
//! ```
//! # #[cfg(feature = "sqlite")]
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let (folder, now) = (tempfile::tempdir()?, std::time::SystemTime::now());
//! # let url = format!("sqlite:///{}/users.db", folder.path().display());
//! use handstamp_authorizer::Subject;
//! use handstamp_users::password::PasswordHash;
//! use handstamp_users::sql::SqlUsers;
//! use handstamp_users::store::{NewAccount, UserStore};
//!
//! let users = SqlUsers::connect(url).await?; // such as "sqlite:///users.db"
//!
//! let hash = PasswordHash::new("$argon2id$v=19$…");
//! let new = NewAccount::new("ada").with_password(hash).with_roles(["Administrator"]);
//! let ada = users.add(&new, now).await?;
//!
//! let found = users.by_name("ada").await?.expect("it was added");
//! assert!(found.account.has_role("Administrator"));
//! assert!(users.by_name("ADA").await?.is_none()); // names are compared byte by byte
//!
//! users.set_disabled(ada.id(), true, now).await?; // and all her logins are over
//! # Ok(()) }
//! # #[cfg(not(feature = "sqlite"))]
//! # fn main() {}
//! ```
//!
//! # In scope
//! - [`Account`], and where accounts live: [`store`]. In SQL: `sql`, with the features `sqlite` (default), `postgres` and `mysql`.
//! - Who checks a login, one after another: [`source`].
//! - Passwords and their hashes: [`password`].
//!
//! # Out of scope
//! - Sockets and frameworks: an adapter mounts the login page.
//! - What a session's cookie says: `handstamp-login`.
#![cfg_attr(docsrs, feature(doc_cfg))]

mod account;
mod account_name;
pub mod password;
pub mod source;
#[cfg(any(feature = "sqlite", feature = "postgres", feature = "mysql"))]
#[cfg_attr(docsrs, doc(cfg(any(feature = "sqlite", feature = "postgres", feature = "mysql"))))]
pub mod sql;
pub mod store;

pub use account::Account;
pub use account_name::{NameError, check_name};
