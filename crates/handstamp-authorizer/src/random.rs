//! Where randomness comes from.

use crate::error::Error;

/// Where randomness comes from. Whatever must not be guessed (the secret of a form, a session's id) asks
/// this and nothing else, so that a test can say beforehand what comes out.
pub trait Random: Send + Sync + 'static {
    /// Fills the bytes.
    ///
    /// # Errors
    /// [`Error::Random`] when there is none. Do not use the bytes then.
    fn fill(&self, bytes: &mut [u8]) -> Result<(), Error>;
}

/// The operating system's randomness.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemRandom;

impl Random for SystemRandom {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), Error> {
        getrandom::fill(bytes).map_err(|_| Error::Random)
    }
}

/// A source for tests: any function that fills bytes. What it gives is not random.
impl<F: Fn(&mut [u8]) + Send + Sync + 'static> Random for F {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), Error> {
        self(bytes);
        Ok(())
    }
}
