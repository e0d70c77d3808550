use super::connect_error::ConnectError;
use super::connection::{Connection, Taken};
use super::dialect::Dialect;
use super::error::SqlError;
use super::pool_settings::PoolSettings;
#[cfg(feature = "sqlite")]
use super::sqlite_file::SqliteFile;
use super::url::Place;

/// Connections to one database.
pub(super) enum Pool {
    #[cfg(feature = "sqlite")]
    Sqlite(Box<SqliteFile>),
    #[cfg(feature = "postgres")]
    Postgres(sqlx::PgPool),
    #[cfg(feature = "mysql")]
    MySql(sqlx::MySqlPool),
}

impl Pool {
    /// Connects to nothing yet.
    pub(super) fn open(place: Place, settings: PoolSettings) -> Result<Self, ConnectError> {
        match place {
            #[cfg(feature = "sqlite")]
            Place::File { path, read_only } => {
                Ok(Self::Sqlite(Box::new(SqliteFile::open(path, read_only, settings))))
            }
            #[cfg(feature = "postgres")]
            Place::Server { dialect: Dialect::Postgres, url } => {
                Ok(Self::Postgres(postgres(&url, settings)?))
            }
            #[cfg(feature = "mysql")]
            Place::Server { dialect: Dialect::MySql, url } => {
                Ok(Self::MySql(mysql(&url, settings)?))
            }
            #[allow(unreachable_patterns)] // where all databases are compiled in
            Place::File { .. } => Err(ConnectError::NotBuilt("sqlite")),
            #[allow(unreachable_patterns)]
            Place::Server { dialect, .. } => Err(ConnectError::NotBuilt(match dialect {
                Dialect::MySql => "mysql",
                Dialect::Postgres | Dialect::Sqlite => "postgres",
            })),
        }
    }

    pub(super) fn dialect(&self) -> Dialect {
        match self {
            #[cfg(feature = "sqlite")]
            Self::Sqlite(_) => Dialect::Sqlite,
            #[cfg(feature = "postgres")]
            Self::Postgres(_) => Dialect::Postgres,
            #[cfg(feature = "mysql")]
            Self::MySql(_) => Dialect::MySql,
        }
    }

    /// A connection for one or more statements, each for itself.
    pub(super) async fn take(&self) -> Result<Connection, SqlError> {
        let taken = match self {
            #[cfg(feature = "sqlite")]
            Self::Sqlite(file) => Taken::Sqlite(file.pool()?.acquire().await?),
            #[cfg(feature = "postgres")]
            Self::Postgres(pool) => Taken::Postgres(pool.acquire().await?),
            #[cfg(feature = "mysql")]
            Self::MySql(pool) => Taken::MySql(pool.acquire().await?),
        };
        Ok(Connection::new(taken, self.dialect()))
    }

    /// A connection in a transaction.
    pub(super) async fn begin(&self) -> Result<Connection, SqlError> {
        let mut connection = self.take().await?;
        connection.run(self.dialect().begin()).await?;
        Ok(connection)
    }
}

#[cfg(any(feature = "postgres", feature = "mysql"))]
fn unreadable<T>(_: T) -> ConnectError {
    // What the parser says may have a part of the URL in it.
    ConnectError::Url("it is `dialect://user:password@host:port/database`, percent-encoded")
}

#[cfg(feature = "postgres")]
fn postgres(url: &str, settings: PoolSettings) -> Result<sqlx::PgPool, ConnectError> {
    use sqlx::ConnectOptions as _;

    let options: sqlx::postgres::PgConnectOptions = url.parse().map_err(unreadable)?;
    let wait = settings.lock_wait().as_millis();
    let limits = format!("SET statement_timeout = {wait}; SET lock_timeout = {wait}");
    let pool = sqlx::postgres::PgPoolOptions::new()
        .max_connections(settings.size)
        .acquire_timeout(settings.limit)
        .after_connect(move |connection, _| {
            let limits = limits.clone();
            Box::pin(async move {
                sqlx::raw_sql(sqlx::AssertSqlSafe(limits)).execute(connection).await?;
                Ok(())
            })
        });
    Ok(pool.connect_lazy_with(options.disable_statement_logging()))
}

#[cfg(feature = "mysql")]
fn mysql(url: &str, settings: PoolSettings) -> Result<sqlx::MySqlPool, ConnectError> {
    use sqlx::ConnectOptions as _;

    let options: sqlx::mysql::MySqlConnectOptions = url.parse().map_err(unreadable)?;
    let wait = settings.lock_wait().as_secs().max(1);
    // Strict: a hash that is too long for its column is an error, not cut.
    let limits = format!(
        "SET SESSION innodb_lock_wait_timeout = {wait}, lock_wait_timeout = {wait}, \
         sql_mode = CONCAT(@@sql_mode, ',STRICT_ALL_TABLES'); \
         SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED"
    );
    let pool = sqlx::mysql::MySqlPoolOptions::new()
        .max_connections(settings.size)
        .acquire_timeout(settings.limit)
        .after_connect(move |connection, _| {
            let limits = limits.clone();
            Box::pin(async move {
                sqlx::raw_sql(sqlx::AssertSqlSafe(limits)).execute(connection).await?;
                Ok(())
            })
        });
    Ok(pool.connect_lazy_with(options.charset("utf8mb4").disable_statement_logging()))
}
