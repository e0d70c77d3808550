//! Accounts of an app: who may log in, with which password, and what they may do.
//!
//! # In scope
//! - [`Account`], and where accounts live: [`store`].
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
pub mod sql;
pub mod store;

pub use account::Account;
pub use account_name::{NameError, check_name};
