use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use sqlx::ConnectOptions as _;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};

use super::error::SqlError;
use super::pool_settings::PoolSettings;

/// The connections to one file.
///
/// SQLite goes on writing into a file that was deleted or replaced, and nobody ever sees it again. So that the file is looked at
/// before each use: another one gets new connections, and where there is none, there is an error.
pub(super) struct SqliteFile {
    path: PathBuf,
    options: SqliteConnectOptions,
    settings: PoolSettings,
    open: Mutex<Option<(FileId, SqlitePool)>>,
}

/// Which file it is: device and inode where there are such.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct FileId(u64, u64);

impl SqliteFile {
    pub(super) fn open(path: PathBuf, read_only: bool, settings: PoolSettings) -> Self {
        let options = SqliteConnectOptions::new()
            .filename(&path)
            .read_only(read_only)
            .foreign_keys(true)
            .busy_timeout(settings.lock_wait())
            .disable_statement_logging();
        let options = if read_only {
            options
        } else {
            options.create_if_missing(settings.creates).synchronous(SqliteSynchronous::Full)
        };
        // Of another app's file the journal mode is left as it is: it would stay changed.
        let options = if settings.is_own && !read_only {
            options.journal_mode(SqliteJournalMode::Wal)
        } else {
            options
        };
        Self { path, options, settings, open: Mutex::new(None) }
    }

    /// The connections to the file that is there now.
    pub(super) fn pool(&self) -> Result<SqlitePool, SqlError> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let found = file_id(&self.path);
        match (&*open, found) {
            (Some((known, pool)), Some(found)) if *known == found => Ok(pool.clone()),
            (Some(_), None) => Err(SqlError::Gone),
            (None, None) => Ok(self.connections(self.options.clone())),
            (_, Some(found)) => {
                let pool = self.connections(self.options.clone().create_if_missing(false));
                *open = Some((found, pool.clone()));
                Ok(pool)
            }
        }
    }

    fn connections(&self, options: SqliteConnectOptions) -> SqlitePool {
        SqlitePoolOptions::new()
            .max_connections(self.settings.size)
            .acquire_timeout(self.settings.limit)
            .connect_lazy_with(options)
    }
}

#[cfg(unix)]
fn file_id(path: &Path) -> Option<FileId> {
    use std::os::unix::fs::MetadataExt as _;

    let found = std::fs::metadata(path).ok()?;
    Some(FileId(found.dev(), found.ino()))
}

#[cfg(not(unix))]
fn file_id(path: &Path) -> Option<FileId> {
    path.exists().then_some(FileId(0, 0))
}
