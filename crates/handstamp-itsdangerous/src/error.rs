//! What can be wrong with keys and settings. What can be wrong with a token is in `bad_data`.

use std::path::PathBuf;

/// Why a key, a signer or a token could not be made.
///
/// Tokens that are refused have an error of their own, [`BadData`](crate::BadData).
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The secret key can be guessed.
    #[error("the secret key is weak: {0}; make a good one with `handstamp key new`")]
    WeakKey(WeakKey),
    /// A key list is empty: there is nothing to sign with.
    #[error("there is no secret key; make one with `handstamp key new`")]
    NoKey,
    /// The environment variable is missing, or is not UTF-8.
    #[error("cannot read the secret key from the environment variable {name}")]
    Environment {
        /// The variable's name.
        name: String,
        /// What the system said.
        source: std::env::VarError,
    },
    /// The file cannot be read.
    #[error("cannot read the secret key from {}", path.display())]
    File {
        /// The file's path.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The separator can occur in a signature, so nobody could tell where the signature begins.
    #[error(
        "the separator cannot be used because it may be contained in the signature itself: \
         ASCII letters, digits, and `-_=` must not be used"
    )]
    Separator,
    /// The time of signing is before the epoch that time stamps count from.
    #[error("the time of signing is before the epoch of time stamps")]
    BeforeEpoch,
    /// A URL-safe token is text, and the separator is not UTF-8.
    #[error("the separator is not UTF-8, so the token is no text")]
    NotUtf8,
}

/// What makes a secret key weak.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WeakKey {
    /// Fewer than 16 bytes.
    #[error("it has {length} bytes, at least 16 are needed")]
    Short {
        /// The key's length in bytes.
        length: usize,
    },
    /// The key stands in a tutorial or is a template's default.
    #[error("it is a well-known default")]
    Known,
    /// Four or fewer different bytes, as in `aaaaaaaaaaaaaaaa`.
    #[error("it repeats too few different characters")]
    Repetitive,
}

/// Why a value could not become a token. `E` is the payload format's own error.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DumpError<E> {
    /// The payload format cannot write this value.
    #[error("the value cannot be serialized")]
    Format(#[source] E),
    /// The payload was written and cannot be signed.
    #[error(transparent)]
    Sign(#[from] Error),
}
