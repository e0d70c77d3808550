//! `cargo xtask test`: everything that must hold before a change lands, in stages.
//!
//! `.ci/run` and the README call exactly this. `cargo xtask test STAGE…` runs only those stages.

mod features;
mod ignored;
mod services;
mod vectors;

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};

use xtask::progress::Ticker;
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
    /// Why.
    Skipped(String),
}

const STAGES: &[Stage] = &[
    Stage { name: "format", about: "rustfmt changes nothing", plan: format },
    Stage { name: "clippy", about: "no warning in any target with all features", plan: clippy },
    Stage { name: "features", about: "each feature builds alone", plan: features::plan },
    Stage { name: "tests", about: "unit, property, vector and adapter tests", plan: tests },
    Stage { name: "doc-tests", about: "every example in the documentation", plan: doc_tests },
    Stage { name: "docs", about: "the documentation builds without a warning", plan: docs },
    Stage {
        name: "vectors",
        about: "what real Python libraries did, recorded",
        plan: vectors::plan,
    },
    Stage {
        name: "services",
        about: "tests beside PostgreSQL, MariaDB and OpenLDAP",
        plan: services::plan,
    },
    Stage { name: "tidy", about: "crate graph, files, imports, words, documents", plan: tidy },
    Stage { name: "fuzz-seeds", about: "each fuzz target replays its corpus", plan: fuzz_seeds },
    Stage { name: "interop", about: "live Python, both directions", plan: interop },
    Stage { name: "apps", about: "real applications from PyPI", plan: apps },
    Stage { name: "browser", about: "Chromium at Flask and at Rust", plan: browser },
    Stage { name: "attacks", about: "what must not work, tried over HTTP", plan: attacks },
    Stage { name: "demo", about: "a login made by Flask opens Rust's pages", plan: demo },
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
    println!("\n{}", table(&summary, start.elapsed()));
    match summary.iter().filter(|(_, outcome, _)| matches!(outcome, Outcome::Failed)).count() {
        0 => Ok(()),
        failed => bail!("{failed} of {} stages failed", summary.len()),
    }
}

fn run_stage(stage: &Stage) -> anyhow::Result<Outcome> {
    let commands = match (stage.plan)() {
        Ok(Plan::Run(commands)) => commands,
        Ok(Plan::Skip(reason)) => {
            println!("    {reason}");
            return Ok(Outcome::Skipped(reason));
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
            Self::Skipped(_) => "skipped",
        }
    }
}

/// A line for each stage, and last of all how many there were of each outcome.
fn table(summary: &[(&str, Outcome, Duration)], all: Duration) -> String {
    let mut table = String::new();
    for (name, outcome, time) in summary {
        let why = if let Outcome::Skipped(reason) = outcome { reason } else { "" };
        let line = format!("  {name:12}{:9}{:>12}  {why}", outcome.word(), seconds(*time));
        table += line.trim_end();
        table += "\n";
    }
    table += &format!("  {:12}{:9}{:>12}\n", "all", "", seconds(all));
    let count =
        |word: &str| summary.iter().filter(|(_, outcome, _)| outcome.word() == word).count();
    let (passed, failed, skipped) = (count("passed"), count("FAILED"), count("skipped"));
    table + &format!("\n{passed} passed, {failed} failed, {skipped} skipped")
}

fn seconds(time: Duration) -> String {
    format!("{:.1} s", time.as_secs_f64())
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
    one(cargo(all_tests()))
}

/// All tests but those of the documentation.
fn all_tests() -> &'static [&'static str] {
    if has_nextest() {
        &["nextest", "run", "--workspace", "--all-features", "--no-fail-fast"]
    } else {
        &[
            "test",
            "--workspace",
            "--all-features",
            "--no-fail-fast",
            "--lib",
            "--bins",
            "--tests",
            "--examples",
        ]
    }
}

fn has_nextest() -> bool {
    cargo(&["nextest", "--version"]).output().is_ok_and(|output| output.status.success())
}

fn doc_tests() -> anyhow::Result<Plan> {
    one(cargo(&["test", "--doc", "--workspace", "--all-features"]))
}

fn docs() -> anyhow::Result<Plan> {
    let mut doc = cargo(&["doc", "--workspace", "--all-features", "--no-deps"]);
    doc.env("RUSTDOCFLAGS", "-D warnings");
    one(doc)
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
    with_python("interop")
}

fn apps() -> anyhow::Result<Plan> {
    with_python("apps")
}

fn attacks() -> anyhow::Result<Plan> {
    with_python("attacks")
}

fn with_python(command: &str) -> anyhow::Result<Plan> {
    match python::find() {
        Some(_) => one(xtask(&[command])),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_skipped_is_named_and_counted() {
        let second = Duration::from_secs(1);
        let summary = [
            ("tests", Outcome::Passed, 100 * second),
            ("docs", Outcome::Failed, second),
            ("vectors", Outcome::Skipped("no files".to_owned()), Duration::ZERO),
        ];
        let table = table(&summary, 101 * second);
        let lines: Vec<_> = table.lines().map(str::trim).collect();
        assert_eq!(lines[0], "tests       passed        100.0 s");
        assert_eq!(lines[2], "vectors     skipped         0.0 s  no files");
        assert_eq!(lines[3], "all                       101.0 s");
        assert_eq!(lines.last(), Some(&"1 passed, 1 failed, 1 skipped"));
    }
}
