use std::time::Duration;

use handstamp_authorizer::BoxError;

use crate::store::{ChangeError, StoreError};

/// Why the database did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub(super) enum SqlError {
    #[error("the database did not answer within {0:?}")]
    Late(Duration),
    /// What the database says of itself. Its detail is left out: it may show a row with its hash.
    #[error("the database says: {message} (code {code})")]
    Database { code: String, message: String, is_taken: bool },
    #[error("the connection to the database failed")]
    Connection(#[source] BoxError),
    #[error("the file of the database is gone; put it back")]
    Gone,
    #[error("column {0} of the table of users has a value that is not understood")]
    Value(&'static str),
}

impl SqlError {
    /// Whether a transaction lost against another one and may be tried again.
    pub(super) fn is_conflict(&self) -> bool {
        matches!(self, Self::Database { code, .. } if code == "40001" || code == "40P01")
    }

    /// Whether there is a row of this key already.
    pub(super) fn is_taken(&self) -> bool {
        matches!(self, Self::Database { is_taken: true, .. })
    }
}

impl From<sqlx::Error> for SqlError {
    fn from(error: sqlx::Error) -> Self {
        match error {
            sqlx::Error::Database(error) => Self::Database {
                code: error.code().unwrap_or_default().into_owned(),
                message: error.message().to_owned(),
                is_taken: error.is_unique_violation(),
            },
            other => Self::Connection(other.into()),
        }
    }
}

impl From<SqlError> for StoreError {
    fn from(error: SqlError) -> Self {
        Self::new(error)
    }
}

/// Why a change stopped: the account cannot be changed so, or the database failed.
#[derive(Debug)]
pub(super) enum Stop {
    Refused(ChangeError),
    Failed(SqlError),
}

impl From<SqlError> for Stop {
    fn from(error: SqlError) -> Self {
        Self::Failed(error)
    }
}

impl From<ChangeError> for Stop {
    fn from(error: ChangeError) -> Self {
        Self::Refused(error)
    }
}

impl From<Stop> for ChangeError {
    fn from(stop: Stop) -> Self {
        match stop {
            Stop::Refused(error) => error,
            Stop::Failed(error) => Self::Store(error.into()),
        }
    }
}
