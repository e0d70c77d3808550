//! An adapter for a framework that has none here: poem.
//!
//! `adapter.rs` is all of it. `tests/conformance.rs` proves it right, and `main.rs` uses it.

mod adapter;

pub use adapter::{
    Authenticated, MaybeSession, MaybeUser, MaybeUserId, RequestRef, Require, RequireSession,
    Session, User, UserId, attach, mount, require,
};
