//! What `cargo xtask` starts and what needs the library: the demo, the oracle, live Python, real applications, a
//! browser, attacks.
//!
//! A program of its own, so that a library that does not build leaves the rest of the workshop alone.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program for the terminal: what it prints is its result"
)]

mod apps;
mod attacks;
mod browser;
mod changed;
mod demo;
mod http;
mod interop;
mod leash;
mod oracle;
mod process;
mod steps;

use std::process::ExitCode;

use anyhow::bail;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (name, rest) = match arguments.split_first() {
        Some((name, rest)) if name == leash::NAME => return leash::run(rest),
        Some((name, rest)) => (name.as_str(), rest),
        None => ("", &arguments[..]),
    };
    match run(name, rest) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(name: &str, arguments: &[String]) -> anyhow::Result<()> {
    match name {
        "apps" => apps::run(arguments),
        apps::SERVICE => apps::serve(arguments),
        "attacks" => attacks::run(arguments),
        attacks::service::NAME => attacks::service::run(),
        "demo" => demo::run(arguments),
        "interop" => interop::run(arguments),
        "browser" => browser::run(arguments),
        "oracle" => oracle::run(arguments),
        _ => bail!("no command {name:?}; `cargo xtask` lists them"),
    }
}
