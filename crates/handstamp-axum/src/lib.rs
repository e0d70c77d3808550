//! handstamp for axum: who is asking, and may they, as extractors, a layer and one `attach`.
mod attach;
mod denied;
mod require;
mod state;
mod user;
mod view;

pub use attach::{AuthExt, ExchangeFuture, ExchangeLayer, ExchangeService};
pub use denied::Denied;
pub use handstamp_authorizer::{Auth, Principal};
pub use require::{Met, Require, RequireLayer, RequireService};
pub use state::HasAuth;
pub use user::{MaybeUser, User};
pub use view::View;
