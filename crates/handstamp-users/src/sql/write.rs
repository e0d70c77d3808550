//! Changes of accounts. What ends logins is one transaction with the change.

use std::time::SystemTime;

use super::connection::Connection;
use super::error::{SqlError, Stop};
use super::inner::Inner;
use super::shape::{Disabled, TimeColumn, Writes};
use super::statement::Statement;
use crate::password::PasswordHash;
use crate::store::{ChangeError, seconds};

impl Inner {
    pub(super) async fn delete(&self, id: &str, now: SystemTime) -> Result<(), Stop> {
        if !matches!(self.shape.writes, Writes::Own | Writes::Zopyx) {
            return Err(ChangeError::Unsupported("deleting an account: the app does that").into());
        }
        let is_id = self.is_id(id)?;
        let mut work = self.pool.begin().await?;
        let delete = Statement::new(format!("DELETE FROM {} WHERE ", self.shape.table));
        if work.change(delete.part(&is_id)).await? == 0 {
            return no_account(work).await;
        }
        if matches!(self.shape.disabled, Disabled::Beside) {
            enable(&mut work, id).await?;
        }
        let keys = Statement::new("DELETE FROM handstamp_keys WHERE user_id = ?").bind(id);
        work.change(keys).await?;
        self.end_logins(&mut work, id, now, self.longest_login(now)).await?;
        Ok(work.commit().await?)
    }

    pub(super) async fn set_password(
        &self,
        id: &str,
        hash: &PasswordHash,
        now: SystemTime,
    ) -> Result<(), Stop> {
        if self.shape.writes == Writes::Nothing {
            return Err(ChangeError::Unsupported("a new password: it is only read").into());
        }
        self.readable(hash)?;
        let set = self.update(&self.shape.password, "?").bind(hash.as_str());
        self.change_and_end_logins(id, set, now).await
    }

    /// Whether the hash was replaced.
    pub(super) async fn replace_hash(
        &self,
        id: &str,
        old: &PasswordHash,
        new: &PasswordHash,
    ) -> Result<bool, Stop> {
        let Some(is_id) = self.shape.ids.is(id, "") else { return Ok(false) };
        if self.shape.writes == Writes::Nothing || self.readable(new).is_err() {
            return Ok(false);
        }
        let set = self.update(&self.shape.password, "?").bind(new.as_str());
        let is_old = super::id::exactly(self.shape.dialect, &self.shape.password, old.as_str());
        let set = set.sql(" WHERE ").part(&is_id).sql(" AND ").part(&is_old);
        let mut connection = self.pool.take().await?;
        let changed = connection.change(set).await?;
        connection.give_back();
        Ok(changed > 0)
    }

    pub(super) async fn set_disabled(
        &self,
        id: &str,
        disabled: bool,
        now: SystemTime,
    ) -> Result<(), Stop> {
        let unsupported = ChangeError::Unsupported("whether an account is disabled");
        if self.shape.writes == Writes::Nothing {
            return Err(unsupported.into());
        }
        match &self.shape.disabled {
            Disabled::No => Err(unsupported.into()),
            Disabled::Column { column, means_active } => {
                let value = if disabled == *means_active { "FALSE" } else { "TRUE" };
                let set = self.update(column, value);
                if disabled {
                    self.change_and_end_logins(id, set, now).await
                } else {
                    self.change(id, set).await
                }
            }
            Disabled::Beside => self.set_disabled_beside(id, disabled, now).await,
        }
    }

    async fn set_disabled_beside(
        &self,
        id: &str,
        disabled: bool,
        now: SystemTime,
    ) -> Result<(), Stop> {
        let is_id = self.is_id(id)?;
        let mut work = self.pool.begin().await?;
        // The row is locked, so that nobody deletes it in between.
        let touch = self.update(&self.shape.password, &self.shape.password);
        if work.change(touch.sql(" WHERE ").part(&is_id)).await? == 0 {
            return no_account(work).await;
        }
        enable(&mut work, id).await?;
        if disabled {
            let insert = "INSERT INTO handstamp_disabled (user_id) VALUES (?)";
            work.change(Statement::new(insert).bind(id)).await?;
            self.end_logins(&mut work, id, now, self.longest_login(now)).await?;
        }
        Ok(work.commit().await?)
    }

    pub(super) async fn note_login(&self, id: &str, now: SystemTime) -> Result<(), Stop> {
        if self.shape.writes == Writes::Nothing {
            return Ok(());
        }
        let set = match &self.shape.last_login {
            None => return Ok(()),
            Some(TimeColumn::Seconds(column)) => self.update(column, "?"),
            Some(TimeColumn::DateTime(column)) => {
                self.update(column, self.shape.dialect.date_time())
            }
        };
        self.change(id, set.bind(seconds::down(now))).await
    }

    /// `UPDATE table SET column = value`.
    pub(super) fn update(&self, column: &str, value: &str) -> Statement {
        Statement::new(format!("UPDATE {} SET {column} = {value}", self.shape.table))
    }

    /// The condition that a row has this id.
    pub(super) fn is_id(&self, id: &str) -> Result<Statement, Stop> {
        Ok(self.shape.ids.is(id, "").ok_or(ChangeError::NoAccount)?)
    }

    /// Whether the app can read a hash like this.
    pub(super) fn readable(&self, hash: &PasswordHash) -> Result<(), ChangeError> {
        let known = &self.shape.hashes;
        let is_known = known.is_empty() || known.iter().any(|it| hash.as_str().starts_with(it));
        is_known.then_some(()).ok_or(ChangeError::Unsupported(
            "a hash of this kind: the app that shares the table could not read it",
        ))
    }

    async fn change(&self, id: &str, set: Statement) -> Result<(), Stop> {
        let set = set.sql(" WHERE ").part(&self.is_id(id)?);
        let mut connection = self.pool.take().await?;
        let changed = connection.change(set).await?;
        connection.give_back();
        if changed == 0 { Err(ChangeError::NoAccount.into()) } else { Ok(()) }
    }

    async fn change_and_end_logins(
        &self,
        id: &str,
        set: Statement,
        now: SystemTime,
    ) -> Result<(), Stop> {
        let set = set.sql(" WHERE ").part(&self.is_id(id)?);
        let mut work = self.pool.begin().await?;
        if work.change(set).await? == 0 {
            return no_account(work).await;
        }
        self.end_logins(&mut work, id, now, self.longest_login(now)).await?;
        Ok(work.commit().await?)
    }
}

pub(super) async fn enable(work: &mut Connection, id: &str) -> Result<(), SqlError> {
    let delete = "DELETE FROM handstamp_disabled WHERE user_id = ?";
    work.change(Statement::new(delete).bind(id)).await.map(drop)
}

pub(super) async fn no_account<T>(work: Connection) -> Result<T, Stop> {
    work.roll_back().await?;
    Err(ChangeError::NoAccount.into())
}
