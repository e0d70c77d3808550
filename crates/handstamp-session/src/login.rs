//! From a request to its session and back to the response (feature `login`).
//!
//! A [`Dialect`] is a codec and the settings of its cookie. [`Sessions`] opens the session of a request
//! with it: one [`SessionHandle`] for the whole request, read only when somebody asks, written only when
//! something changed, by the response layer of whatever adapter is there.

mod dialect;
mod handle;
mod sessions;

pub use dialect::Dialect;
pub use handle::{Closed, SessionHandle};
pub use sessions::Sessions;
