//! x
mod act;
pub mod adapter;
mod app;
pub mod codec;
mod failure;
mod harness;
mod hostile;
mod join;
mod message;
mod routes;
mod scenario;
mod setup;
pub mod store;

pub use act::act;
pub use codec::CodecHarness;
pub use failure::{Failure, Outcome};
pub use harness::{Account, Admin, Auths, Harness};
pub use message::{Request, Response};
pub use routes::{ROUTES, Route, maybe_name, name};
pub use scenario::Scenario;
pub use store::StoreHarness;
