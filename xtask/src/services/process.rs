//! A process of this machine, known again by when it was started.

use std::fs;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use nix::errno::Errno;
use nix::sys::signal::{self, Signal};
use nix::unistd::Pid;

/// How long processes that were killed may take to be gone.
const GONE: Duration = Duration::from_secs(10);

/// How long a parent may take to notice that its child has ended.
const NOTICED: Duration = Duration::from_secs(1);

/// A process id, and the clock tick that the process was started in: ids are used again.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Process {
    id: i32,
    started: u64,
}

/// What `/proc/ID/stat` says.
struct Stat {
    state: char,
    parent: i32,
    started: u64,
}

fn stat(id: i32) -> Option<Stat> {
    let text = fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    let mut fields = text.rsplit_once(") ")?.1.split(' '); // from the third field on, proc(5)
    let state = fields.next()?.chars().next()?;
    let parent = fields.next()?.parse().ok()?;
    let started = fields.nth(17)?.parse().ok()?;
    Some(Stat { state, parent, started })
}

impl Process {
    /// The process of that id; `None` where it has ended.
    pub(super) fn new(id: i32) -> Option<Self> {
        let process = Self { id, started: stat(id)?.started };
        process.is_alive().then_some(process)
    }

    /// The process that a file remembers; `None` where it has ended.
    pub(super) fn remembered(file: &Path) -> Option<Self> {
        let text = fs::read_to_string(file).ok()?;
        let (id, started) = text.split_once(' ')?;
        let process = Self { id: id.parse().ok()?, started: started.parse().ok()? };
        process.is_alive().then_some(process)
    }

    /// Writes it down, at once for who reads it.
    pub(super) fn remember(self, file: &Path) -> anyhow::Result<()> {
        let new = file.with_extension("new");
        fs::write(&new, format!("{} {}", self.id, self.started))
            .and_then(|()| fs::rename(&new, file))
            .with_context(|| file.display().to_string())
    }

    fn state(self) -> Option<char> {
        let stat = stat(self.id).filter(|stat| stat.started == self.started)?;
        (!matches!(stat.state, 'Z' | 'X')).then_some(stat.state)
    }

    /// Whether it runs or is paused.
    pub(super) fn is_alive(self) -> bool {
        self.state().is_some()
    }

    /// Whether it was stopped by a signal.
    pub(super) fn is_paused(self) -> bool {
        self.state() == Some('T')
    }

    /// The process id, for people.
    pub(super) fn id(self) -> i32 {
        self.id
    }

    /// Sends a signal; one that has ended gets none.
    pub(super) fn signal(self, signal: Signal) -> anyhow::Result<()> {
        if !self.is_alive() {
            return Ok(());
        }
        match signal::kill(Pid::from_raw(self.id), signal) {
            Ok(()) | Err(Errno::ESRCH) => Ok(()),
            Err(error) => Err(error).with_context(|| format!("{signal} to process {}", self.id)),
        }
    }

    /// All that it started, and what those started.
    fn below(self) -> anyhow::Result<Vec<Self>> {
        let ids = fs::read_dir("/proc")?
            .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok());
        let all: Vec<_> = ids.filter_map(|id| Some((Self::new(id)?, stat(id)?.parent))).collect();
        let mut family = vec![self];
        let mut next = 0;
        while let Some(parent) = family.get(next).copied() {
            family.extend(all.iter().filter(|(_, of)| *of == parent.id).map(|(child, _)| *child));
            next += 1;
        }
        Ok(family.split_off(1))
    }

    /// Stops it and all below it, so that none answers. They keep what they hold.
    pub(super) fn pause(self) -> anyhow::Result<Vec<Self>> {
        self.signal(Signal::SIGSTOP)?; // first, so that it starts no more
        let below = self.below()?;
        below.iter().try_for_each(|process| process.signal(Signal::SIGSTOP))?;
        Ok(below)
    }

    /// Lets it and all below it go on.
    pub(super) fn resume(self) -> anyhow::Result<()> {
        self.below()?.iter().try_for_each(|process| process.signal(Signal::SIGCONT))?;
        self.signal(Signal::SIGCONT)
    }

    /// Ends it and all below it at once, as a power failure does, and waits until they are gone.
    pub(super) fn kill(self) -> anyhow::Result<()> {
        let mut family = self.pause()?;
        family.push(self);
        family.iter().try_for_each(|process| process.signal(Signal::SIGKILL))?;
        let gone = family.iter().all(|process| within(GONE, || !process.is_alive()));
        ensure!(
            gone && self.ended_within(GONE),
            "process {} is still there after SIGKILL",
            self.id
        );
        Ok(())
    }

    /// Waits for its end, and a moment for its parent to notice: PostgreSQL does not start beside a
    /// process id that is still known.
    pub(super) fn ended_within(self, limit: Duration) -> bool {
        if !within(limit, || !self.is_alive()) {
            return false;
        }
        within(NOTICED, || stat(self.id).is_none_or(|stat| stat.started != self.started));
        true
    }
}

fn within(limit: Duration, holds: impl Fn() -> bool) -> bool {
    let start = Instant::now();
    while !holds() {
        if start.elapsed() > limit {
            return false;
        }
        thread::sleep(Duration::from_millis(5));
    }
    true
}

#[cfg(test)]
mod tests {
    use std::process::{Command, Stdio};

    use super::*;

    /// A shell, whose end is noticed at once, and the `sleep` below it. Only a kill ends them.
    fn family() -> (Process, Process) {
        let shell = Command::new("sh")
            .args(["-c", "trap '' TERM; sleep 600 & wait"])
            .stdin(Stdio::null())
            .spawn();
        let mut shell = shell.unwrap();
        let parent = Process::new(shell.id().cast_signed()).unwrap();
        let child = loop {
            if let [child] = parent.below().unwrap()[..] {
                break child;
            }
        };
        thread::spawn(move || shell.wait());
        (parent, child)
    }

    #[test]
    fn a_family_is_paused_resumed_and_killed() {
        let (parent, child) = family();
        parent.pause().unwrap();
        assert!(within(GONE, || parent.is_paused() && child.is_paused()));
        parent.resume().unwrap();
        assert!(within(GONE, || !parent.is_paused() && !child.is_paused()));
        parent.kill().unwrap();
        assert!(!parent.is_alive() && !child.is_alive());
        assert_eq!(parent.signal(Signal::SIGTERM).ok(), Some(()));
    }

    #[test]
    fn a_process_is_known_again_and_not_mistaken() {
        let folder = crate::workspace::target().join("process-test");
        fs::create_dir_all(&folder).unwrap();
        let file = folder.join("process");
        let this = Process::new(std::process::id().cast_signed()).unwrap();
        this.remember(&file).unwrap();
        assert_eq!(Process::remembered(&file), Some(this));
        Process { started: this.started + 1, ..this }.remember(&file).unwrap();
        assert_eq!(Process::remembered(&file), None);
        fs::remove_dir_all(&folder).unwrap();
    }
}
