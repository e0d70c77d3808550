//! A program that is asked something, and that has to be done in time.

use std::io::{Read, Write as _};
use std::process::{Command, Stdio};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};

/// A program and what it reads.
pub(super) struct Question {
    command: Command,
    input: String,
}

impl Question {
    /// The input must be short: it is written before anything is read.
    pub(super) fn new(command: Command, input: impl Into<String>) -> Self {
        Self { command, input: input.into() }
    }

    /// What the program prints; `None` where it is not done in time, and is killed.
    ///
    /// # Errors
    /// If it fails, with all that it said.
    pub(super) fn answer(mut self, limit: Duration) -> anyhow::Result<Option<String>> {
        let start = Instant::now();
        let name = self.command.get_program().to_string_lossy().into_owned();
        let mut child = self
            .command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .with_context(|| format!("cannot start {name}"))?;
        let (said, complained) = (read(child.stdout.take()), read(child.stderr.take()));
        if let Some(mut stdin) = child.stdin.take() {
            // A program that ends before it has read says why by itself.
            let _ = stdin.write_all(self.input.as_bytes());
        }
        let status = loop {
            if let Some(status) = child.try_wait()? {
                break status;
            }
            if start.elapsed() > limit {
                child.kill()?;
                child.wait()?;
                return Ok(None);
            }
            thread::sleep(Duration::from_millis(5));
        };
        let (said, complained) = (finish(said)?, finish(complained)?);
        if !status.success() {
            bail!("{name}: {status}\n{said}{complained}");
        }
        Ok(Some(said))
    }
}

type Output = JoinHandle<std::io::Result<Vec<u8>>>;

fn read(from: Option<impl Read + Send + 'static>) -> Output {
    thread::spawn(move || {
        let mut output = Vec::new();
        if let Some(mut from) = from {
            from.read_to_end(&mut output)?;
        }
        Ok(output)
    })
}

fn finish(output: Output) -> anyhow::Result<String> {
    let output = output.join().map_err(|_| anyhow::anyhow!("cannot read what it said"))??;
    Ok(String::from_utf8_lossy(&output).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sh(script: &str) -> Question {
        let mut sh = Command::new("sh");
        sh.args(["-c", script]);
        Question::new(sh, "word\n")
    }

    #[test]
    fn an_answer_a_failure_and_silence() {
        let limit = Duration::from_secs(10);
        assert_eq!(sh("cat").answer(limit).unwrap().as_deref(), Some("word\n"));
        let failure = sh("echo a; echo b >&2; exit 3").answer(limit).unwrap_err().to_string();
        assert!(failure.contains("exit status: 3\na\nb"), "{failure}");
        assert_eq!(sh("exec sleep 60").answer(Duration::from_millis(50)).unwrap(), None);
    }
}
