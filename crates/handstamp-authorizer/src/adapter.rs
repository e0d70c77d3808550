//! For adapters, logins and authorizers of your own: what stands between a request and its response.
//!
//! An adapter shows the request ([`RequestView`](crate::RequestView)), lets it in
//! ([`Policies::enter`]), asks ([`Auth::user`](crate::Auth::user) and the other questions), and puts on
//! the response what [`AuthContext::finish`] says.

pub use crate::auth::authorizer::Authorizer;
pub use crate::auth::context::{AuthContext, WeakAuthContext};
pub use crate::auth::policies::Policies;
pub use crate::auth::question::Question;
pub use crate::auth::request_policies::RequestPolicies;
pub use crate::auth::response_hook::{HookError, ResponseHook, SlotId};
pub use crate::auth::single_flight::SingleFlight;
pub use crate::denial::misconfigured::misconfigured;
pub use crate::identity::capabilities::Capabilities;
pub use crate::response::effects::Effects;
