//! Accounts of an app: who may log in, with which password, and what they may do; and the login page. In tables of our own, in
//! zopyx-fastapi-auth's, or in those of a Python app as they are.
//!
//! **Who needs this crate.** Your service has users of its own, or takes over those of a Flask, Django or FastAPI app.
//!
//! ```no_run
//! # #[cfg(all(feature = "login", feature = "sqlite"))]
//! # async fn app(
//! #     session: handstamp_login::SessionLogin,
//! #     throttle: std::sync::Arc<dyn handstamp_authorizer::throttle::Throttle>,
//! #     secret_key: handstamp_login::SecretKey,
//! # ) -> Result<(), Box<dyn std::error::Error>> {
//! use std::sync::Arc;
//! use handstamp_authorizer::Auth;
//! use handstamp_users::login::LoginPages;
//! use handstamp_users::password::Passwords;
//! use handstamp_users::source::{LoginSources, StoreSource};
//! use handstamp_users::sql::SqlUsers;
//! use handstamp_users::{Account, Accounts};
//!
//! let users = Arc::new(SqlUsers::connect("sqlite:///users.db").await?);
//! let source = StoreSource::new(users.clone(), Passwords::builder().build());
//! let sources = LoginSources::new().with_source(source)?;
//! let pages = LoginPages::builder(sources.clone())
//!     .throttle(throttle)
//!     .device_cookie(secret_key)
//!     .build()?;
//!
//! // `session` is a SessionLogin with `.revocation(users)`.
//! let login = session.load_user(Accounts::new(sources).load_user());
//! let auth: Auth<Account> = Auth::builder(login).login_url("/auth/login")?.build();
//! // axum: auth.attach(router.merge(mount(pages)))
//! // actix-web: auth.attach(app.configure(mount(pages)))
//! # drop((auth, pages));
//! # Ok(()) }
//! ```
//!
//! # In scope
//! - [`Account`], and [`Accounts`]: the users of an app as they are now, with the permissions of their roles
//!   ([`RoleRegistry`]).
//! - Where accounts live: [`store`], and in SQL `sql`, with the features `sqlite` (default), `postgres` and `mysql`.
//! - Who checks a login, one after another: [`source`].
//! - Passwords, and their hashes as Python's libraries write them: [`password`].
//! - API keys: [`key`].
//! - The login page, the logout, HTTP Basic: `login`, with the feature of this name (on by default).
//!
//! # Out of scope
//! - Sockets and frameworks: `handstamp-axum`, `handstamp-actix-web`.
//! - What a session says, and its cookie: `handstamp-login`.
#![cfg_attr(docsrs, feature(doc_cfg))]

mod account;
mod account_name;
mod accounts;
pub mod key;
#[cfg(feature = "login")]
pub mod login;
pub mod password;
mod roles;
pub mod source;
#[cfg(any(feature = "sqlite", feature = "postgres", feature = "mysql"))]
#[cfg_attr(docsrs, doc(cfg(any(feature = "sqlite", feature = "postgres", feature = "mysql"))))]
pub mod sql;
pub mod store;

pub use account::Account;
pub use account_name::{NameError, check_name};
pub use accounts::{Accounts, AccountsBuilder};
pub use roles::{Permission, RegistryError, Role, RoleRegistry};
