//! A leash: runs one program and ends it when whoever holds the other end is gone.
//!
//! Servers of the demo are started as `xtask leash PROGRAM ARGUMENTS…` with a pipe as stdin. The
//! pipe closes when the holder drops it, panics, or is killed, so no server outlives the workshop,
//! however it ends. A process group of its own keeps Ctrl-C from reaching the program directly.

use std::io::Read as _;
use std::process::{Command, ExitCode, Stdio};
use std::sync::mpsc;
use std::time::Duration;

/// The hidden command's name.
pub(crate) const NAME: &str = "leash";

/// Runs the program until it ends or stdin does.
pub(crate) fn run(arguments: &[String]) -> ExitCode {
    let Some((program, rest)) = arguments.split_first() else {
        eprintln!("leash: no program given");
        return ExitCode::from(2);
    };
    let mut child = match Command::new(program).args(rest).stdin(Stdio::null()).spawn() {
        Ok(child) => child,
        Err(error) => {
            eprintln!("leash: cannot start {program}: {error}");
            return ExitCode::from(2);
        }
    };
    let (let_go, released) = mpsc::channel::<()>();
    std::thread::spawn(move || {
        let _ = std::io::stdin().read_to_end(&mut Vec::new());
        drop(let_go);
    });
    let pause = Duration::from_millis(50);
    while let Err(mpsc::RecvTimeoutError::Timeout) = released.recv_timeout(pause) {
        if let Ok(Some(status)) = child.try_wait() {
            eprintln!("leash: {program} ended by itself: {status}");
            return ExitCode::FAILURE;
        }
    }
    let _ = child.kill();
    let _ = child.wait();
    ExitCode::SUCCESS
}
