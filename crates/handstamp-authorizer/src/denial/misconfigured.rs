//! The answer of an app that is misconfigured.

use crate::denial::reason::Misconfigured;
use crate::response::reply::Reply;

/// For adapters, where not even the `Auth` is there and nothing can be asked: logs the cure and makes
/// the 500 that goes out.
pub fn misconfigured(what: Misconfigured) -> Reply {
    tracing::error!(name: "access.denied", reason = "misconfigured", cure = %what, "access denied");
    Reply::detail(500, "Internal server error")
}
