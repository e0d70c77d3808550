//! Writing: results to standard output, errors and warnings to standard error.

use std::io::Write as _;

use anstyle::{AnsiColor, Style};

use super::error::Error;
use super::escape::escaped;

/// Writes text and a line break to standard output. Without colours, unless that is a terminal.
pub(crate) fn print(text: &str) -> Result<(), Error> {
    let mut out = anstream::stdout().lock();
    writeln!(out, "{text}").and_then(|()| out.flush()).map_err(Error::Output)
}

/// Writes one line, such as `error: …`, to standard error. If that fails, there is nowhere to report it.
pub(crate) fn complain(what: &str, text: &str) {
    let style = Style::new().bold().fg_color(Some(AnsiColor::Red.into()));
    let mut err = anstream::stderr().lock();
    let _ = writeln!(err, "{style}{what}:{style:#} {}", escaped(text));
}
