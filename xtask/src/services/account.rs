//! The account that runs a server where the workshop is root: servers refuse to be root themselves.

use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::Context as _;

use crate::apt;

/// An account of this machine.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Account {
    user: u32,
    group: u32,
}

impl Account {
    /// The account of that name; `None` where this process is not root and runs all as itself.
    ///
    /// # Errors
    /// If root finds no such account: the server's package makes it.
    pub(super) fn of(name: &str) -> anyhow::Result<Option<Self>> {
        if !apt::is_root() {
            return Ok(None);
        }
        let accounts = fs::read_to_string("/etc/passwd").context("/etc/passwd")?;
        let found = Self::among(&accounts, name);
        Ok(Some(found.with_context(|| format!("no account {name} in /etc/passwd"))?))
    }

    fn among(accounts: &str, name: &str) -> Option<Self> {
        let mut lines = accounts.lines().map(|line| line.split(':').collect::<Vec<_>>());
        let line = lines.find(|line| line.first() == Some(&name))?;
        let number = |at: usize| line.get(at)?.parse().ok();
        Some(Self { user: number(2)?, group: number(3)? })
    }

    /// The command runs as this account, in none of root's groups.
    pub(super) fn runs(self, command: &mut Command) {
        command.uid(self.user).gid(self.group);
    }

    /// Gives away a file or folder, for the account's own eyes.
    pub(super) fn owns(self, path: &Path, mode: u32) -> anyhow::Result<()> {
        chown(path, Some(self.user), Some(self.group))
            .and_then(|()| fs::set_permissions(path, fs::Permissions::from_mode(mode)))
            .with_context(|| path.display().to_string())
    }

    /// Whether it is the account's folder, and no link that somebody put there.
    pub(super) fn is_owner(self, folder: &Path) -> bool {
        fs::symlink_metadata(folder).is_ok_and(|found| found.is_dir() && found.uid() == self.user)
    }

    /// Whether the account can write into a folder: all folders above it must let it through.
    pub(super) fn reaches(self, folder: &Path) -> anyhow::Result<bool> {
        let mut test = Command::new("test");
        test.arg("-w").arg(folder).current_dir("/").stdin(Stdio::null());
        self.runs(&mut test);
        Ok(test.status().context("cannot start test")?.success())
    }
}

#[cfg(test)]
mod tests {
    use super::Account;

    #[test]
    fn an_account_is_found_by_its_whole_name() {
        let accounts = "root:x:0:0:root:/root:/bin/sh\nmysqld:x:1:1::/:\nmysql:x:107:115:M:/:/bin/false\nbroken:x\n";
        assert_eq!(Account::among(accounts, "mysql"), Some(Account { user: 107, group: 115 }));
        assert_eq!(Account::among(accounts, "broken"), None);
        assert_eq!(Account::among(accounts, "nobody"), None);
    }
}
