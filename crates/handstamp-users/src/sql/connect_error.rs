use handstamp_authorizer::BoxError;

use crate::sql::schema::VERSION;

/// Why there is no connection to the tables. The URL, which may have a password, is not shown.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConnectError {
    /// It is no URL of a database that is known here.
    #[error(
        "the URL of the database is not understood: write sqlite:///users.db, postgresql://user:password@host/name or mysql://user:password@host/name"
    )]
    Url,
    /// A database in memory is another one for each connection.
    #[error(
        "SQLite in memory is another database for each connection: name a file, or use MemoryUsers in tests"
    )]
    InMemory,
    /// The feature of the database is not compiled in.
    #[error("the database is not compiled in: switch on the feature `{0}` of handstamp-users")]
    Feature(&'static str),
    /// The database did not answer, or refused.
    #[error("the database cannot be opened")]
    Database(#[source] BoxError),
    /// A table of our own is missing and cannot be made.
    #[error("a table is missing and cannot be made; have an administrator run: {statement}")]
    Table {
        /// What would make it.
        statement: String,
        /// Why not.
        #[source]
        source: BoxError,
    },
    /// The tables were made by a newer version of this crate.
    #[error("the tables have version {0}, and this program knows {VERSION}: update it")]
    Newer(i64),
}
