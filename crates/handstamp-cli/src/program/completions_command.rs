//! `handstamp completions`.

use clap::CommandFactory as _;

use super::args::{Arguments, CompletionsArgs};
use super::error::Error;
use super::output;

/// Prints the script that completes the program's arguments in a shell.
pub(crate) fn run(args: &CompletionsArgs) -> Result<(), Error> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Arguments::command(), "handstamp", &mut script);
    output::print(String::from_utf8_lossy(&script).trim_end())
}
