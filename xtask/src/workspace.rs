//! Where things are: the repository, its target folder, and the programs that cargo builds.

use std::io::{BufRead as _, BufReader, Read as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, bail};
use serde_json::Value;

use crate::progress::Ticker;

/// The top of the repository.
pub fn root() -> &'static Path {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    manifest.parent().unwrap_or(manifest)
}

/// The one target folder. Virtual environments, logs and servers' data live below it too.
pub fn target() -> PathBuf {
    match std::env::var_os("CARGO_TARGET_DIR") {
        Some(folder) => std::path::absolute(&folder).unwrap_or_else(|_| folder.into()),
        None => root().join("target"),
    }
}

/// The recorded vectors beside the checkout, which not every machine has.
pub fn shared() -> Option<PathBuf> {
    let shared = root().parent()?.join("shared");
    shared.join("vectors").is_dir().then_some(shared)
}

/// `cargo`, the one that started us, at the top of the repository.
pub fn cargo() -> Command {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(root());
    cargo
}

/// What `cargo metadata` says of the workspace.
pub fn metadata(arguments: &[&str]) -> anyhow::Result<Value> {
    let output = cargo()
        .args(["metadata", "--format-version", "1"])
        .args(arguments)
        .stderr(Stdio::inherit())
        .output()
        .context("cannot start cargo")?;
    if !output.status.success() {
        bail!("cargo metadata failed");
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}

/// Builds the program of a package and says where it is. What cargo says is shown in one line that is overwritten, and
/// whole only if the build fails.
pub fn build_program(package: &str, profile: &[&str]) -> anyhow::Result<PathBuf> {
    let mut child = cargo()
        .args(["build", "--package", package, "--message-format", "json-render-diagnostics"])
        .args(profile)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .context("cannot start cargo")?;
    let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
    let said = std::thread::spawn(move || {
        let mut ticker = Ticker::start();
        let mut said = String::new();
        for line in stderr.into_iter().flat_map(|stderr| BufReader::new(stderr).lines()) {
            let line = line.unwrap_or_default();
            ticker.show(line.trim());
            said.push_str(&line);
            said.push('\n');
        }
        said
    });
    let mut messages = String::new();
    if let Some(mut stdout) = stdout {
        stdout.read_to_string(&mut messages)?;
    }
    let said = said.join().unwrap_or_default();
    if !child.wait()?.success() {
        bail!("cargo build --package {package} failed:\n{}", said.trim_end());
    }
    messages
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .filter_map(|message| message.get("executable")?.as_str().map(PathBuf::from))
        .next_back()
        .with_context(|| format!("package {package} has no program"))
}
