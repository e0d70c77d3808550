//! The commands that need the library: a program of its own, `xtask/acceptance`.

use std::process::Command;

use anyhow::Context as _;
use xtask::workspace;

const PACKAGE: &str = "handstamp-acceptance";

/// Builds the program and runs one of its commands in the place of this one.
pub(crate) fn run(command: &str, arguments: &[String]) -> anyhow::Result<()> {
    let program = workspace::build_program(PACKAGE, &[])?;
    let mut acceptance = Command::new(&program);
    acceptance.arg(command).args(arguments);
    become_it(&mut acceptance).with_context(|| format!("cannot start {}", program.display()))
}

/// Ctrl-C then reaches the one program that has servers to end.
#[cfg(unix)]
fn become_it(command: &mut Command) -> anyhow::Result<()> {
    use std::os::unix::process::CommandExt as _;
    Err(command.exec().into())
}

#[cfg(not(unix))]
fn become_it(command: &mut Command) -> anyhow::Result<()> {
    match command.status()? {
        status if status.success() => Ok(()),
        status => std::process::exit(status.code().unwrap_or(1)),
    }
}
