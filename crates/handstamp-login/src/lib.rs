//! From a request to its session and back to the response (feature `login`).
//!
//! A [`Dialect`] is a codec, the settings of its cookie, and how a session names the user. [`Sessions`]
//! opens the session of a request with it: one [`SessionHandle`] for the whole request, read only when
//! somebody asks, written only when something changed, by the response layer of whatever adapter is there.
//! It is an [`Authenticator`](handstamp_authorizer::Authenticator) as well: session layer and login are one
//! value, and so have one key, one name and one tolerance.

mod csrf;
mod demand;
mod details;
mod dialect;
mod handle;
mod sessions;
mod user;
mod visitor;

pub use csrf::{Csrf, CsrfError, CsrfToken, CsrfTokens, csrf_token, require_csrf_header};
pub use demand::{maybe_session, maybe_user_id, require_session, require_user_id, session};
pub use details::{Login, Remember};
pub use dialect::Dialect;
pub use handle::{Closed, SessionHandle};
pub use sessions::Sessions;
pub use user::{AUTH_TIME, auth_time, principal};
pub use visitor::ClientInfo;
