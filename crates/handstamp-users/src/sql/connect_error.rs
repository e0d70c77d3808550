use crate::store::StoreError;

/// Why a table of users could not be opened. It never shows the URL, which may have a password in it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConnectError {
    /// The URL is not understood.
    #[error("the URL of the database is not understood: {0}")]
    Url(&'static str),
    /// The database of the URL is not compiled in.
    #[error("this program was built without {0}; switch on that feature of handstamp-users")]
    NotBuilt(&'static str),
    /// A mapped table has a name that is not taken.
    #[error(
        "{0:?} is no name of a table or column here: it has ASCII letters, digits and `_`, begins with no digit, and has at most \
         63 of them; a table may have its schema and a dot before it"
    )]
    Name(String),
    /// A newer handstamp has made the tables.
    #[error(
        "the tables `handstamp_…` are of version {found}, and this program knows {known}; run a newer one"
    )]
    Newer {
        /// The version of the tables.
        found: i64,
        /// The newest version that is known.
        known: i64,
    },
    /// Tables are missing and could not be made.
    #[error(
        "the tables `handstamp_…` cannot be made here; let the owner of the database run:\n{sql}"
    )]
    MissingTables {
        /// What has to be run once. The app's database user then needs SELECT, INSERT, UPDATE and DELETE on these tables.
        sql: String,
        /// What the database said.
        source: StoreError,
    },
    /// The table of users is not as the layout says.
    #[error("the table of users is not as its layout says; compare table and column names")]
    Layout(#[source] StoreError),
    /// The database did not answer.
    #[error("the database is not available")]
    Unavailable(#[source] StoreError),
}
