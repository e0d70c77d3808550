//! Chromium and ChromeDriver as Debian packages them.

use std::path::PathBuf;

use crate::apt;
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
    if find().is_none() && apt::may_install() {
        let installed = step("installing chromium and chromium-driver with apt", || {
            apt::install(&["chromium", "chromium-driver"], || find().is_some())
        });
        if let Err(error) = installed {
            println!("    {error:#}");
        }
    }
    Ok(find())
}

fn find() -> Option<Chromium> {
    let found =
        Chromium { browser: "/usr/bin/chromium".into(), driver: "/usr/bin/chromedriver".into() };
    (found.browser.exists() && found.driver.exists()).then_some(found)
}
