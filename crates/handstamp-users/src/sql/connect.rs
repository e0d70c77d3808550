use std::fmt;
use std::time::Duration;

use sqlx::any::AnyPoolOptions;
use sqlx::{AssertSqlSafe, Executor};

use crate::sql::bound::Bound;
use crate::sql::connect_error::ConnectError;
use crate::sql::database::{Database, execute_in, rows_in};
use crate::sql::dialect::Dialect;
use crate::sql::layout::Layout;
use crate::sql::schema::{VERSION, statements};
use crate::sql::url;
use crate::sql::users::SqlUsers;
use crate::store::StoreError;

/// The settings of a connection to the tables, from [`SqlUsers::builder`].
#[must_use]
pub struct SqlUsersBuilder {
    url: String,
    layout: Layout,
    connections: u32,
    timeout: Duration,
}

impl SqlUsers {
    /// Connects with the default settings.
    ///
    /// # Errors
    /// [`ConnectError`].
    pub async fn connect(url: &str, layout: Layout) -> Result<Self, ConnectError> {
        Self::builder(url, layout).connect().await
    }

    /// Starts a connection with settings. URLs in SQLAlchemy's spelling are understood:
    /// `postgresql+psycopg2://…`.
    pub fn builder(url: &str, layout: Layout) -> SqlUsersBuilder {
        let timeout = Duration::from_secs(2);
        SqlUsersBuilder { url: url.to_owned(), layout, connections: 10, timeout }
    }
}

impl SqlUsersBuilder {
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
