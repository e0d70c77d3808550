//! Where the servers' programs are, and how they come onto a machine.

use std::path::{Path, PathBuf};

use anyhow::Context as _;

use super::SERVICES;
use super::service::Service;
use crate::apt;
use crate::progress::step;

/// Where Debian puts servers, and other versions of PostgreSQL side by side.
const POSTGRES: &str = "/usr/lib/postgresql";

/// A program in `PATH`, or where Debian puts it.
pub(super) fn find(name: &str) -> anyhow::Result<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path).chain(["/usr/sbin".into(), "/usr/bin".into()]);
    let mut programs = folders.chain(versions(Path::new(POSTGRES))).map(|folder| folder.join(name));
    programs.find(|program| program.is_file()).with_context(|| format!("no {name} here"))
}

/// `FOLDER/VERSION/bin`, the newest version first.
fn versions(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let number = |name: &str| name.parse::<u32>().ok();
    let mut versions: Vec<_> =
        entries.filter_map(|entry| number(entry.file_name().to_str()?)).collect();
    versions.sort_unstable_by(|a, b| b.cmp(a));
    versions.iter().map(|version| folder.join(version.to_string()).join("bin")).collect()
}

fn missing(services: &[&'static Service]) -> Vec<&'static Service> {
    let lacks = |service: &Service| service.programs.iter().any(|name| find(name).is_err());
    services.iter().copied().filter(|service| lacks(service)).collect()
}

/// Installs by apt what all services need and is missing, where this is root. Returns why not all
/// of them can be started here.
pub fn find_or_install() -> Option<String> {
    install(&SERVICES.iter().collect::<Vec<_>>())
}

/// As [`find_or_install`], for some of the services.
pub(super) fn install(services: &[&'static Service]) -> Option<String> {
    let wanted = packages(&missing(services));
    if !wanted.is_empty() && apt::may_install() {
        let what = format!("installing {} with apt", wanted.join(" "));
        let done = || missing(services).is_empty();
        if let Err(error) = step(&what, || apt::install(&wanted, done)) {
            return Some(format!("{error:#}"));
        }
    }
    why_not(&missing(services))
}

fn packages(services: &[&Service]) -> Vec<&'static str> {
    services.iter().flat_map(|service| service.packages).copied().collect()
}

fn why_not(missing: &[&Service]) -> Option<String> {
    let titles: Vec<_> = missing.iter().map(|service| service.title).collect();
    let (titles, packages) = (titles.join(", "), packages(missing).join(" "));
    (!missing.is_empty()).then(|| format!("no {titles} here (on Debian: apt install {packages})"))
}

#[cfg(test)]
mod tests {
    use super::super::postgres;
    use super::*;

    const PRESENT: Service = Service { programs: &["sh"], ..postgres::SERVICE };
    const ABSENT: Service = Service { programs: &["no-such-server"], ..postgres::SERVICE };

    #[test]
    fn the_newest_version_is_first() {
        let folder = crate::workspace::target().join("versions-test");
        for version in ["9", "15", "17", "common"] {
            std::fs::create_dir_all(folder.join(version)).unwrap();
        }
        let found = versions(&folder);
        let expected = ["17", "15", "9"].map(|version| folder.join(version).join("bin"));
        assert_eq!(found, expected);
        std::fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn what_is_missing_is_named_with_its_packages() {
        let found = missing(&[&PRESENT, &ABSENT]);
        let reason = why_not(&found).unwrap();
        assert_eq!(reason, "no PostgreSQL here (on Debian: apt install postgresql)");
        assert_eq!(why_not(&[]), None);
    }

    #[test]
    fn a_program_is_found_and_another_is_named() {
        assert!(find("sh").unwrap().is_file());
        assert_eq!(find("no-such-server").unwrap_err().to_string(), "no no-such-server here");
    }
}
