//! Servers that end with whoever started them, however that ends.
//!
//! A watcher, this program once more, holds the other end of a pipe. The pipe closes when the holder
//! drops it, panics or is killed; the watcher then stops the servers. They are known by their
//! names: one that a test has killed and started again is stopped too.

use std::io::Read as _;
use std::os::unix::process::CommandExt as _;
use std::process::{Child, Command, Stdio};

use anyhow::{Context as _, bail};

use super::keeper;
use super::lifecycle::{self, State};
use super::place::Place;
use super::service::Service;
use crate::progress::step;

/// The hidden command of the watcher.
pub(super) const WATCH: &str = "watch";

/// Servers that run. Dropping it stops those that did not run before.
pub(super) struct Held {
    watcher: Child,
    /// Where they are.
    pub(super) places: Vec<(&'static Service, Place)>,
}

impl Held {
    /// Starts what does not run yet.
    pub(super) fn start(services: &[&'static Service]) -> anyhow::Result<Self> {
        let mut ours = Vec::new();
        for service in services {
            if matches!(lifecycle::state(service)?, State::Stopped) {
                ours.push(service.name);
            }
        }
        let watcher = Command::new(keeper::THIS)
            .args(["services", WATCH])
            .args(ours)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .process_group(0) // Ctrl-C is not for it
            .spawn()
            .context("cannot start the watcher")?;
        let mut held = Self { watcher, places: Vec::new() };
        for service in services {
            held.places.push((service, start(service)?));
        }
        Ok(held)
    }

    /// What tests find in their environment.
    pub(super) fn variables(&self) -> Vec<(&'static str, String)> {
        self.places.iter().flat_map(|(service, place)| (service.variables)(place)).collect()
    }

    /// Stops the servers and waits until they have ended.
    ///
    /// # Errors
    /// If one cannot be stopped; the watcher has said why.
    pub(super) fn end(mut self) -> anyhow::Result<()> {
        if !self.let_go()? {
            bail!("not all servers could be stopped");
        }
        Ok(())
    }

    fn let_go(&mut self) -> anyhow::Result<bool> {
        drop(self.watcher.stdin.take());
        Ok(self.watcher.wait()?.success())
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        if let Err(error) = self.let_go() {
            println!("  {error:#}");
        }
    }
}

/// Starts a server and says how long it took.
pub(super) fn start(service: &Service) -> anyhow::Result<Place> {
    step(&format!("starting {}", service.title), || lifecycle::start(service))
}

/// The watcher: waits until the holder is gone and stops the servers.
pub(super) fn watch(services: &[&'static Service]) -> anyhow::Result<()> {
    std::io::stdin().read_to_end(&mut Vec::new())?;
    let stopped: Vec<_> = services.iter().map(|service| lifecycle::stop(service)).collect();
    stopped.into_iter().try_for_each(|stopped| stopped.map(drop))
}
