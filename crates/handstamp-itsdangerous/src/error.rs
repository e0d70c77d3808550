//! What can be wrong with keys and settings. What can be wrong with a token is in `bad_data`.

use std::error::Error as _;
use std::fmt;
use std::path::PathBuf;

/// Why a key, a signer or a token could not be made.
///
/// `Debug` prints the message and its source as a sentence, not as code: a program whose `main`
/// returns this error ends with a text that says what to do. No error shows a key.
///
/// A token that is refused has an error of its own, [`BadData`](crate::BadData).
#[derive(thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The secret key is easy to guess.
    #[error(
        "the secret key is weak: {0}; make a good one with `handstamp key new`, or, if an existing \
         app has this key and cannot change it, use `SecretKey::allow_weak`"
    )]
    WeakKey(WeakKey),
    /// A list of keys is empty.
    #[error(
        "the list of secret keys is empty; put at least one key into it, `handstamp key new` makes \
         one"
    )]
    NoKey,
    /// The environment variable that should hold the key is not set.
    #[error(
        "the environment variable {name} is not set; set it to the secret key, which is the \
         SECRET_KEY of the Python app"
    )]
    EnvironmentNotSet {
        /// The variable's name.
        name: String,
    },
    /// The environment variable is not valid Unicode. Only on systems other than Unix.
    #[error(
        "the environment variable {name} is not valid Unicode, so its bytes cannot be read on this \
         system; put the secret key into a file and use `SecretKey::from_file`"
    )]
    EnvironmentNotUnicode {
        /// The variable's name.
        name: String,
    },
    /// The file with the key cannot be read.
    #[error("cannot read the secret key from the file {}", path.display())]
    File {
        /// The file's path.
        path: PathBuf,
        /// The error of the operating system.
        source: std::io::Error,
    },
    /// The text that should stand for a key is not base64.
    #[error(
        "the secret key is not base64; if the Python app has this text as its SECRET_KEY and does not \
         decode it, use `SecretKey::new`"
    )]
    KeyNotBase64,
    /// The separator can occur in a signature, or is empty.
    #[error(
        "the separator cannot be used: it is empty, or it could be a part of the signature; use a \
         character other than ASCII letters, digits, `-`, `_` and `=`, for example `.`"
    )]
    Separator,
    /// The time of signing is before the epoch that time stamps count from.
    #[error(
        "the time of signing is before the first time that a time stamp can hold; check the clock \
         and the epoch"
    )]
    BeforeEpoch,
    /// A URL-safe token is text, and the separator is not UTF-8.
    #[error("the separator is not UTF-8, but a URL-safe token has to be text; use one like `.`")]
    NotUtf8,
}

/// The message, and the messages of its sources.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")?;
        match self.source() {
            Some(source) => write!(f, ": {source}"),
            None => Ok(()),
        }
    }
}

/// What makes a secret key weak.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WeakKey {
    /// The key has fewer than 16 bytes.
    #[error("it has {length} bytes, and at least 16 are needed")]
    Short {
        /// The key's length in bytes.
        length: usize,
    },
    /// The key is known from documentation, a tutorial or a template.
    #[error("it is known from documentation or a tutorial")]
    Known,
    /// The key has four different bytes or fewer, as in `aaaaaaaaaaaaaaaa`.
    #[error("it repeats a few characters")]
    Repetitive,
}

/// Why a value could not become a token. `E` is the payload format's own error.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DumpError<E> {
    /// The payload format cannot write this value.
    #[error("the value cannot be written as a payload")]
    Format(#[source] E),
    /// The payload was written, but cannot be signed.
    #[error(transparent)]
    Sign(#[from] Error),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn main_prints_what_to_do() {
        let weak = Error::WeakKey(WeakKey::Short { length: 3 });
        // What `fn main() -> Result<(), Box<dyn Error>>` prints after "Error: ".
        let main: Box<dyn std::error::Error> = weak.into();
        assert_eq!(
            format!("{main:?}"),
            "the secret key is weak: it has 3 bytes, and at least 16 are needed; make a good one \
             with `handstamp key new`, or, if an existing app has this key and cannot change it, \
             use `SecretKey::allow_weak`"
        );
        let unset = Error::EnvironmentNotSet { name: "SECRET_KEY".to_owned() };
        assert_eq!(format!("{unset:?}"), unset.to_string());
        assert!(unset.to_string().starts_with("the environment variable SECRET_KEY is not set; "));
    }

    #[test]
    fn main_prints_why_a_file_cannot_be_read() {
        let source = std::io::Error::new(std::io::ErrorKind::NotFound, "no such file");
        let file = Error::File { path: "key.txt".into(), source };
        assert_eq!(file.to_string(), "cannot read the secret key from the file key.txt");
        let debug = "cannot read the secret key from the file key.txt: no such file";
        assert_eq!(format!("{file:?}"), debug);
    }
}
