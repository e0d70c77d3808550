//! handstamp for actix-web: who is asking, and may they, as extractors, a middleware and one `attach`.
//!
//! **In scope:** x
//!
//! **Out of scope:** y
mod attach;
mod denied;
mod require;
mod state;
mod user;
mod view;

pub use attach::{AuthExt, ExchangeFuture, ExchangeLayer, ExchangeService};
pub use denied::Denied;
pub use handstamp_authorizer::{Auth, Principal};
pub use require::{Met, Require, RequireFuture, RequireLayer, RequireService};
pub use state::HasAuth;
pub use user::{Extract, MaybeUser, User};
pub use view::View;
