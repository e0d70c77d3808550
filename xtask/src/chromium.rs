//! Chromium and ChromeDriver as Debian packages them.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::progress::step;

/// Why there is none.
pub const MISSING: &str =
    "no Chromium and ChromeDriver here (on Debian: apt install chromium chromium-driver)";

/// Where the two programs are.
#[derive(Debug)]
pub struct Chromium {
    /// Chromium.
    pub browser: PathBuf,
    /// ChromeDriver.
    pub driver: PathBuf,
}

/// The programs, installed by apt where they are missing and this is root; `None` where that cannot be.
pub fn find_or_install() -> anyhow::Result<Option<Chromium>> {
    if let Some(found) = find() {
        return Ok(Some(found));
    }
    if !is_root() || !Path::new("/usr/bin/apt-get").exists() {
        return Ok(None);
    }
    step("installing chromium and chromium-driver with apt", || {
        let install =
            ["install", "--yes", "--no-install-recommends", "chromium", "chromium-driver"];
        let installed = apt_get(&install)? || (apt_get(&["update"])? && apt_get(&install)?);
        Ok(installed.then(find).flatten())
    })
}

fn find() -> Option<Chromium> {
    let found =
        Chromium { browser: "/usr/bin/chromium".into(), driver: "/usr/bin/chromedriver".into() };
    (found.browser.exists() && found.driver.exists()).then_some(found)
}

/// Whether it went well.
fn apt_get(arguments: &[&str]) -> anyhow::Result<bool> {
    let status = Command::new("/usr/bin/apt-get")
        .args(arguments)
        .env("DEBIAN_FRONTEND", "noninteractive")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()?;
    Ok(status.success())
}

/// Whether this process may install packages.
#[cfg(unix)]
pub fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt as _;
    std::fs::metadata("/proc/self").is_ok_and(|this| this.uid() == 0)
}

/// Whether this process may install packages: not where apt is not.
#[cfg(not(unix))]
pub fn is_root() -> bool {
    false
}
