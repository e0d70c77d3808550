use sqlx::pool::PoolConnection;
use sqlx::{AssertSqlSafe, Row as _};

use super::dialect::Dialect;
use super::error::SqlError;
use super::statement::{Statement, Value};

/// A row, all of it read as text.
pub(super) type Row = Vec<Option<String>>;

/// A connection that was taken from the pool. It goes back by [`give_back`](Self::give_back) only: one that is dropped in
/// the middle of something is closed, so that the database takes back what was not committed.
pub(super) struct Connection {
    taken: Option<Taken>,
    dialect: Dialect,
}

/// A connection of one of the pools.
pub(super) enum Taken {
    #[cfg(feature = "sqlite")]
    Sqlite(PoolConnection<sqlx::Sqlite>),
    #[cfg(feature = "postgres")]
    Postgres(PoolConnection<sqlx::Postgres>),
    #[cfg(feature = "mysql")]
    MySql(PoolConnection<sqlx::MySql>),
}

/// Does the same with whichever connection it is.
macro_rules! with {
    ($taken:expr, $connection:ident => $do:expr) => {
        match $taken {
            #[cfg(feature = "sqlite")]
            Taken::Sqlite($connection) => $do,
            #[cfg(feature = "postgres")]
            Taken::Postgres($connection) => $do,
            #[cfg(feature = "mysql")]
            Taken::MySql($connection) => $do,
        }
    };
}

/// The statement with its values bound.
macro_rules! query {
    ($dialect:expr, $statement:expr) => {{
        let statement: Statement = $statement;
        let mut query = sqlx::query(AssertSqlSafe($dialect.numbered(&statement.sql)));
        for value in statement.values {
            query = match value {
                Value::Text(text) => query.bind(text),
                Value::Number(number) => query.bind(number),
            };
        }
        query
    }};
}

impl Connection {
    pub(super) fn new(taken: Taken, dialect: Dialect) -> Self {
        Self { taken: Some(taken), dialect }
    }

    pub(super) fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// All rows. Each column has to be text.
    pub(super) async fn rows(&mut self, statement: Statement) -> Result<Vec<Row>, SqlError> {
        let dialect = self.dialect;
        with!(self.taken()?, connection => {
            let rows = query!(dialect, statement).fetch_all(&mut **connection).await?;
            let rows = rows.iter().map(|row| (0..row.len()).map(|at| row.try_get(at)).collect());
            Ok(rows.collect::<Result<Vec<Row>, sqlx::Error>>()?)
        })
    }

    /// Changes rows, and says how many.
    pub(super) async fn change(&mut self, statement: Statement) -> Result<u64, SqlError> {
        let dialect = self.dialect;
        with!(self.taken()?, connection => {
            Ok(query!(dialect, statement).execute(&mut **connection).await?.rows_affected())
        })
    }

    /// Does what has no values and no rows, such as the end of a transaction.
    pub(super) async fn run(&mut self, sql: &str) -> Result<(), SqlError> {
        with!(self.taken()?, connection => {
            sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut **connection).await?;
        });
        Ok(())
    }

    /// Puts it back into the pool.
    pub(super) fn give_back(mut self) {
        drop(self.taken.take());
    }

    /// Keeps what was changed.
    pub(super) async fn commit(mut self) -> Result<(), SqlError> {
        self.run("COMMIT").await?;
        self.give_back();
        Ok(())
    }

    /// Takes back what was changed.
    pub(super) async fn roll_back(mut self) -> Result<(), SqlError> {
        self.run("ROLLBACK").await?;
        self.give_back();
        Ok(())
    }

    fn taken(&mut self) -> Result<&mut Taken, SqlError> {
        let closed = || SqlError::Connection("it was given back".into());
        self.taken.as_mut().ok_or_else(closed)
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        if let Some(taken) = self.taken.take() {
            with!(taken, connection => drop(connection.detach()));
        }
    }
}
