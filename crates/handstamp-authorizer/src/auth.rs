//! Who is asking, and may they: the handle, the question, and what a request keeps.

mod answer;
mod ask;
pub(crate) mod authorizer;
pub(crate) mod builder;
pub(crate) mod context;
#[cfg(feature = "testing")]
mod fixed;
pub(crate) mod handle;
pub(crate) mod policies;
pub(crate) mod question;
pub(crate) mod request_policies;
pub(crate) mod response_hook;
pub(crate) mod single_flight;
