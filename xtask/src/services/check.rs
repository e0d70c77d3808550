//! Whether each server does what fault tests count on: it keeps what it has acknowledged through a
//! kill, hangs when it is paused, and comes back.

use std::time::Duration;

use anyhow::{Context as _, ensure};

use super::held::Held;
use super::lifecycle;
use super::place::{Place, random};
use super::service::Service;
use crate::progress::step;

/// How long a server that is up may take for an answer.
const ANSWER: Duration = Duration::from_secs(10);

/// How long the client of one that hangs waits.
const HANG: Duration = Duration::from_secs(1);

/// Starts the servers, tries each, and stops those that did not run before.
pub(super) fn run(services: &[&'static Service]) -> anyhow::Result<()> {
    let held = Held::start(services)?;
    for (service, place) in &held.places {
        let kept = format!("{}: kill -9 and start keep what was committed", service.title);
        let word = step(&kept, || keeps_what_was_committed(service, place))?;
        let hangs = format!("{}: pause makes it hang, resume brings it back", service.title);
        step(&hangs, || hangs_and_comes_back(service, place, &word))?;
    }
    held.end()
}

fn keeps_what_was_committed(service: &Service, place: &Place) -> anyhow::Result<String> {
    let word = format!("word-{:016x}", u64::from_le_bytes(random()?));
    (service.save)(place, &word)?.answer(ANSWER)?.context("a write was not done in time")?;
    lifecycle::kill(service)?;
    let down = (service.load)(place, &word)?.answer(ANSWER);
    ensure!(down.is_err(), "killed, it still answers: {down:?}");
    let again = lifecycle::start(service)?;
    ensure!(again.ports == place.ports, "it came back on another port");
    ensure!(knows(service, place, &word, ANSWER)?, "a committed row is lost");
    Ok(word)
}

fn hangs_and_comes_back(service: &Service, place: &Place, word: &str) -> anyhow::Result<()> {
    lifecycle::pause(service)?;
    let said = (service.load)(place, word)?.answer(HANG);
    lifecycle::resume(service)?;
    ensure!(matches!(said, Ok(None)), "paused, it did not hang: {said:?}");
    ensure!(knows(service, place, word, ANSWER)?, "resumed, it has lost a row");
    Ok(())
}

fn knows(service: &Service, place: &Place, word: &str, limit: Duration) -> anyhow::Result<bool> {
    let said =
        (service.load)(place, word)?.answer(limit)?.context("a read was not done in time")?;
    Ok(said.contains(word))
}
