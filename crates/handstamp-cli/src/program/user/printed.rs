use super::error::UserError;
use crate::program::escape::escaped;
use crate::program::output;

/// Prints a line, made safe for a terminal.
pub(super) fn say(text: &str) -> Result<(), UserError> {
    print(&escaped(text))
}

/// Prints what is safe already.
pub(super) fn print(text: &str) -> Result<(), UserError> {
    output::print(text).map_err(|error| UserError::Output(error.into()))
}
