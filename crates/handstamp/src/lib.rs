//! Rust services that accept, check and issue the logins of Python web apps.
//!
//! A Python web app logs people in. A Rust service beside it, or in its place, accepts that login: handstamp
//! reads, checks and writes the login state of Flask, Starlette and FastAPI, and decides who may do what, in
//! axum, actix-web or any other framework.
//!
//! **Who needs this crate.** It holds nothing of its own: each feature is one crate of the workspace under
//! one name and one version. If you need only one of them, depend on that one.
//!
//! # Which way in
//! | you | take | features | start at |
//! |---|---|---|---|
//! | have a cookie and want to know what it says, without a web framework | `handstamp-flask`, `handstamp-starlette` | `flask`, `starlette` | `flask::session_codec`, `starlette::session_codec` |
//! | serve with axum | `handstamp-axum`, `handstamp-login` | `axum` and `flask` or `starlette` | `axum::AuthExt::attach` |
//! | serve with actix-web | `handstamp-actix-web`, `handstamp-login` | `actix-web` and `flask` or `starlette` | `actix_web::AuthExt::attach` |
//! | serve with another framework | `handstamp-authorizer`, tested by `handstamp-conformance` | `authorizer`, `conformance` | `authorizer::RequestView` |
//!
//! Below these are `handstamp-itsdangerous` (`itsdangerous`: tokens in mails, links and headers),
//! `handstamp-session` (`session`: a codec or a store of your own) and `handstamp-value` (`value`: Python's
//! values and JSON). The program `handstamp`, which says what a cookie is and why it is not valid, is
//! `handstamp-cli`.
//!
//! ```
//! # #[cfg(all(feature = "flask", feature = "login"))]
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use handstamp::prelude::*;
//!
//! # let secret_key = "2f1d9a0c5be74386a1d0f7c2e9b85d34";
//! let login = SessionLogin::flask(SecretKey::new(secret_key)?).build()?;
//! let auth: Auth = Auth::new(login);
//! // axum: auth.attach(router). actix-web: auth.attach(app).
//! # Ok(())
//! # }
//! # #[cfg(not(all(feature = "flask", feature = "login")))]
//! # fn main() {}
//! ```
//!
//! [`prelude`] has the names that most apps use.
//!
//! # In scope
//! Features and re-exports. Together with `login`, or with an adapter, which brings it, `flask` adds
//! `login::SessionLogin::flask`, and `starlette` adds `login::SessionLogin::starlette`.
//!
//! # Out of scope
//! Everything else. The frameworks themselves are not re-exported: the version of axum or actix-web is the
//! app's own choice, in its own manifest.
#![cfg_attr(docsrs, feature(doc_cfg))]

pub mod prelude;

#[cfg(feature = "actix-web")]
pub use handstamp_actix_web as actix_web;
#[cfg(feature = "authorizer")]
pub use handstamp_authorizer as authorizer;
#[cfg(feature = "axum")]
pub use handstamp_axum as axum;
#[cfg(feature = "conformance")]
pub use handstamp_conformance as conformance;
#[cfg(feature = "flask")]
pub use handstamp_flask as flask;
#[cfg(feature = "itsdangerous")]
pub use handstamp_itsdangerous as itsdangerous;
#[cfg(feature = "login")]
pub use handstamp_login as login;
#[cfg(feature = "session")]
pub use handstamp_session as session;
#[cfg(feature = "starlette")]
pub use handstamp_starlette as starlette;
#[cfg(feature = "users")]
pub use handstamp_users as users;
#[cfg(feature = "value")]
pub use handstamp_value as value;
