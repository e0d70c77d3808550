//! `cargo xtask bench`: the decode rows of the speed table, as ratios.
//!
//! What is measured lives in `benches/`, a package of its own, so that its peers do not slow every
//! other command down.

use std::path::PathBuf;
use std::process::Command;

use anyhow::bail;

use xtask::python;
use xtask::workspace;

const PACKAGE: &str = "handstamp-benches";

/// The pins of the Flask that is measured beside.
const PINS: &str = "flask-3.1";

/// Builds and runs both programs of `benches/`.
pub(crate) fn run(arguments: &[String]) -> anyhow::Result<()> {
    if !arguments.is_empty() {
        bail!("bench takes no arguments");
    }
    let build = |program: &str| {
        println!("  building {program}");
        workspace::build_program(PACKAGE, &["--profile", "bench", "--bin", program])
    };
    let (times, allocations) = (build("times")?, build("allocations")?);
    let cookies = workspace::shared().map(|shared| shared.join("vectors").join("bench"));
    let cookies = cookies.unwrap_or_else(|| PathBuf::from("made anew"));
    let mut measure = Command::new(times);
    measure.arg(&cookies);
    match python::find() {
        Some(python) => {
            measure.arg(python.environment(PINS)?).arg(python::file("bench_worker.py"));
        }
        None => println!("  no Python 3 here: Flask itself is not measured"),
    }
    finish(&mut measure)?;
    finish(Command::new(allocations).arg(&cookies))
}

fn finish(command: &mut Command) -> anyhow::Result<()> {
    if !command.status()?.success() {
        bail!("the measurement stopped");
    }
    Ok(())
}
