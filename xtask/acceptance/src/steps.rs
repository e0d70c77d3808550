//! Steps that are tried, printed one by one.

use anyhow::ensure;

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

    /// An error if any failed.
    pub(crate) fn finish(self, what: &str) -> anyhow::Result<()> {
        ensure!(self.failed == 0, "{} of {} steps failed", self.failed, self.tried);
        println!("  ok    {what}: {} steps", self.tried);
        Ok(())
    }
}
