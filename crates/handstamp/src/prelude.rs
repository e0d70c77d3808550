//! What most apps name, whatever their framework: `use handstamp::prelude::*;`.
//!
//! The extractors, and the `AuthExt` that has `attach`, are the framework's: `handstamp::axum` or
//! `handstamp::actix_web`.

#[cfg(feature = "authorizer")]
pub use handstamp_authorizer::rules::{fresh, logged_in_within, permission, role, scope};
#[cfg(feature = "authorizer")]
pub use handstamp_authorizer::{
    Auth, Authentication, Authenticator, FirstOf, Principal, Subject, TrustedProxies, rules,
};
#[cfg(feature = "flask")]
pub use handstamp_flask::{SecretKey, SecretKeys, keys_from_env};
#[cfg(feature = "login")]
pub use handstamp_login::{Login, SessionLogin};
#[cfg(all(feature = "starlette", not(feature = "flask")))]
pub use handstamp_starlette::{SecretKey, SecretKeys};
