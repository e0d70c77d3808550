//! No server outlives whoever started it, however that ends.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::panic)]

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// The command with servers of its own, beside those of the other tests.
fn services(folder: &Path) -> Command {
    let program = std::env::var_os("HANDSTAMP_SERVICES");
    let mut services = Command::new(program.unwrap_or_else(|| panic!("cargo xtask test services")));
    services.arg("services").env("CARGO_TARGET_DIR", folder);
    services
}

/// How many servers there are in such a state.
fn count(folder: &Path, state: &str) -> usize {
    let output = services(folder).arg("status").output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().filter(|line| line.contains(state)).count()
}

#[test]
#[ignore = "needs PostgreSQL, MariaDB and OpenLDAP: cargo xtask test services"]
fn servers_end_when_their_holder_is_killed() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("left-behind");
    if folder.exists() {
        assert!(services(&folder).arg("stop").status().unwrap().success()); // of a run that failed
    }
    let mut holder = services(&folder).stdout(Stdio::piped()).spawn().unwrap();
    let mut said = BufReader::new(holder.stdout.take().unwrap()).lines();
    assert!(said.any(|line| line.unwrap().contains("Ctrl-C ends them")));
    assert_eq!(count(&folder, "answers"), 3);

    holder.kill().unwrap();
    holder.wait().unwrap();
    let start = Instant::now();
    while count(&folder, "stopped") < 3 {
        assert!(start.elapsed() < Duration::from_secs(30), "a server is left behind");
        thread::sleep(Duration::from_millis(50));
    }
    std::fs::remove_dir_all(&folder).unwrap();
}
