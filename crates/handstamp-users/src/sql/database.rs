use std::future::Future;
use std::time::Duration;

use sqlx::any::AnyRow;
use sqlx::query::Query;
use sqlx::{Any, AnyConnection, AnyPool, AssertSqlSafe};

use crate::sql::bound::Bound;
use crate::sql::dialect::Dialect;
use crate::store::{ChangeError, StoreError};

/// A pool of connections, and how long anybody waits for it.
#[derive(Debug, Clone)]
pub(crate) struct Database {
    pub(crate) pool: AnyPool,
    pub(crate) dialect: Dialect,
    pub(crate) timeout: Duration,
}

/// No answer within the time-out.
#[derive(Debug, thiserror::Error)]
#[error("the database did not answer within {0:?}")]
struct NoAnswer(Duration);

impl Database {
    /// The answer, if it comes in time.
    pub(crate) async fn within<T, E: From<StoreError>>(
        &self,
        asked: impl Future<Output = Result<T, E>>,
    ) -> Result<T, E> {
        match tokio::time::timeout(self.timeout, asked).await {
            Ok(answer) => answer,
            Err(_) => Err(StoreError::new(NoAnswer(self.timeout)).into()),
        }
    }

    /// The rows of a statement that reads.
    pub(crate) async fn rows(
        &self,
        sql: &str,
        bound: &[Bound<'_>],
    ) -> Result<Vec<AnyRow>, StoreError> {
        self.within(async {
            query(sql, bound).fetch_all(&self.pool).await.map_err(StoreError::new)
        })
        .await
    }

    /// How many rows a statement changed.
    pub(crate) async fn execute(&self, sql: &str, bound: &[Bound<'_>]) -> Result<u64, StoreError> {
        self.within(async {
            let done = query(sql, bound).execute(&self.pool).await.map_err(StoreError::new)?;
            Ok(done.rows_affected())
        })
        .await
    }
}

/// How many rows a statement changed, within a transaction.
pub(crate) async fn execute_in(
    connection: &mut AnyConnection,
    sql: &str,
    bound: &[Bound<'_>],
) -> Result<u64, sqlx::Error> {
    Ok(query(sql, bound).execute(connection).await?.rows_affected())
}

/// The rows of a statement, within a transaction.
pub(crate) async fn rows_in(
    connection: &mut AnyConnection,
    sql: &str,
    bound: &[Bound<'_>],
) -> Result<Vec<AnyRow>, sqlx::Error> {
    query(sql, bound).fetch_all(connection).await
}

/// Every statement is made here of fixed words and of names that were checked; values are bound.
fn query<'q>(sql: &str, bound: &[Bound<'q>]) -> Query<'q, Any, sqlx::any::AnyArguments> {
    let mut query = sqlx::query(AssertSqlSafe(sql.to_owned()));
    for value in bound {
        query = match *value {
            Bound::Text(text) => query.bind(text.to_owned()),
            Bound::MaybeText(text) => query.bind(text.map(str::to_owned)),
            Bound::Number(number) => query.bind(number),
            Bound::MaybeNumber(number) => query.bind(number),
        };
    }
    query
}

pub(crate) fn unavailable(error: sqlx::Error) -> ChangeError {
    StoreError::new(error).into()
}
