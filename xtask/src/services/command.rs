//! `cargo xtask services`: what people and tests say to it.

use anyhow::{Context as _, bail, ensure};

use super::held::{self, Held};
use super::keeper;
use super::lifecycle::{self, State};
use super::place::{self, Place};
use super::service::Service;
use super::{SERVICES, beside, check, programs};
use crate::interruption;
use crate::progress::step;

/// Runs one of the commands; without one, starts all and stays.
pub fn run(arguments: &[String]) -> anyhow::Result<()> {
    let Some((command, rest)) = arguments.split_first() else { return stay() };
    match command.as_str() {
        "start" => start(&named(rest)?),
        "stop" => each(&named(rest)?, "stopping", |service| lifecycle::stop(service).map(drop)),
        "status" => named(rest)?.into_iter().try_for_each(status),
        "kill" => each(&some(rest)?, "killing", lifecycle::kill),
        "pause" => each(&some(rest)?, "pausing", lifecycle::pause),
        "resume" => each(&some(rest)?, "resuming", lifecycle::resume),
        "check" => {
            let services = installed(named(rest)?)?;
            let _alone = beside::alone()?;
            check::run(&services)
        }
        "run" => beside::run(&installed(named(&[])?)?, rest),
        keeper::KEEP => some(rest)?.into_iter().try_for_each(keeper::keep),
        held::WATCH => held::watch(&named_or_none(rest)?),
        other => bail!("no command {other:?}: cargo xtask services --help lists them"),
    }
}

fn named_or_none(names: &[String]) -> anyhow::Result<Vec<&'static Service>> {
    let find = |name: &String| {
        let known = || SERVICES.iter().map(|service| service.name).collect::<Vec<_>>().join(", ");
        let found = SERVICES.iter().find(|service| service.name == name);
        found.with_context(|| format!("no service {name}; the services are {}", known()))
    };
    names.iter().map(find).collect()
}

/// Those that are named, or all.
fn named(names: &[String]) -> anyhow::Result<Vec<&'static Service>> {
    if names.is_empty() {
        return Ok(SERVICES.iter().collect());
    }
    named_or_none(names)
}

/// Those that are named, and at least one.
fn some(names: &[String]) -> anyhow::Result<Vec<&'static Service>> {
    ensure!(!names.is_empty(), "which one? cargo xtask services --help");
    named_or_none(names)
}

fn installed(services: Vec<&'static Service>) -> anyhow::Result<Vec<&'static Service>> {
    match programs::install(&services) {
        None => Ok(services),
        Some(reason) => bail!("{reason}"),
    }
}

fn each(
    services: &[&'static Service],
    what: &str,
    work: fn(&Service) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    services
        .iter()
        .try_for_each(|service| step(&format!("{what} {}", service.title), || work(service)))
}

fn start(services: &[&'static Service]) -> anyhow::Result<()> {
    for service in installed(services.to_vec())? {
        let place = held::start(service)?;
        describe(service, &place);
    }
    println!("\n  cargo xtask services stop ends them.");
    Ok(())
}

fn describe(service: &Service, place: &Place) {
    println!("\n  {}", service.title);
    for (name, value) in (service.variables)(place) {
        println!("    {name}={value}");
    }
    println!("    {}", (service.paste)(place));
}

fn status(service: &'static Service) -> anyhow::Result<()> {
    let (word, process) = match lifecycle::state(service)? {
        State::Stopped => ("stopped", None),
        State::Paused(process) => ("paused", Some(process)),
        State::Answers(process) => ("answers", Some(process)),
        State::Silent(process) => ("does not answer", Some(process)),
    };
    let process = process.map(|process| format!("process {}", process.id())).unwrap_or_default();
    println!("{}", format!("  {:11}{word:17}{process}", service.name).trim_end());
    Ok(())
}

fn stay() -> anyhow::Result<()> {
    let services = installed(named(&[])?)?;
    let interrupted = interruption::interruptions()?;
    let held = Held::start(&services)?;
    for (service, place) in &held.places {
        describe(service, place);
    }
    let folder = place::all();
    println!("\n  In a shell: set -a; . {}/NAME.env", folder.display());
    println!("  Each keeps its data and its log below {}.", folder.display());
    println!("  Ctrl-C ends them.");
    interrupted.recv()?;
    held.end()?;
    println!("\n  ended");
    Ok(())
}
