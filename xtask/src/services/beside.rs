//! A command, tests for the most part, that runs beside the servers.

use std::fs::{self, File};
use std::process::Command;
use std::sync::mpsc::RecvTimeoutError;
use std::time::Duration;

use anyhow::{Context as _, bail, ensure};
use nix::sys::signal::Signal;

use super::held::Held;
use super::place;
use super::process::Process;
use super::service::Service;
use crate::interruption;

/// The program that tests call with `services kill NAME` and the like.
const PROGRAM: &str = "HANDSTAMP_SERVICES";

/// Held by whoever kills servers, or may: nobody else should count on them meanwhile.
pub(super) fn alone() -> anyhow::Result<File> {
    let folder = place::all();
    fs::create_dir_all(&folder)?;
    let lock = File::create(folder.join("tests.lock"))?;
    if lock.try_lock().is_err() {
        println!("  waiting for another run beside the servers of this checkout");
        lock.lock()?;
    }
    Ok(lock)
}

/// Runs a command with what it needs to know of the servers in its environment. Whoever ends this
/// process by Ctrl-C or SIGTERM ends the command too, and then the servers.
pub(super) fn run(services: &[&'static Service], command: &[String]) -> anyhow::Result<()> {
    let (program, arguments) = command.split_first().context("run which command?")?;
    let _alone = alone()?;
    let interrupted = interruption::interruptions()?;
    let held = Held::start(services)?;
    let mut child = Command::new(program)
        .args(arguments)
        .envs(held.variables())
        .env(PROGRAM, std::env::current_exe()?)
        .spawn()
        .with_context(|| format!("cannot start {program}"))?;
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        match interrupted.recv_timeout(Duration::from_millis(20)) {
            Err(RecvTimeoutError::Timeout) => {}
            Ok(()) | Err(RecvTimeoutError::Disconnected) => {
                if let Some(process) = Process::new(child.id().cast_signed()) {
                    process.signal(Signal::SIGTERM)?;
                }
                child.wait()?;
                bail!("interrupted");
            }
        }
    };
    held.end()?;
    ensure!(status.success(), "{program}: {status}");
    Ok(())
}
