//! Where the cookie comes from: the argument, or standard input.

use std::ffi::OsString;
use std::io::{IsTerminal as _, Read as _};

use super::error::Error;

/// The longest input in bytes, 1 MiB.
const LIMIT: usize = 1024 * 1024;

/// The argument. Standard input for `-`, and for no argument unless standard input is a terminal.
pub(crate) fn cookie(argument: Option<&OsString>) -> Result<Vec<u8>, Error> {
    match argument {
        Some(text) if text != "-" => within_limit(text.as_encoded_bytes().to_vec()),
        None if std::io::stdin().is_terminal() => Err(Error::NoInput),
        _ => stdin(),
    }
}

/// All of standard input.
pub(crate) fn stdin() -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    let limit = u64::try_from(LIMIT).unwrap_or(u64::MAX).saturating_add(1);
    std::io::stdin().lock().take(limit).read_to_end(&mut bytes).map_err(Error::Input)?;
    within_limit(bytes)
}

fn within_limit(bytes: Vec<u8>) -> Result<Vec<u8>, Error> {
    if bytes.len() > LIMIT { Err(Error::InputTooLong { limit: LIMIT }) } else { Ok(bytes) }
}
