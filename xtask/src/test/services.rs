//! Tests beside real servers, which are installed where that can be.

use super::{Plan, ignored, xtask};
use crate::servers;

/// First whether the servers can be killed and paused as tests do, then the tests.
pub(super) fn plan() -> anyhow::Result<Plan> {
    match servers::missing() {
        None => Ok(Plan::Run(vec![xtask(&["services", "check"]), ignored::servers()])),
        Some(reason) => Ok(Plan::Skip(reason)),
    }
}
