//! `cargo xtask services`, and why a machine has none.

#[cfg(not(target_os = "linux"))]
pub(crate) use self::elsewhere::{missing, run};
#[cfg(target_os = "linux")]
pub(crate) use xtask::services::{command::run, find_or_install as missing};

#[cfg(not(target_os = "linux"))]
mod elsewhere {
    const REASON: &str = "servers are started on Linux only";

    pub(crate) fn missing() -> Option<String> {
        Some(REASON.to_owned())
    }

    pub(crate) fn run(_arguments: &[String]) -> anyhow::Result<()> {
        anyhow::bail!(REASON)
    }
}
