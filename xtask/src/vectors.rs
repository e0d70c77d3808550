//! `cargo xtask vectors`: writes the vectors beside the crates anew, from real Python libraries.
//!
//! `crates/*/tests/vectors/made.jsonl` is what today's versions do, with fixed seeds and a fixed
//! clock: a second run changes nothing. The other files there were recorded from versions that no
//! machine of today can install, and stay as they are.

use std::process::Command;

use anyhow::{Context as _, bail};

use xtask::python;
use xtask::workspace;

/// The pins that the vectors are made with.
const PINS: &str = "flask-3.1";

/// Writes the files and says how many lines each has.
pub(crate) fn run(arguments: &[String]) -> anyhow::Result<()> {
    if !arguments.is_empty() {
        bail!("vectors takes no arguments");
    }
    let python = python::find().context("vectors are made by Python 3, and none is here")?;
    let status = Command::new(python.environment(PINS)?)
        .arg(python::file("make_vectors.py"))
        .arg(workspace::root())
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .env("PYTHONHASHSEED", "0")
        .status()?;
    if !status.success() {
        bail!("make_vectors.py failed");
    }
    Ok(())
}
