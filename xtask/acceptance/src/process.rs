//! Servers that the workshop starts, and that never outlive it.

use std::fs::File;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};

use xtask::workspace;

use crate::leash;

/// How long a server may take before it accepts connections.
const START: Duration = Duration::from_secs(30);

/// A loopback port that is free.
pub(crate) fn free_port() -> anyhow::Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}

/// A running server. Dropping it ends it.
pub(crate) struct Server {
    name: String,
    child: Child,
    log: PathBuf,
    /// Where it listens.
    pub(crate) address: SocketAddr,
}

impl Server {
    /// Starts `program` with `PORT` and `ADDR` set to a free loopback port, and waits until it
    /// accepts connections. Its output goes to `target/servers/NAME.log`.
    pub(crate) fn start(
        name: &str,
        program: &[&std::ffi::OsStr],
        environment: &[(&str, &str)],
    ) -> anyhow::Result<Self> {
        Self::start_at(free_port()?, name, program, environment)
    }

    /// As [`start`](Self::start), on a port that another server has been told already.
    pub(crate) fn start_at(
        port: u16,
        name: &str,
        program: &[&std::ffi::OsStr],
        environment: &[(&str, &str)],
    ) -> anyhow::Result<Self> {
        let address = SocketAddr::from(([127, 0, 0, 1], port));
        let folder = workspace::target().join("servers");
        std::fs::create_dir_all(&folder)?;
        let log = folder.join(format!("{name}.log"));
        let output = File::create(&log)?;
        let mut command = Command::new(std::env::current_exe()?);
        command
            .arg(leash::NAME)
            .args(program)
            .env("PORT", address.port().to_string())
            .env("ADDR", address.to_string())
            .envs(environment.iter().copied())
            .stdin(Stdio::piped())
            .stdout(output.try_clone()?)
            .stderr(output);
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let child = command.spawn().with_context(|| format!("cannot start {name}"))?;
        let mut server = Self { name: name.to_owned(), child, log, address };
        server.wait_until_ready()?;
        Ok(server)
    }

    fn wait_until_ready(&mut self) -> anyhow::Result<()> {
        let start = Instant::now();
        while TcpStream::connect_timeout(&self.address, Duration::from_secs(1)).is_err() {
            let ended = self.child.try_wait()?.is_some();
            if ended || start.elapsed() > START {
                let log = std::fs::read_to_string(&self.log).unwrap_or_default();
                let what = if ended { "ended at once" } else { "does not accept connections" };
                bail!("{} {what}; its output:\n{}", self.name, log.trim_end());
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}
