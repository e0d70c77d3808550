//! `cargo xtask test`: everything that must hold before a change lands, in stages.
//!
//! `.ci/run` and the README call exactly this. `cargo xtask test STAGE…` runs only those stages.

mod features;

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};

use xtask::progress::{Ticker, seconds};
use xtask::{chromium, python, workspace};

/// One stage: commands that must all succeed, or the reason why there is nothing to run here.
struct Stage {
    name: &'static str,
    about: &'static str,
    plan: fn() -> anyhow::Result<Plan>,
}

enum Plan {
    Run(Vec<Command>),
    Skip(String),
}

enum Outcome {
    Passed,
    Failed,
    Skipped,
}

const STAGES: &[Stage] = &[
    Stage { name: "format", about: "rustfmt changes nothing", plan: format },
    Stage { name: "clippy", about: "no warning in any target with all features", plan: clippy },
    Stage { name: "features", about: "each feature builds alone", plan: features::plan },
    Stage { name: "tests", about: "unit, property, vector and adapter tests", plan: tests },
    Stage { name: "doc-tests", about: "every example in the documentation", plan: doc_tests },
    Stage { name: "docs", about: "the documentation builds without a warning", plan: docs },
    Stage { name: "vectors", about: "what real Python libraries did, recorded", plan: vectors },
    Stage { name: "tidy", about: "crate graph, file sizes, changelog, README", plan: tidy },
    Stage { name: "fuzz-seeds", about: "each fuzz target replays its corpus", plan: fuzz_seeds },
    Stage { name: "interop", about: "live Python, both directions", plan: interop },
    Stage { name: "browser", about: "Chromium at Flask and at Rust", plan: browser },
    Stage { name: "demo", about: "a login made by Flask opens Rust's pages", plan: demo },
];

/// The kinds of vectors that must hold, line by line.
const VECTOR_KINDS: &[&str] = &[
    "signer",
    "timestamp-signer",
    "serializer",
    "timed-serializer",
    "urlsafe",
    "urlsafe-timed",
    "signer-construct",
    "flask-session",
    "flask-session-write",
    "http-date-parse",
    "http-date-format",
    "flask-set-cookie",
    "flask-login-remember",
    "flask-login-identifier",
    "flask-login-session",
    "flask-wtf-csrf",
    "flask-security-auth-token",
    "starlette-session",
    "starlette-clear",
];

/// Runs all stages, or those that are named.
pub(crate) fn run(names: &[String]) -> anyhow::Result<()> {
    if let Some(unknown) = names.iter().find(|name| STAGES.iter().all(|s| s.name != **name)) {
        let known: Vec<_> = STAGES.iter().map(|stage| stage.name).collect();
        bail!("no stage {unknown}; the stages are {}", known.join(", "));
    }
    let start = Instant::now();
    let chosen = STAGES.iter().filter(|s| names.is_empty() || names.iter().any(|n| n == s.name));
    let mut summary = Vec::new();
    for stage in chosen {
        println!("{}: {}", stage.name, stage.about);
        let begun = Instant::now();
        let outcome = run_stage(stage)?;
        println!("    {} in {}", outcome.word(), seconds(begun.elapsed()));
        summary.push((stage.name, outcome, begun.elapsed()));
    }
    summarize(&summary, start.elapsed())
}

fn run_stage(stage: &Stage) -> anyhow::Result<Outcome> {
    let commands = match (stage.plan)() {
        Ok(Plan::Run(commands)) => commands,
        Ok(Plan::Skip(reason)) => {
            println!("    {reason}");
            return Ok(Outcome::Skipped);
        }
        Err(error) => {
            println!("    {error:#}");
            return Ok(Outcome::Failed);
        }
    };
    for mut command in commands {
        if !run_quietly(&mut command)? {
            return Ok(Outcome::Failed);
        }
    }
    Ok(Outcome::Passed)
}

/// Runs a command whose output is shown only if it fails; meanwhile its latest line is shown.
fn run_quietly(command: &mut Command) -> anyhow::Result<bool> {
    let line = command_line(command);
    let (from, to) = std::io::pipe()?;
    let mut child = command
        .stdin(Stdio::null())
        .stdout(to.try_clone()?)
        .stderr(to)
        .spawn()
        .with_context(|| format!("cannot start {line}"))?;
    // The command holds the pipe's other end, and would keep it open for ever.
    command.stdout(Stdio::null()).stderr(Stdio::null());

    let mut ticker = Ticker::start();
    let mut output = Vec::new();
    let mut from = BufReader::new(from);
    let mut at = 0;
    while from.read_until(b'\n', &mut output)? > 0 {
        ticker.show(&String::from_utf8_lossy(output.get(at..).unwrap_or_default()));
        at = output.len();
    }
    let status = child.wait()?;
    drop(ticker);
    if !status.success() {
        println!("    {line}\n{}", String::from_utf8_lossy(&output).trim_end());
    }
    Ok(status.success())
}

fn command_line(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    let name = |word: &std::ffi::OsStr| match Path::new(word).file_name() {
        Some(name) if Path::new(word).is_absolute() => name.to_string_lossy().into_owned(),
        _ => word.to_string_lossy().into_owned(),
    };
    words.map(name).collect::<Vec<_>>().join(" ")
}

impl Outcome {
    fn word(&self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed => "FAILED",
            Self::Skipped => "skipped",
        }
    }
}

fn summarize(summary: &[(&str, Outcome, Duration)], all: Duration) -> anyhow::Result<()> {
    println!();
    for (name, outcome, time) in summary {
        println!("  {name:12}{:9}{:>14}", outcome.word(), seconds(*time));
    }
    println!("  {:12}{:9}{:>14}", "all", "", seconds(all));
    let count =
        |word: &str| summary.iter().filter(|(_, outcome, _)| outcome.word() == word).count();
    let (passed, failed, skipped) = (count("passed"), count("FAILED"), count("skipped"));
    println!("\n{passed} passed, {failed} failed, {skipped} skipped");
    match failed {
        0 => Ok(()),
        failed => bail!("{failed} of {} stages failed", summary.len()),
    }
}

fn cargo(arguments: &[&str]) -> Command {
    let mut cargo = workspace::cargo();
    cargo.args(arguments);
    cargo
}

/// Another command of the workshop. It is started through cargo: a stage before may have built the
/// workshop anew.
fn xtask(arguments: &[&str]) -> Command {
    let mut xtask = cargo(&["run", "--quiet", "--package", "xtask", "--"]);
    xtask.args(arguments);
    xtask
}

fn one(command: Command) -> anyhow::Result<Plan> {
    Ok(Plan::Run(vec![command]))
}

fn format() -> anyhow::Result<Plan> {
    one(cargo(&["fmt", "--all", "--check"]))
}

fn clippy() -> anyhow::Result<Plan> {
    let all = ["clippy", "--workspace", "--all-targets", "--all-features", "--", "-D", "warnings"];
    one(cargo(&all))
}

fn tests() -> anyhow::Result<Plan> {
    let nextest = cargo(&["nextest", "--version"]).output().is_ok_and(|o| o.status.success());
    one(if nextest {
        cargo(&["nextest", "run", "--workspace", "--all-features", "--no-fail-fast"])
    } else {
        let kinds = ["--lib", "--bins", "--tests", "--examples"];
        let mut command = cargo(&["test", "--workspace", "--all-features", "--no-fail-fast"]);
        command.args(kinds);
        command
    })
}

fn doc_tests() -> anyhow::Result<Plan> {
    one(cargo(&["test", "--doc", "--workspace", "--all-features"]))
}

fn docs() -> anyhow::Result<Plan> {
    let mut doc = cargo(&["doc", "--workspace", "--all-features", "--no-deps"]);
    doc.env("RUSTDOCFLAGS", "-D warnings");
    one(doc)
}

fn vectors() -> anyhow::Result<Plan> {
    let Some(shared) = workspace::shared() else {
        return Ok(Plan::Skip("no ../shared/vectors here; the crates' own were tested".to_owned()));
    };
    let Some(python) = python::find() else {
        return Ok(Plan::Skip("no Python 3 here".to_owned()));
    };
    let mut files: Vec<_> = std::fs::read_dir(shared.join("vectors").join("python"))?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|end| end == "jsonl"))
        .collect();
    files.sort();
    let mut compare = python.command();
    compare.current_dir(workspace::root()).arg(shared.join("vectors").join("compare.py"));
    VECTOR_KINDS.iter().for_each(|kind| {
        compare.args(["--kind", kind]);
    });
    one({
        compare.args(files);
        compare
    })
}

fn tidy() -> anyhow::Result<Plan> {
    one(xtask(&["tidy"]))
}

fn fuzz_seeds() -> anyhow::Result<Plan> {
    let mut replay = cargo(&["test", "--manifest-path", "fuzz/Cargo.toml", "--target-dir"]);
    replay.arg(workspace::target());
    one(replay)
}

fn interop() -> anyhow::Result<Plan> {
    match python::find() {
        Some(_) => one(xtask(&["interop"])),
        None => Ok(Plan::Skip("no Python 3 here".to_owned())),
    }
}

fn browser() -> anyhow::Result<Plan> {
    if python::find().is_none() {
        return Ok(Plan::Skip("no Python 3 here".to_owned()));
    }
    match chromium::find_or_install()? {
        Some(_) => one(xtask(&["browser"])),
        None => Ok(Plan::Skip(chromium::MISSING.to_owned())),
    }
}

fn demo() -> anyhow::Result<Plan> {
    Ok(Plan::Run(vec![
        xtask(&["demo", "--check"]),
        xtask(&["demo", "--check", "--without-python"]),
    ]))
}
