//! The workshop: everything that is done to handstamp, one file per command.
//!
//! `cargo xtask` alone lists the commands. Each is a function that takes its own arguments and
//! returns an error when what it was asked to show does not hold. Those that need the library are
//! built and run from `xtask/acceptance`.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program for the terminal: what it prints is its result"
)]

mod acceptance;
mod bench;
mod fuzz;
mod test;
mod tidy;
mod vectors;

use std::process::ExitCode;

/// A command: its name, what it does in one line, and the function that does it.
struct Command {
    name: &'static str,
    about: &'static str,
    run: fn(&[String]) -> anyhow::Result<()>,
}

const COMMANDS: &[Command] = &[
    Command {
        name: "demo",
        about: "log in at Flask, be greeted by Rust  [--check] [--without-python] [--port N]",
        run: |arguments| acceptance::run("demo", arguments),
    },
    Command {
        name: "test",
        about: "everything that must hold before a change lands, in stages  [STAGE...]",
        run: test::run,
    },
    Command {
        name: "interop",
        about: "live Python, both directions, value by value  [--rounds N] [--seed N]",
        run: |arguments| acceptance::run("interop", arguments),
    },
    Command {
        name: "browser",
        about: "a headless Chromium at a session that Flask and Rust both write",
        run: |arguments| acceptance::run("browser", arguments),
    },
    Command {
        name: "apps",
        about: "real applications from PyPI and Rust, logged in and out in turn  [NAME...]",
        run: |arguments| acceptance::run("apps", arguments),
    },
    Command {
        name: "attacks",
        about: "what must not work, tried over HTTP against services that run  [NAME...]",
        run: |arguments| acceptance::run("attacks", arguments),
    },
    Command {
        name: "fuzz",
        about: "every fuzz target, on the stable toolchain  [--seconds N] [TARGET...]",
        run: fuzz::run,
    },
    Command {
        name: "vectors",
        about: "write the vectors beside the crates anew, from real Python libraries",
        run: vectors::run,
    },
    Command {
        name: "bench",
        about: "the decode rows of the speed table, as ratios, with allocations",
        run: bench::run,
    },
    Command {
        name: "oracle",
        about: "answer recorded questions on stdin, one JSON object a line",
        run: |arguments| acceptance::run("oracle", arguments),
    },
    Command {
        name: "tidy",
        about: "the rules of the house: crate graph, files, imports, words, documents",
        run: tidy::run,
    },
];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let Some((name, rest)) = arguments.split_first() else {
        usage();
        return ExitCode::from(2);
    };
    let Some(command) = COMMANDS.iter().find(|command| command.name == name) else {
        usage();
        let asked = matches!(name.as_str(), "-h" | "--help" | "help");
        return if asked { ExitCode::SUCCESS } else { ExitCode::from(2) };
    };
    match (command.run)(rest) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn usage() {
    println!("cargo xtask COMMAND\n");
    for command in COMMANDS {
        println!("  {:9} {}", command.name, command.about);
    }
}
