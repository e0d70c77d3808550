//! The parent of a server: this program once more, as long as the server runs.
//!
//! Somebody has to notice at once that a server was killed: one whose parent does not is still known
//! to the system, and PostgreSQL then does not start again. In a container nobody else may do that.

use std::fs::{self, File};
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use anyhow::{Context as _, bail};

use super::place::Place;
use super::process::Process;
use super::service::Service;

/// The hidden command of the keeper.
pub(super) const KEEP: &str = "keep";

/// This program, also where cargo has built it anew since.
pub(super) const THIS: &str = "/proc/self/exe";

/// Starts a server below a keeper of its own, in a process group that Ctrl-C does not reach.
pub(super) fn start(service: &Service, place: &Place) -> anyhow::Result<Process> {
    let file = place.process_file();
    forget(&file)?;
    let log = File::options().create(true).append(true).open(place.log())?;
    let mut keeper = Command::new(THIS)
        .args(["services", KEEP, service.name])
        .stdin(Stdio::null())
        .stdout(log.try_clone()?)
        .stderr(log)
        .process_group(0)
        .spawn()
        .with_context(|| format!("cannot start the keeper of {}", service.title))?;
    loop {
        let ended = keeper.try_wait()?.is_some();
        if let Some(process) = Process::remembered(&file) {
            return Ok(process);
        }
        if ended {
            bail!("{} ended at once; {} says why", service.title, place.log().display());
        }
        thread::sleep(Duration::from_millis(5));
    }
}

fn forget(file: &Path) -> anyhow::Result<()> {
    if file.exists() {
        fs::remove_file(file).with_context(|| file.display().to_string())?;
    }
    Ok(())
}

/// The keeper: starts the server, writes down its process, and waits for its end.
pub(super) fn keep(service: &Service) -> anyhow::Result<()> {
    let place = Place::open(service)?;
    let mut server = (service.server)(&place)?.spawn()?;
    if let Some(process) = Process::new(server.id().cast_signed()) {
        process.remember(&place.process_file())?;
    }
    let status = server.wait()?;
    println!("{}: {status}", service.title);
    Ok(())
}
