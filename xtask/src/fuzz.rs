//! `cargo xtask fuzz`: every target of `fuzz/` under libFuzzer, on the stable toolchain.
//!
//! libFuzzer needs code that counts what it runs through. rustc has that pass on the stable
//! toolchain too (`-C passes=sancov-module`); only `-Z sanitizer` is nightly's, and with `unsafe`
//! forbidden an address sanitizer has nothing to find in our own code.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, bail};
use serde_json::Value;

use xtask::progress::step;
use xtask::workspace;

/// Counts edges and compared values, as cargo-fuzz asks for; checks what debug builds check.
const FLAGS: &[&str] = &[
    "--cfg=fuzzing",
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
    "-Ccodegen-units=1",
];

/// How long each target runs where `--seconds` is not given.
const SECONDS: &str = "60";

/// Bytes of an input at most: a cookie that browsers keep is 4 KiB.
const LONGEST: u32 = 8192;

/// Runs every target, or those that are named: `[--seconds N] [TARGET…]`.
pub(crate) fn run(arguments: &[String]) -> anyhow::Result<()> {
    let (mut each, mut names) = (SECONDS.to_owned(), Vec::new());
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        match argument.as_str() {
            "--seconds" => each = rest.next().context("--seconds needs a number")?.clone(),
            option if option.starts_with('-') => bail!("fuzz knows --seconds N, not {option}"),
            name => names.push(name),
        }
    }
    let seconds: u64 = each.parse().context("--seconds needs a number")?;
    let programs = step("building the targets", build)?;
    if let Some(unknown) = names.iter().find(|n| programs.iter().all(|(name, _)| name != *n)) {
        bail!("no target {unknown} in fuzz/fuzz_targets");
    }
    let mut failed = Vec::new();
    for (name, program) in programs {
        if names.is_empty() || names.contains(&name.as_str()) {
            let what = format!("{name} for {seconds} s");
            if let Err(error) = step(&what, || fuzz(&name, &program, seconds)) {
                println!("{error:#}");
                failed.push(name);
            }
        }
    }
    if !failed.is_empty() {
        bail!("found something: {}; the inputs are in fuzz/artifacts", failed.join(", "));
    }
    Ok(())
}

/// Builds all targets with coverage; their names and programs.
fn build() -> anyhow::Result<Vec<(String, PathBuf)>> {
    let mut build = workspace::cargo();
    build
        .args(["build", "--release", "--bins", "--manifest-path", "fuzz/Cargo.toml"])
        // With a target named, build scripts and macros stay without the flags.
        .args(["--target", &host()?, "--message-format", "json-render-diagnostics"])
        .arg("--target-dir")
        .arg(workspace::target())
        .env("CARGO_ENCODED_RUSTFLAGS", FLAGS.join("\u{1f}"));
    let output = build.stderr(Stdio::piped()).output().context("cannot start cargo")?;
    if !output.status.success() {
        bail!("{}", String::from_utf8_lossy(&output.stderr).trim_end());
    }
    let text = String::from_utf8_lossy(&output.stdout);
    let messages = text.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let mut programs: Vec<_> = messages
        .filter_map(|message| {
            let name = message.get("target")?.get("name")?.as_str()?.to_owned();
            Some((name, PathBuf::from(message.get("executable")?.as_str()?)))
        })
        .collect();
    programs.sort();
    Ok(programs)
}

fn host() -> anyhow::Result<String> {
    let output = Command::new("rustc").args(["--version", "--verbose"]).output()?;
    let text = String::from_utf8(output.stdout)?;
    let host = text.lines().find_map(|line| line.strip_prefix("host: "));
    Ok(host.context("rustc does not say its host")?.to_owned())
}

fn fuzz(name: &str, program: &Path, seconds: u64) -> anyhow::Result<()> {
    let home = workspace::root().join("fuzz");
    let folder = |kind: &str| -> anyhow::Result<PathBuf> {
        let folder = home.join(kind).join(name);
        std::fs::create_dir_all(&folder)?;
        Ok(folder)
    };
    let (corpus, artifacts) = (folder("corpus")?, folder("artifacts")?);
    let output = Command::new(program)
        .arg(format!("-max_total_time={seconds}"))
        .arg(format!("-max_len={LONGEST}"))
        .args(["-timeout=5", "-rss_limit_mb=1024", "-print_final_stats=1"])
        .arg(format!("-artifact_prefix={}/", artifacts.display()))
        .args([corpus, home.join("seeds").join(name)])
        .env("RUST_BACKTRACE", "0")
        .stdin(Stdio::null())
        .output()
        .with_context(|| format!("cannot start {}", program.display()))?;
    let said = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() {
        let last: Vec<_> = said.lines().rev().take(30).collect();
        bail!("{}", last.into_iter().rev().collect::<Vec<_>>().join("\n"));
    }
    let runs = said.lines().find_map(|line| line.strip_prefix("stat::number_of_executed_units:"));
    print!("{} runs, ", runs.unwrap_or_default().trim());
    Ok(())
}
