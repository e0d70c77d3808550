use handstamp_authorizer::BoxError;

use crate::account_name::NameError;

/// A store did not answer: 503.
#[derive(Debug, thiserror::Error)]
#[error("the table of users is not available")]
pub struct StoreError(#[source] BoxError);

impl StoreError {
    /// For this reason, which goes to the log.
    pub fn new(source: impl Into<BoxError>) -> Self {
        Self(source.into())
    }
}

/// Why an account was not changed. Nothing was written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ChangeError {
    /// There is no such account.
    #[error("there is no such account")]
    NoAccount,
    /// There is an account of this name.
    #[error("there is an account of this name already")]
    NameTaken,
    /// The name cannot be that of a new account.
    #[error(transparent)]
    Name(#[from] NameError),
    /// A role's name cannot be kept in this table.
    #[error(
        "the role {0:?} cannot be kept in this table: a role's name is not empty, has no comma, and no space at its ends"
    )]
    Role(String),
    /// The table is another app's and cannot keep this.
    #[error("the table of this app has no place for {0}")]
    Unsupported(&'static str),
    /// The store did not answer. Whether it was written is unknown where the connection broke on the way.
    #[error(transparent)]
    Store(#[from] StoreError),
}
