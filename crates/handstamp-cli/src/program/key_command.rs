//! `handstamp key new`.

use zeroize::Zeroizing;

use super::args::NewKeyArgs;
use super::error::Error;
use super::output;

/// Prints a new key from the system's random bytes, in hexadecimal digits.
pub(crate) fn new(args: &NewKeyArgs) -> Result<(), Error> {
    let mut key = Zeroizing::new(vec![0; usize::from(args.bytes)]);
    getrandom::fill(&mut key).map_err(Error::Random)?;
    let text = Zeroizing::new(base16ct::lower::encode_string(&key));
    output::print(&text)
}
