//! Debian's packages, installed where something is missing.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, bail};

const APT_GET: &str = "/usr/bin/apt-get";

/// Debian asks this program whether a package may start its server.
const POLICY: &str = "/usr/sbin/policy-rc.d";

/// Stands in our policy, so that one that was left behind is known.
const MARK: &str = "# Made by cargo xtask while it installs packages.";

/// One workshop installs at a time, whatever its checkout.
const LOCK: &str = "/run/handstamp-apt.lock";

/// Whether this process is root.
#[cfg(unix)]
pub fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt as _;
    fs::metadata("/proc/self").is_ok_and(|this| this.uid() == 0)
}

/// Whether this process is root: not where apt is not.
#[cfg(not(unix))]
pub fn is_root() -> bool {
    false
}

/// Whether this process may install packages: it is root, and apt is here.
pub fn may_install() -> bool {
    is_root() && Path::new(APT_GET).exists()
}

/// Installs packages unless `found` says that another workshop has done it meanwhile. No server
/// that comes with them is started. Waits for other installations to end.
///
/// # Errors
/// What apt said, if it failed also with fresh package lists.
pub fn install(packages: &[&str], found: impl Fn() -> bool) -> anyhow::Result<()> {
    let lock = File::create(LOCK).with_context(|| LOCK.to_owned())?;
    lock.lock()?;
    if found() {
        return Ok(());
    }
    let _policy = NoServers::begin(Path::new(POLICY))?;
    let mut install = vec!["install", "--yes", "--no-install-recommends"];
    install.extend(packages);
    if apt_get(&install).is_ok() {
        return Ok(());
    }
    apt_get(&["update"])?;
    apt_get(&install)
}

fn apt_get(arguments: &[&str]) -> anyhow::Result<()> {
    let output = Command::new(APT_GET)
        .args(["-o", "DPkg::Lock::Timeout=300"])
        .args(arguments)
        .env("DEBIAN_FRONTEND", "noninteractive")
        .stdin(Stdio::null())
        .output()?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        bail!("apt-get {}: {}", arguments.join(" "), said.trim_end());
    }
    Ok(())
}

/// While it lives, no package starts a server. A policy that the machine has already stays.
struct NoServers(Option<PathBuf>);

impl NoServers {
    fn begin(path: &Path) -> anyhow::Result<Self> {
        let theirs = fs::read_to_string(path).is_ok_and(|found| !found.contains(MARK));
        if theirs {
            return Ok(Self(None));
        }
        // Should this process be killed, what is left behind forbids nothing.
        let policy = format!(
            "#!/bin/sh\n{MARK}\n[ -d /proc/{} ] && exit 101\nexit 0\n",
            std::process::id(),
        );
        let made = Self(Some(path.to_owned()));
        fs::write(path, policy).with_context(|| path.display().to_string())?;
        make_executable(path)?;
        Ok(made)
    }
}

impl Drop for NoServers {
    fn drop(&mut self) {
        if let Some(path) = &self.0 {
            let _ = fs::remove_file(path);
        }
    }
}

#[cfg(unix)]
fn make_executable(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(path, fs::Permissions::from_mode(0o755))
}

#[cfg(not(unix))]
fn make_executable(_path: &Path) -> std::io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::{NoServers, fs};

    #[cfg(target_os = "linux")]
    fn verdict(policy: &std::path::Path) -> Option<i32> {
        Command::new(policy).args(["postgresql", "start"]).status().unwrap().code()
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn servers_are_refused_as_long_as_it_lives() {
        let folder = crate::workspace::target().join("apt-policy");
        fs::create_dir_all(&folder).unwrap();
        let path = folder.join("policy-rc.d");
        let policy = NoServers::begin(&path).unwrap();
        assert_eq!(verdict(&path), Some(101));
        let left = fs::read_to_string(&path).unwrap();
        drop(policy);
        assert!(!path.exists());

        // One that a killed workshop left behind forbids nothing, and is replaced.
        let gone = left.replace(&format!("/proc/{} ", std::process::id()), "/proc/0 ");
        fs::write(&path, gone).unwrap();
        super::make_executable(&path).unwrap();
        assert_eq!(verdict(&path), Some(0));
        drop(NoServers::begin(&path).unwrap());
        assert!(!path.exists());

        fs::write(&path, "#!/bin/sh\nexit 104\n").unwrap();
        drop(NoServers::begin(&path).unwrap());
        assert_eq!(fs::read_to_string(&path).unwrap(), "#!/bin/sh\nexit 104\n");
        fs::remove_dir_all(&folder).unwrap();
    }
}
