//! `cargo xtask interop`: live Python, both directions, value by value.
//!
//! For each version of Flask a Python process answers over a pipe. Cookies that it makes are read
//! here, cookies made here are opened there, keys are rotated under way, and the values are random
//! with a seed that is printed, so that a failure can be run again. Then the example service is asked
//! over HTTP with cookies of that Flask, and a Flask app and a Rust service write one session in turn,
//! behind one cookie jar. For each version of Starlette the same through its
//! `SessionMiddleware`, whose `Set-Cookie` lines have to be ours.

mod dependencies;
mod random;
mod same;
mod session;
pub(crate) mod shared;
mod starlette;
mod worker;

use std::time::Instant;

use anyhow::{Context as _, bail};

use self::random::Random;
use self::worker::Worker;
use xtask::progress::{Ticker, seconds};
use xtask::python::{self, Python};

/// A version of Flask and what it can do.
struct Flask {
    /// The file of pins, and the environment's name.
    pins: &'static str,
    /// Whether it knows `SECRET_KEY_FALLBACKS`.
    key_list: bool,
}

const FLASKS: &[Flask] = &[
    Flask { pins: "flask-1.1", key_list: false },
    Flask { pins: "flask-2.0", key_list: false },
    Flask { pins: "flask-2.3", key_list: false },
    Flask { pins: "flask-3.0", key_list: false },
    Flask { pins: "flask-3.1", key_list: true },
];

/// A version of Starlette and what it can do.
struct Starlette {
    /// The file of pins, and the environment's name.
    pins: &'static str,
    /// The oldest Python that the pins run on.
    python: (u32, u32),
    /// Whether its cookies can be partitioned.
    partitioned: bool,
}

const STARLETTES: &[Starlette] = &[
    Starlette { pins: "starlette-0.41", python: (3, 9), partitioned: false },
    Starlette { pins: "starlette-1", python: (3, 11), partitioned: true },
];

/// Sessions for each version where `--rounds` is not given.
const ROUNDS: u64 = 300;

/// The seed where `--seed` is not given. Fixed, so that a check does not fail for one person only.
const SEED: u64 = 20_260_101;

/// Tries every version: `[--rounds N] [--seed N]`.
pub(crate) fn run(arguments: &[String]) -> anyhow::Result<()> {
    let (mut rounds, mut seed) = (ROUNDS, SEED);
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        let mut number = || -> anyhow::Result<u64> {
            let text = rest.next().with_context(|| format!("{argument} needs a number"))?;
            text.parse().with_context(|| format!("{argument} needs a number, not {text}"))
        };
        match argument.as_str() {
            "--rounds" => rounds = number()?,
            "--seed" => seed = number()?,
            other => bail!("interop knows --rounds N and --seed N, not {other}"),
        }
    }
    let python = python::find().context("live interop needs Python 3, and none is here")?;
    println!("  {rounds} random sessions with each version, seed {seed}");
    let services = dependencies::start()?;
    let writing = shared::build()?;
    let mut failed = Vec::new();
    for flask in FLASKS {
        let environment = python.environment(flask.pins)?;
        let mut worker = Worker::start(&environment, "flask_worker.py")?;
        println!("  {}", worker.versions()?);
        let all = converse(flask, &mut worker, rounds, seed)
            .and_then(|()| dependencies::hold(&mut worker, &services))
            .and_then(|()| {
                println!("  ok    the four dependencies of fastapi-flask-auth, over HTTP, in axum and actix-web");
                shared::hold(&environment, &writing, flask.key_list, &mut Random::new(seed))
            });
        if let Err(error) = all {
            println!("  FAIL  {}: {error:#}", flask.pins);
            failed.push(flask.pins);
        }
    }
    for version in STARLETTES {
        if let Err(error) = starlettes(version, &python, rounds, seed) {
            println!("  FAIL  {}: {error:#}", version.pins);
            failed.push(version.pins);
        }
    }
    if !failed.is_empty() {
        let all = FLASKS.len() + STARLETTES.len();
        bail!("{} of {all} differ: {}", failed.len(), failed.join(", "));
    }
    Ok(())
}

fn starlettes(version: &Starlette, python: &Python, rounds: u64, seed: u64) -> anyhow::Result<()> {
    if python.version < version.python {
        let (major, minor) = version.python;
        println!("  left out  {}: it needs Python {major}.{minor}", version.pins);
        return Ok(());
    }
    let mut worker = Worker::start(&python.environment(version.pins)?, "starlette_worker.py")?;
    println!("  {}", worker.versions()?);
    again_and_again("both ways, rotated, expired, changed, cleared", rounds, seed, |random| {
        starlette::both_ways(&mut worker, version.partitioned, random)
    })
}

fn converse(flask: &Flask, worker: &mut Worker, rounds: u64, seed: u64) -> anyhow::Result<()> {
    again_and_again("both ways, rotated, expired, changed", rounds, seed, |random| {
        session::both_ways(worker, flask.key_list, random)
    })
}

/// Tries one random session after the other, and says how long it took.
fn again_and_again(
    what: &str,
    rounds: u64,
    seed: u64,
    mut once: impl FnMut(&mut Random) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let start = Instant::now();
    let mut random = Random::new(seed);
    let mut ticker = Ticker::start();
    for round in 0..rounds {
        once(&mut random).with_context(|| format!("session {round} of seed {seed}"))?;
        ticker.show(&format!("{round} of {rounds}"));
    }
    drop(ticker);
    println!("  ok    {what}: {}", seconds(start.elapsed()));
    Ok(())
}
