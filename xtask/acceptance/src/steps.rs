//! Steps that are tried, printed one by one.

use anyhow::ensure;

use crate::http::client::Reply;

/// Steps tried, and those that failed.
#[derive(Default)]
pub(crate) struct Steps {
    tried: u32,
    failed: u32,
}

impl Steps {
    /// Says whether a step holds.
    pub(crate) fn hold(&mut self, what: &str, holds: bool) {
        self.tried += 1;
        self.failed += u32::from(!holds);
        println!("    {}  {what}", if holds { "ok  " } else { "FAIL" });
    }

    /// Holds the status of a reply against the one that is due.
    pub(crate) fn answered(&mut self, what: &str, reply: &Reply, status: u16) {
        self.hold(&format!("{} {what}", reply.status), reply.status == status);
    }

    /// An error if any failed.
    pub(crate) fn finish(self, what: &str) -> anyhow::Result<()> {
        ensure!(self.failed == 0, "{} of {} steps failed", self.failed, self.tried);
        println!("  ok    {what}: {} steps", self.tried);
        Ok(())
    }
}
