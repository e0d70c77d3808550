//! Flask's own serializer, in a Python process that is timed by its own clock.

use std::ffi::OsStr;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use anyhow::Context as _;
use handstamp_benches::{Cookies, SECRET};
use serde_json::json;

/// A Python that has all cookies and waits for a round.
pub(crate) struct Flask {
    child: Child,
    to: Option<ChildStdin>,
    from: BufReader<ChildStdout>,
    name: String,
}

impl Flask {
    pub(crate) fn start(python: &OsStr, script: &OsStr, cookies: &Cookies) -> anyhow::Result<Self> {
        let mut child = Command::new(python)
            .arg(script)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .context("cannot start Python")?;
        let to = child.stdin.take();
        let from = BufReader::new(child.stdout.take().context("no stdout")?);
        let mut flask = Self { child, to, from, name: String::new() };
        let now = cookies.now.duration_since(std::time::SystemTime::UNIX_EPOCH)?.as_secs();
        let set_up = json!({"secret": SECRET, "cookies": cookies.login, "now": now});
        flask.name = flask.ask(&set_up.to_string())?;
        Ok(flask)
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Decodes every cookie once; nanoseconds per cookie.
    pub(crate) fn round(&mut self) -> anyhow::Result<f64> {
        Ok(self.ask("round")?.parse()?)
    }

    fn ask(&mut self, line: &str) -> anyhow::Result<String> {
        let to = self.to.as_mut().context("closed")?;
        writeln!(to, "{line}")?;
        let mut answer = String::new();
        self.from.read_line(&mut answer)?;
        Ok(answer.trim().to_owned())
    }
}

impl Drop for Flask {
    fn drop(&mut self) {
        drop(self.to.take());
        let _ = self.child.wait();
    }
}
