//! `handstamp key new`.

use std::fmt::Write as _;

use zeroize::Zeroizing;

use super::args::NewKeyArgs;
use super::error::Error;
use super::output;

/// Prints a fresh key from the system's random numbers, in hexadecimal digits.
pub(crate) fn new(args: &NewKeyArgs) -> Result<(), Error> {
    let mut key = Zeroizing::new(vec![0; usize::from(args.bytes)]);
    getrandom::fill(&mut key).map_err(Error::Random)?;
    let mut text = Zeroizing::new(String::with_capacity(key.len() * 2));
    for byte in key.iter() {
        let _ = write!(text, "{byte:02x}");
    }
    output::print(&text)
}
