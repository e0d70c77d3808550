//! Denials: why a request is refused, and what is answered.
//!
//! | policy | answers |
//! |---|---|
//! | [`JsonDenial`] | `{"detail": "…"}`, as FastAPI. The default |
//! | [`ProblemDenial`] | `application/problem+json` (RFC 9457) |
//! | [`LoginRedirect`] | a browser's navigation with a redirect to the login, everything else by another policy |
//!
//! A policy of your own implements [`DenialPolicy`], or is a closure.

pub(crate) mod json;
pub(crate) mod login_redirect;
pub(crate) mod misconfigured;
pub(crate) mod policy;
pub(crate) mod problem;
pub(crate) mod reason;
pub(crate) mod texts;

pub use json::JsonDenial;
pub use login_redirect::LoginRedirect;
pub use policy::DenialPolicy;
pub use problem::ProblemDenial;
pub use reason::{Denial, Misconfigured, Missing};
pub use texts::Texts;
