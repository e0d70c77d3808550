//! Starting and ending a server, whoever started it.

use std::fs::{self, File};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};

use super::keeper;
use super::place::{self, Place};
use super::process::Process;
use super::service::Service;

/// How long a server may take until it answers: it may have to recover.
const START: Duration = Duration::from_secs(60);

/// How long one that runs already may take to answer.
const ANSWER: Duration = Duration::from_secs(5);

/// How long a server may take to end in order.
const STOP: Duration = Duration::from_secs(20);

/// Beside the data: what they were made from.
const MADE_FROM: &str = "made-from";

/// How a server is.
pub(super) enum State {
    Stopped,
    Paused(Process),
    Answers(Process),
    Silent(Process),
}

/// How it is now. One that is not asked for within a second is silent.
pub(super) fn state(service: &Service) -> anyhow::Result<State> {
    let Some(process) = running(service) else { return Ok(State::Stopped) };
    if process.is_paused() {
        return Ok(State::Paused(process));
    }
    let ping = (service.ping)(&Place::open(service)?)?;
    match ping.answer(Duration::from_secs(1)) {
        Ok(Some(_)) => Ok(State::Answers(process)),
        Ok(None) | Err(_) => Ok(State::Silent(process)),
    }
}

fn running(service: &Service) -> Option<Process> {
    Process::remembered(&place::all().join(service.name).join("process"))
}

/// Held while a server is started or ended: two commands must not do that at once.
fn lock(service: &Service) -> anyhow::Result<File> {
    let folder = place::all();
    fs::create_dir_all(&folder)?;
    let lock = File::create(folder.join(format!("{}.lock", service.name)))?;
    lock.lock()?;
    Ok(lock)
}

/// Starts a server and waits until it answers. One that runs and answers is left alone; one that is
/// paused goes on; one that does not answer is killed first. Its first data are made at the first call.
pub(super) fn start(service: &Service) -> anyhow::Result<Place> {
    let _lock = lock(service)?;
    let mut place = Place::open(service)?;
    let made = place.data.join(MADE_FROM);
    let wanted = place.run(program(service)?, service.version, "")? + service.seed;
    let is_made = fs::read_to_string(&made).is_ok_and(|found| found == wanted);
    if let Some(process) = running(service) {
        process.resume()?;
        if is_made && answers(service, &place, process, ANSWER)? {
            return Ok(place);
        }
        process.kill()?;
    }
    if !is_made {
        place.clear()?;
        (service.initialise)(&place)
            .with_context(|| format!("cannot make the first data of {}", service.title))?;
        place.write(MADE_FROM, &wanted)?;
    }
    place.free_ports()?;
    write_variables(service, &place)?;
    let process = keeper::start(service, &place)?;
    if !answers(service, &place, process, START)? {
        let log = fs::read_to_string(place.log()).unwrap_or_default();
        let lines: Vec<_> = log.lines().collect();
        let last = lines.get(lines.len().saturating_sub(20)..).unwrap_or_default().join("\n");
        process.kill()?;
        bail!("{} does not answer; {} ends with\n{last}", service.title, place.log().display());
    }
    Ok(place)
}

fn program(service: &Service) -> anyhow::Result<&'static str> {
    service.programs.first().copied().context("a service without a program")
}

/// `target/services/NAME.env`, for shells.
fn write_variables(service: &Service, place: &Place) -> anyhow::Result<()> {
    let variables = (service.variables)(place);
    let lines: String =
        variables.iter().map(|(name, value)| format!("{name}='{value}'\n")).collect();
    place::write_private(&place::all().join(format!("{}.env", service.name)), &lines)
}

/// Whether a server answers in time, or has ended.
fn answers(
    service: &Service,
    place: &Place,
    process: Process,
    limit: Duration,
) -> anyhow::Result<bool> {
    let start = Instant::now();
    while process.is_alive() && start.elapsed() < limit {
        if let Ok(Some(_)) = (service.ping)(place)?.answer(limit) {
            return Ok(process.is_alive());
        }
        thread::sleep(Duration::from_millis(20));
    }
    Ok(false)
}

/// Ends a server in order, also one that is paused; one that does not end is killed. Returns
/// whether it ran.
pub(super) fn stop(service: &Service) -> anyhow::Result<bool> {
    let _lock = lock(service)?;
    let Some(process) = running(service) else { return Ok(false) };
    process.resume()?;
    process.signal(service.stop)?;
    if !process.ended_within(STOP) {
        process.kill()?;
    }
    Ok(true)
}

/// Ends a server at once, as a power failure does.
pub(super) fn kill(service: &Service) -> anyhow::Result<()> {
    let _lock = lock(service)?;
    must_run(service)?.kill()
}

/// Lets a server hang: it takes connections and does not answer.
pub(super) fn pause(service: &Service) -> anyhow::Result<()> {
    let _lock = lock(service)?;
    must_run(service)?.pause()?;
    Ok(())
}

/// Lets a paused server go on.
pub(super) fn resume(service: &Service) -> anyhow::Result<()> {
    let _lock = lock(service)?;
    must_run(service)?.resume()
}

fn must_run(service: &Service) -> anyhow::Result<Process> {
    running(service).with_context(|| {
        format!("{} does not run: cargo xtask services start {}", service.title, service.name)
    })
}
