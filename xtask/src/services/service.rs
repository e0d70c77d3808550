//! What there is to know of a server: how it is made, started and asked.

use std::process::Command;

use nix::sys::signal::Signal;

use super::ask::Question;
use super::place::Place;

/// A server that tests need.
pub(super) struct Service {
    /// As it is called on the command line and below `target/services`.
    pub(super) name: &'static str,
    /// As people call it.
    pub(super) title: &'static str,
    /// Debian's packages that bring its programs.
    pub(super) packages: &'static [&'static str],
    /// The server, and what else is needed to make it and to ask it.
    pub(super) programs: &'static [&'static str],
    /// The account that runs it where the workshop is root.
    pub(super) account: &'static str,
    /// How many ports it listens on.
    pub(super) ports: usize,
    /// How the server says its version: other data for another version.
    pub(super) version: &'static [&'static str],
    /// What its first data are made from: when it changes, they are made anew.
    pub(super) seed: &'static str,
    /// Makes the first data in an empty folder.
    pub(super) initialise: fn(&Place) -> anyhow::Result<()>,
    /// The server in the foreground.
    pub(super) server: fn(&Place) -> anyhow::Result<Command>,
    /// Ends it in order.
    pub(super) stop: Signal,
    /// What tests find in their environment.
    pub(super) variables: fn(&Place) -> Vec<(&'static str, String)>,
    /// Its client with all that it needs, for people to paste.
    pub(super) paste: fn(&Place) -> String,
    /// Answered once it is up.
    pub(super) ping: fn(&Place) -> anyhow::Result<Question>,
    /// Keeps a word.
    pub(super) save: fn(&Place, &str) -> anyhow::Result<Question>,
    /// Answered with the words that were kept, or with the one that is asked for.
    pub(super) load: fn(&Place, &str) -> anyhow::Result<Question>,
}
