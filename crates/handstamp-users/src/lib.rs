//! Accounts of an app: who may log in, with which password, and what they may do.
//!
//! ```
//! # #[cfg(feature = "login")]
//! # fn app(
//! #     session: handstamp_login::SessionLogin,
//! #     accounts: impl handstamp_users::source::LoginSource,
//! #     throttle: std::sync::Arc<dyn handstamp_authorizer::throttle::Throttle>,
//! #     secret_key: handstamp_login::SecretKey,
//! # ) -> Result<(), Box<dyn std::error::Error>> {
//! use handstamp_authorizer::{Auth, Subject};
//! use handstamp_users::login::LoginPages;
//! use handstamp_users::source::LoginSources;
//!
//! let sources = LoginSources::new().with_source(accounts)?;
//! let pages = LoginPages::builder(sources.clone())
//!     .throttle(throttle)
//!     .device_cookie(secret_key)
//!     .build()?;
//!
//! // Who is asking is an account, as its source knows it now.
//! let login = session.load_user(move |user, _| {
//!     let sources = sources.clone();
//!     async move { sources.find(user.id()).await }
//! });
//! let auth = Auth::builder(login).login_url("/auth/login")?.build();
//! // axum: auth.attach(router.merge(mount(pages)))
//! // actix-web: auth.attach(app.configure(mount(pages)))
//! # drop((auth, pages));
//! # Ok(())
//! # }
//! # fn main() {}
//! ```
//!
//! # In scope
//! - [`Account`], and where accounts live: [`store`].
//! - Who checks a login, one after another: [`source`].
//! - Passwords and their hashes: [`password`].
//! - The login page, the logout, HTTP Basic: `login`, with the feature of this name (on by default).
//!
//! # Out of scope
//! - Sockets and frameworks: an adapter mounts the login page.
//! - What a session's cookie says: `handstamp-login`.
#![cfg_attr(docsrs, feature(doc_cfg))]

mod account;
mod account_name;
#[cfg(feature = "login")]
pub mod login;
pub mod password;
pub mod source;
pub mod store;

pub use account::Account;
pub use account_name::{NameError, check_name};
