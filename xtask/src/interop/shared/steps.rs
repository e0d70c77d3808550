//! Steps that are tried, printed one by one.

use anyhow::ensure;

/// Steps tried, and those that failed.
#[derive(Default)]
pub(super) struct Steps {
    tried: u32,
    failed: u32,
}

impl Steps {
    /// Says whether a step holds.
    pub(super) fn hold(&mut self, what: &str, holds: bool) {
        self.tried += 1;
        self.failed += u32::from(!holds);
        println!("    {}  {what}", if holds { "ok  " } else { "FAIL" });
    }

    /// An error if any failed.
    pub(super) fn finish(self) -> anyhow::Result<()> {
        ensure!(self.failed == 0, "{} of {} steps failed", self.failed, self.tried);
        println!("  ok    one session that both write: {} steps", self.tried);
        Ok(())
    }
}
