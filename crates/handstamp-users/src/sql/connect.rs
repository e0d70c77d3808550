use std::fmt;
use std::time::Duration;

use handstamp_authorizer::BoxError;
use sqlx::any::AnyPoolOptions;
use sqlx::{AssertSqlSafe, Executor};

use crate::sql::bound::Bound;
use crate::sql::database::{Database, execute_in, rows_in};
use crate::sql::dialect::Dialect;
use crate::sql::layout::Layout;
use crate::sql::schema::{VERSION, statements};
use crate::sql::url;
use crate::sql::users::SqlUsers;
use crate::store::StoreError;

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

/// The settings of a connection to the tables, from [`SqlUsers::builder`].
#[must_use]
pub struct SqlUsersBuilder {
    url: String,
    layout: Layout,
    connections: u32,
    timeout: Duration,
}

impl SqlUsersBuilder {
    pub(crate) fn new(url: &str, layout: Layout) -> Self {
        let timeout = Duration::from_secs(2);
        Self { url: url.to_owned(), layout, connections: 10, timeout }
    }

    /// Sets how many connections are open at most. Default: 10.
    pub fn connections(mut self, connections: u32) -> Self {
        self.connections = connections.max(1);
        self
    }

    /// Sets within which time each call is answered. Default: 2 seconds.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Connects, and makes the tables of our own that are missing.
    ///
    /// # Errors
    /// [`ConnectError`].
    pub async fn connect(self) -> Result<SqlUsers, ConnectError> {
        let (dialect, url) = url::read(&self.url)?;
        compiled_in(dialect)?;
        sqlx::any::install_default_drivers();
        let busy = self.timeout.mul_f32(0.75).as_millis();
        let pool = AnyPoolOptions::new()
            .max_connections(self.connections)
            .acquire_timeout(self.timeout)
            .after_connect(move |connection, _| {
                Box::pin(async move {
                    if dialect == Dialect::Sqlite {
                        let pragmas = format!(
                            "PRAGMA busy_timeout = {busy}; PRAGMA journal_mode = WAL; \
                             PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON"
                        );
                        connection.execute(sqlx::raw_sql(AssertSqlSafe(pragmas))).await?;
                    }
                    Ok(())
                })
            });
        let connecting = tokio::time::timeout(self.timeout, pool.connect(&url));
        let pool = match connecting.await {
            Ok(pool) => pool.map_err(|error| ConnectError::Database(error.into()))?,
            Err(late) => return Err(ConnectError::Database(late.into())),
        };
        let database = Database { pool, dialect, timeout: self.timeout };
        make_tables(&database, &self.layout).await?;
        Ok(SqlUsers::new(database, self.layout))
    }
}

fn compiled_in(dialect: Dialect) -> Result<(), ConnectError> {
    match dialect {
        Dialect::Sqlite if cfg!(not(feature = "sqlite")) => Err(ConnectError::Feature("sqlite")),
        Dialect::Postgres if cfg!(not(feature = "postgres")) => {
            Err(ConnectError::Feature("postgres"))
        }
        Dialect::MySql if cfg!(not(feature = "mysql")) => Err(ConnectError::Feature("mysql")),
        _ => Ok(()),
    }
}

async fn make_tables(database: &Database, layout: &Layout) -> Result<(), ConnectError> {
    let failed = |error: sqlx::Error| ConnectError::Database(error.into());
    let mut transaction = database.pool.begin().await.map_err(failed)?;
    if database.dialect == Dialect::Postgres {
        // Two processes that begin at once would fail on each other's tables.
        let lock = "SELECT CAST(pg_advisory_xact_lock(7521416583) AS TEXT)";
        rows_in(&mut transaction, lock, &[]).await.map_err(failed)?;
    }
    for statement in statements(database.dialect, layout) {
        let made = execute_in(&mut transaction, &statement, &[]).await;
        made.map_err(|error| ConnectError::Table { statement, source: error.into() })?;
    }
    transaction.commit().await.map_err(failed)?;
    let unavailable = |error: StoreError| ConnectError::Database(error.into());
    let select = database.dialect.text("MAX(version)");
    let sql = format!("SELECT {select} FROM handstamp_schema");
    let rows = database.rows(&sql, &[]).await.map_err(unavailable)?;
    let found: Option<String> =
        rows.first().and_then(|row| sqlx::Row::try_get(row, 0).ok()).flatten();
    match found.map(|version| version.parse::<i64>().unwrap_or(i64::MAX)) {
        Some(version) if version > VERSION => Err(ConnectError::Newer(version)),
        Some(_) => Ok(()),
        None => {
            let sql = crate::sql::placeholders::with_placeholders(
                database.dialect,
                "INSERT INTO handstamp_schema (version) SELECT ? WHERE NOT EXISTS (SELECT 1 FROM handstamp_schema)",
            );
            database.execute(&sql, &[Bound::Number(VERSION)]).await.map_err(unavailable)?;
            Ok(())
        }
    }
}

impl fmt::Debug for SqlUsersBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SqlUsersBuilder")
            .field("layout", &self.layout)
            .field("connections", &self.connections)
            .field("timeout", &self.timeout)
            .finish_non_exhaustive()
    }
}
