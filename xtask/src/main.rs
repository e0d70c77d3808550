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
mod servers;
mod test;
mod tidy;
mod vectors;

use std::process::ExitCode;

/// A command: its name, what it does in one line, its help, and the function that does it.
struct Command {
    name: &'static str,
    about: &'static str,
    help: &'static str,
    run: fn(&[String]) -> anyhow::Result<()>,
}

const COMMANDS: &[Command] = &[
    Command {
        name: "demo",
        about: "log in at Flask, be greeted by Rust  [--check] [--without-python] [--port N]",
        help: "Starts a real Flask app, an axum and an actix-web service, and a proxy in front of them, on loopback.\n\
               --check            tries it by itself, step by step, and ends\n\
               --without-python   the login page is written in Rust instead of Flask\n\
               --port N           the proxy listens there; default 8080, or another one if it is taken",
        run: |arguments| acceptance::run("demo", arguments),
    },
    Command {
        name: "test",
        about: "everything that must hold before a change lands, in stages  [STAGE...]",
        help: "Without STAGE: all stages. The first line of each says what it holds. A stage that this machine cannot run is\n\
               skipped with a reason.",
        run: test::run,
    },
    Command {
        name: "interop",
        about: "live Python, both directions, value by value  [--rounds N] [--seed N]",
        help: "--rounds N   random sessions for each version; default 300\n\
               --seed N     where they begin; printed, so that a failure can be run again",
        run: |arguments| acceptance::run("interop", arguments),
    },
    Command {
        name: "browser",
        about: "a headless Chromium at a session that Flask and Rust both write",
        help: "Installs Debian\u{27}s chromium where it is missing, if it may.",
        run: |arguments| acceptance::run("browser", arguments),
    },
    Command {
        name: "apps",
        about: "real applications from PyPI and Rust, logged in and out in turn  [NAME...]",
        help: "Without NAME: archivy, otterwiki, ihatemoney, zopyx and datasette. Each is installed below target/venv.",
        run: |arguments| acceptance::run("apps", arguments),
    },
    Command {
        name: "attacks",
        about: "what must not work, tried over HTTP against services that run  [NAME...]",
        help: "Without NAME: all of them.",
        run: |arguments| acceptance::run("attacks", arguments),
    },
    Command {
        name: "services",
        about: "PostgreSQL, MariaDB and OpenLDAP on loopback, for tests and for people  [COMMAND]",
        help: "Without COMMAND: starts all, prints how to reach them, and stays until Ctrl-C. Installs Debian\u{27}s packages where\n\
               they are missing, if it may. Data, logs and NAME.env are below target/services.\n\n\
               NAME: postgres, mariadb, openldap; where it may be left out: all of them.\n\
               start [NAME...]    in the background; one that runs already is left alone\n\
               stop [NAME...]     in order\n\
               status [NAME...]   stopped, paused, answers, or does not answer\n\
               kill NAME...       at once, as a power failure does\n\
               pause NAME...      it takes connections and does not answer\n\
               resume NAME...     a paused one goes on\n\
               check [NAME...]    tries that each keeps what it acknowledged through a kill, and comes back from a pause\n\
               run COMMAND...     all of them, as long as another command runs, and HANDSTAMP_TEST_... in its environment",
        run: servers::run,
    },
    Command {
        name: "fuzz",
        about: "every fuzz target, on the stable toolchain  [--seconds N] [TARGET...]",
        help: "--seconds N   for each target; default 60",
        run: fuzz::run,
    },
    Command {
        name: "vectors",
        about: "write the vectors beside the crates anew, from real Python libraries",
        help: "Changes files below crates/*/tests/vectors only if a library writes something else.",
        run: vectors::run,
    },
    Command {
        name: "bench",
        about: "the decode rows of the speed table, as ratios, with allocations",
        help: "Each row is a ratio to the floor: the best library for each part, in the same run.",
        run: bench::run,
    },
    Command {
        name: "oracle",
        about: "answer recorded questions on stdin, one JSON object a line",
        help: "../shared/vectors/compare.py asks it.",
        run: |arguments| acceptance::run("oracle", arguments),
    },
    Command {
        name: "tidy",
        about: "the rules of the house: crate graph, files, imports, words, documents",
        help: "cargo test -p xtask holds the same.",
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
    if rest.iter().any(|argument| matches!(argument.as_str(), "-h" | "--help")) {
        println!("cargo xtask {}: {}\n\n{}", command.name, command.about, command.help);
        return ExitCode::SUCCESS;
    }
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
