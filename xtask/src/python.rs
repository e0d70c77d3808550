//! Python: finding it, and virtual environments below `target/` with pinned libraries.

use std::fs::File;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context as _, bail};

use crate::{progress, workspace};

/// A Python interpreter of this machine.
#[derive(Debug, Clone)]
pub struct Python {
    program: String,
    /// Major and minor version.
    pub version: (u32, u32),
}

/// The interpreter named by `PYTHON`, else `python3`, else `python`; the first that is a Python 3.
pub fn find() -> Option<Python> {
    let named = std::env::var("PYTHON").ok();
    let programs = named.into_iter().chain(["python3".to_owned(), "python".to_owned()]);
    programs.filter_map(ask_version).find(|python| python.version.0 == 3)
}

fn ask_version(program: String) -> Option<Python> {
    let output = Command::new(&program)
        .args(["-c", "import sys; print(sys.version_info[0], sys.version_info[1])"])
        .stderr(Stdio::null())
        .output()
        .ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let (major, minor) = text.trim().split_once(' ')?;
    Some(Python { program, version: (major.parse().ok()?, minor.parse().ok()?) })
}

/// A file of `xtask/python`.
pub fn file(name: &str) -> PathBuf {
    workspace::root().join("xtask").join("python").join(name)
}

impl Python {
    /// A command that runs this interpreter.
    pub fn command(&self) -> Command {
        Command::new(&self.program)
    }

    /// The interpreter of a virtual environment that holds what `xtask/python/NAME.txt` pins. Made
    /// at the first call and whenever the pins or the interpreter change.
    pub fn environment(&self, name: &str) -> anyhow::Result<PathBuf> {
        let folder = workspace::target().join("venv");
        std::fs::create_dir_all(&folder)?;
        let lock = File::create(folder.join(format!("{name}.lock")))?;
        lock.lock()?; // two workshops at once must not build one environment
        let requirements = file(&format!("{name}.txt"));
        let pins = std::fs::read_to_string(&requirements)
            .with_context(|| format!("cannot read {}", requirements.display()))?;
        let wanted = format!("{} {:?}\n{pins}", self.program, self.version);
        let home = folder.join(name);
        let stamp = home.join("handstamp.stamp");
        let python = if cfg!(windows) {
            home.join("Scripts").join("python.exe")
        } else {
            home.join("bin").join("python")
        };
        if std::fs::read_to_string(&stamp).is_ok_and(|found| found == wanted) {
            return Ok(python);
        }
        progress::step(&format!("setting up {} with {name}.txt", home.display()), || {
            if home.exists() {
                std::fs::remove_dir_all(&home)?;
            }
            finish(self.command().args(["-m", "venv"]).arg(&home)).context(
                "cannot make a virtual environment (on Debian: apt install python3-venv)",
            )?;
            let mut pip = Command::new(&python);
            pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]);
            finish(pip.arg("--requirement").arg(&requirements))
                .context("cannot install from PyPI")?;
            std::fs::write(&stamp, &wanted)?;
            Ok(())
        })?;
        Ok(python)
    }
}

fn finish(command: &mut Command) -> anyhow::Result<()> {
    let output = command.stdin(Stdio::null()).output()?;
    if !output.status.success() {
        let said = [output.stdout, output.stderr].concat();
        bail!("{}", String::from_utf8_lossy(&said).trim_end());
    }
    Ok(())
}
