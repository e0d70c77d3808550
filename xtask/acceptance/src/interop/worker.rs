//! A Python process that answers one JSON line with one JSON line.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use anyhow::{Context as _, bail};
use serde_json::{Value, json};

use xtask::python;

/// A running worker. It ends when its stdin closes, so it never outlives us.
pub(crate) struct Worker {
    child: Child,
    to: Option<ChildStdin>,
    from: BufReader<ChildStdout>,
}

impl Worker {
    /// Starts a script of `xtask/python`.
    pub(crate) fn start(python: &Path, script: &str) -> anyhow::Result<Self> {
        let mut child = Command::new(python)
            .args(["-W", "ignore"])
            .arg(python::file(script))
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("cannot start {}", python.display()))?;
        let to = child.stdin.take();
        let from = child.stdout.take().context("no stdout")?;
        Ok(Self { child, to, from: BufReader::new(from) })
    }

    /// Asks, and waits for the answer.
    pub(crate) fn ask(&mut self, question: &Value) -> anyhow::Result<Value> {
        let to = self.to.as_mut().context("the worker is closed")?;
        writeln!(to, "{question}")?;
        to.flush()?;
        let mut line = String::new();
        if self.from.read_line(&mut line)? == 0 {
            bail!("the Python worker ended: {}", self.child.wait()?);
        }
        let answer: Value = serde_json::from_str(&line).context("not JSON")?;
        match answer.get("error") {
            Some(error) => bail!("Python said {error} to {question}"),
            None => Ok(answer),
        }
    }

    /// Its libraries, in one line.
    pub(crate) fn versions(&mut self) -> anyhow::Result<String> {
        let answer = self.ask(&json!({"do": "versions"}))?;
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let libraries = answer.get("versions").and_then(Value::as_object).into_iter().flatten();
        let mut parts: Vec<_> = libraries.map(|(n, v)| format!("{n} {}", text(v))).collect();
        parts.sort();
        parts.extend(answer.get("python").map(|version| format!("Python {}", text(version))));
        Ok(parts.join(", "))
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        drop(self.to.take());
        let _ = self.child.wait();
    }
}
