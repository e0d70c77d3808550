//! What can go wrong, besides a cookie that is not valid.

use std::path::PathBuf;

use handstamp_cli::TooManyCookies;

/// Why the program could not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error("there is no cookie: pass it as an argument, or on standard input")]
    NoInput,
    #[error("the input is longer than {limit} bytes: pass one header at a time")]
    InputTooLong { limit: usize },
    #[error("cannot read standard input: {0}")]
    Input(#[source] std::io::Error),
    #[error("cannot write: {0}")]
    Output(#[source] std::io::Error),
    #[error(transparent)]
    TooManyCookies(#[from] TooManyCookies),
    #[error("the header has several cookies and none is named {name:?}: pass --name")]
    NoSuchCookie { name: String },
    #[error(
        "there are several cookies, and --salt {text:?} names none of them: pass --salt NAME=SALT"
    )]
    SaltForWhich { text: String },
    #[error("a cookie has one salt: pass --salt once for each cookie")]
    SeveralSalts,
    #[error("cannot read the key file {}: {source}", path.display())]
    KeyFile { path: PathBuf, source: std::io::Error },
    #[error("the key file {} is empty or longer than 1 MiB: write the app's SECRET_KEY into it", path.display())]
    KeyFileLength { path: PathBuf },
    #[error("the environment variable {name} is not set or empty: set it to the app's SECRET_KEY")]
    KeyEnvironment { name: String },
    #[error(
        "the environment variable {name} begins with a bracket and is not a JSON list of texts: write \
         [\"oldest\", \"older\"]"
    )]
    Fallbacks { name: String },
    #[error("cannot ask for the key on the terminal: {0}")]
    Prompt(#[source] std::io::Error),
    #[error("the key that was typed is empty: type the app's SECRET_KEY")]
    EmptyKey,
    #[error("there is no key: set SECRET_KEY, or use --key-file, --key-env or --key-prompt")]
    NoKey,
    #[error(
        "the key {key} is weak: {why}; make a good one with `handstamp key new`, or pass --allow-weak-key"
    )]
    WeakKey { key: String, why: handstamp_itsdangerous::WeakKey },
    #[error("cannot write the man pages into {}: {source}", dir.display())]
    ManPages { dir: PathBuf, source: std::io::Error },
    #[error("the system has no random bytes: {0}")]
    Random(getrandom::Error),
    #[error("standard input is not a session: {0}")]
    NotASession(#[source] handstamp_value::json::ReadError),
    #[error("the session cannot be written: {0}")]
    NotWritten(#[source] handstamp_session::EncodeError),
    #[error("not valid: {0}; `handstamp inspect` says more")]
    Refused(#[source] handstamp_session::DecodeError),
    #[cfg(feature = "user")]
    #[error("{source}")]
    User { is_refusal: bool, source: Box<dyn std::error::Error + Send + Sync> },
    #[error("there is no payload that can be read; `handstamp inspect` says more")]
    Unreadable,
}

impl Error {
    /// Whether the cookie is to blame, and not how the program was called.
    pub(crate) fn is_refusal(&self) -> bool {
        #[cfg(feature = "user")]
        if let Self::User { is_refusal, .. } = self {
            return *is_refusal;
        }
        matches!(self, Self::Refused(_) | Self::Unreadable)
    }
}
