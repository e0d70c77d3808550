use std::time::{Duration, SystemTime};

use super::error::{SqlError, Stop};
use super::pool::Pool;
use super::shape::Shape;
use crate::account::Account;
use crate::store::Credentials;

/// How often a transaction is tried that lost against another one.
const TRIES: usize = 5;

/// An open table of users.
pub(super) struct Inner {
    pub(super) pool: Pool,
    pub(super) shape: Shape,
    pub(super) limit: Duration,
    pub(super) longest_login: Duration,
}

impl Inner {
    /// When the longest login that is made now ends by itself.
    pub(super) fn longest_login(&self, now: SystemTime) -> SystemTime {
        now.checked_add(self.longest_login).unwrap_or(now)
    }

    pub(super) async fn by_id(&self, id: &str) -> Result<Option<Credentials>, SqlError> {
        let mut connection = self.pool.take().await?;
        let found = self.shape.by_id(&mut connection, id).await?;
        connection.give_back();
        Ok(found)
    }

    pub(super) async fn by_name(&self, name: &str) -> Result<Option<Credentials>, SqlError> {
        let mut connection = self.pool.take().await?;
        let found = self.shape.by_name(&mut connection, name).await?;
        connection.give_back();
        Ok(found)
    }

    pub(super) async fn list(
        &self,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Vec<Account>, SqlError> {
        let mut connection = self.pool.take().await?;
        let found = self.shape.list(&mut connection, after, limit).await?;
        connection.give_back();
        Ok(found)
    }

    /// Waits for an answer no longer than the limit.
    pub(super) async fn in_time<T, E: From<SqlError>>(
        &self,
        answer: impl Future<Output = Result<T, E>>,
    ) -> Result<T, E> {
        let late = |_| Err(SqlError::Late(self.limit).into());
        tokio::time::timeout(self.limit, answer).await.unwrap_or_else(late)
    }

    /// Makes a change within the limit, and once more where another one was in its way.
    pub(super) async fn changed<T, F: Future<Output = Result<T, Stop>>>(
        &self,
        mut change: impl FnMut() -> F,
    ) -> Result<T, Stop> {
        self.in_time(async {
            let mut tries = 1;
            loop {
                match change().await {
                    Err(Stop::Failed(error)) if error.is_conflict() && tries < TRIES => tries += 1,
                    answer => return answer,
                }
            }
        })
        .await
    }
}
