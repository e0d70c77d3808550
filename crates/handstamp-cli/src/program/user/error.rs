use std::path::PathBuf;

use handstamp_authorizer::BoxError;
use handstamp_users::RegistryError;
use handstamp_users::key::IssueError;
use handstamp_users::password::PasswordsError;
use handstamp_users::sql::ConnectError;
use handstamp_users::store::{ChangeError, StoreError};

/// Why accounts were not listed or changed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum UserError {
    #[error("there is no account {0:?}; `handstamp user list` has them all")]
    NoAccount(String),
    #[error("there is no key {0:?}; `handstamp user key list` has them all")]
    NoKey(String),
    #[error("there is no database: set AUTH_DB_URI or pass --db-uri, as in sqlite:///users.db")]
    NoDatabase,
    #[error("{0}{because}", because = because(.0))]
    Connect(#[from] ConnectError),
    #[error("{0}{because}", because = because(.0))]
    Change(#[from] ChangeError),
    #[error("{0}{because}", because = because(.0))]
    Store(#[from] StoreError),
    #[error("the database did not answer: {0}")]
    Unavailable(BoxError),
    #[error(transparent)]
    Password(#[from] PasswordsError),
    #[error(transparent)]
    Issue(#[from] IssueError),
    #[error("cannot ask for the password on the terminal: {0}; or pass it by --password-stdin")]
    Prompt(#[source] std::io::Error),
    #[error("cannot read the password from standard input: {0}")]
    Input(#[source] std::io::Error),
    #[error("the password is not text in UTF-8")]
    NotText,
    #[error("the password is empty")]
    EmptyPassword,
    #[error("the two passwords are not the same")]
    NotTheSame,
    #[error("cannot read the roles from {}: {source}", path.display())]
    RolesFile { path: PathBuf, source: std::io::Error },
    #[error("{} is no list of roles: {source}; write [{{\"name\": \"Viewer\"}}]", path.display())]
    RolesText { path: PathBuf, source: serde_json::Error },
    #[error(transparent)]
    Registry(#[from] RegistryError),
    #[error("there is no role {name:?} in {}; it has {known}", path.display())]
    UnknownRole { name: String, path: PathBuf, known: String },
    #[error("{0:?} is no number of days")]
    Days(u32),
    #[error("cannot start: {0}")]
    Runtime(#[source] std::io::Error),
    #[error(transparent)]
    Output(BoxError),
}

impl UserError {
    /// Whether the account is to blame, and not how the program was called.
    pub(crate) fn is_refusal(&self) -> bool {
        matches!(self, Self::NoAccount(_) | Self::NoKey(_) | Self::Change(ChangeError::NameTaken))
    }
}

/// What is behind an error, for people: the program has no log.
fn because(error: &dyn std::error::Error) -> String {
    let mut text = String::new();
    let mut source = error.source();
    while let Some(error) = source {
        text.push_str(": ");
        text.push_str(&error.to_string());
        source = error.source();
    }
    text
}
