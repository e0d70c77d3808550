use std::fmt;
use std::time::SystemTime;

use handstamp_authorizer::{BoxFuture, Subject};
use sqlx::Row;

use crate::account::Account;
use crate::account_name::check_name;
use crate::password::PasswordHash;
use crate::sql::bound::Bound;
use crate::sql::database::Database;
use crate::sql::layout::{Kind, Layout};
use crate::sql::mapped_table::IdKind;
use crate::sql::placeholders::with_placeholders;
use crate::sql::record::credentials;
use crate::sql::select::{Columns, Select};
use crate::store::{ChangeError, Credentials, NewAccount, StoreError, UserStore, check_roles};

/// The longest name or id that is looked for, in bytes.
const LONGEST: usize = 1024;

/// Accounts in tables of SQLite, PostgreSQL, MySQL or MariaDB. It is also their [`Revocation`] and their
/// [`KeyStore`].
///
/// An account is read by one statement, and by a second one where its roles are in a table of their own.
///
/// [`Revocation`]: handstamp_authorizer::revocation::Revocation
/// [`KeyStore`]: crate::key::KeyStore
pub struct SqlUsers {
    pub(crate) database: Database,
    pub(crate) layout: Layout,
    select: Select,
}

impl SqlUsers {
    pub(crate) fn new(database: Database, layout: Layout) -> Self {
        let select = Select::new(database.dialect, &layout);
        Self { database, layout, select }
    }

    /// A statement with the names of this layout: `{table}`, `{id} = ?` as `{is_id}`, `{name}`, `{password}`.
    pub(crate) fn statement(&self, sql: &str) -> String {
        let (columns, dialect) = (Columns::of(&self.layout), self.database.dialect);
        let sql = sql
            .replace("{table}", &dialect.quoted(columns.table))
            .replace("{is_id}", &columns.is_id(dialect))
            .replace("{password}", &dialect.quoted(columns.password));
        with_placeholders(dialect, &sql)
    }

    /// An id as it is bound. `None` for one that nobody can have.
    pub(crate) fn bound_id<'a>(&self, id: &'a str) -> Option<Bound<'a>> {
        let is_hex = |byte: u8| byte.is_ascii_hexdigit();
        match Columns::of(&self.layout).id_kind {
            _ if !can_be_kept(id) => None,
            IdKind::Integer => id.parse().ok().map(Bound::Number),
            IdKind::Text => Some(Bound::Text(id)),
            IdKind::Uuid => {
                let groups: Vec<_> = id.split('-').map(str::len).collect();
                let sound =
                    groups == [8, 4, 4, 4, 12] && id.bytes().all(|b| b == b'-' || is_hex(b));
                sound.then_some(Bound::Text(id))
            }
        }
    }

    async fn with_roles(&self, found: Credentials) -> Result<Credentials, StoreError> {
        let Some(sql) = &self.select.roles else { return Ok(found) };
        let id = self.bound_id(found.account.id()).ok_or(NoId).map_err(StoreError::new)?;
        let mut roles = found.account.roles().to_vec();
        for row in self.database.rows(sql, &[id]).await? {
            roles.push(row.try_get(0).map_err(StoreError::new)?);
        }
        Ok(Credentials::new(found.account.with_roles(roles), found.password))
    }

    /// One row at most is the one: a collation may take several names for the same.
    async fn one(
        &self,
        sql: &str,
        bound: Bound<'_>,
        is_it: impl Fn(&Account) -> bool,
    ) -> Result<Option<Credentials>, StoreError> {
        for row in self.database.rows(sql, &[bound]).await? {
            let found = credentials(&self.layout, &row).map_err(StoreError::new)?;
            if is_it(&found.account) {
                return Ok(Some(self.with_roles(found).await?));
            }
        }
        Ok(None)
    }
}

/// An id that was read is none.
#[derive(Debug, thiserror::Error)]
#[error("the table has an id that is not of the kind that the layout says")]
struct NoId;

/// PostgreSQL keeps no NUL in a text, and nobody has a name of ten kilobytes.
pub(crate) fn can_be_kept(text: &str) -> bool {
    text.len() <= LONGEST && !text.contains('\0')
}

impl UserStore for SqlUsers {
    fn by_id<'a>(&'a self, id: &'a str) -> BoxFuture<'a, Result<Option<Account>, StoreError>> {
        Box::pin(async move {
            let Some(bound) = self.bound_id(id) else { return Ok(None) };
            let found = self.one(&self.select.by_id, bound, |account| account.id() == id).await?;
            Ok(found.map(|found| found.account))
        })
    }

    fn by_name<'a>(
        &'a self,
        name: &'a str,
    ) -> BoxFuture<'a, Result<Option<Credentials>, StoreError>> {
        Box::pin(async move {
            if !can_be_kept(name) {
                return Ok(None);
            }
            let is_it = |account: &Account| account.name() == name;
            self.one(&self.select.by_name, Bound::Text(name), is_it).await
        })
    }

    fn list<'a>(
        &'a self,
        after: Option<&'a str>,
        limit: u32,
    ) -> BoxFuture<'a, Result<Vec<Account>, StoreError>> {
        Box::pin(async move {
            let after = after.unwrap_or_default();
            let bound = [Bound::Text(after), Bound::Number(limit.into())];
            let mut accounts = Vec::new();
            for row in self.database.rows(&self.select.list, &bound).await? {
                let found = credentials(&self.layout, &row).map_err(StoreError::new)?;
                accounts.push(self.with_roles(found).await?.account);
            }
            Ok(accounts)
        })
    }

    fn add<'a>(
        &'a self,
        new: &'a NewAccount,
        now: SystemTime,
    ) -> BoxFuture<'a, Result<Account, ChangeError>> {
        Box::pin(async move {
            check_name(&new.name)?;
            check_roles(&new.roles)?;
            self.insert(new, now).await?;
            let found = self.by_name(&new.name).await?;
            found.map(|found| found.account).ok_or(ChangeError::NoAccount)
        })
    }

    fn delete<'a>(
        &'a self,
        id: &'a str,
        now: SystemTime,
    ) -> BoxFuture<'a, Result<(), ChangeError>> {
        Box::pin(self.remove(id, now))
    }

    fn set_password<'a>(
        &'a self,
        id: &'a str,
        hash: &'a PasswordHash,
        now: SystemTime,
    ) -> BoxFuture<'a, Result<(), ChangeError>> {
        Box::pin(async move {
            let bound = vec![Bound::Text(hash.as_str()), self.id_to_change(id)?];
            let sql = self.statement("UPDATE {table} SET {password} = ? WHERE {is_id}");
            self.change(id, &[(sql, bound)], Some(now)).await
        })
    }

    fn replace_hash<'a>(
        &'a self,
        id: &'a str,
        old: &'a PasswordHash,
        new: &'a PasswordHash,
    ) -> BoxFuture<'a, Result<bool, ChangeError>> {
        Box::pin(async move {
            let id = self.id_to_change(id)?;
            let sql = self
                .statement("UPDATE {table} SET {password} = ? WHERE {is_id} AND {password} = ?");
            let bound = [Bound::Text(new.as_str()), id, Bound::Text(old.as_str())];
            Ok(self.database.execute(&sql, &bound).await? > 0)
        })
    }

    fn set_roles<'a>(
        &'a self,
        id: &'a str,
        roles: &'a [String],
    ) -> BoxFuture<'a, Result<(), ChangeError>> {
        Box::pin(self.replace_roles(id, roles))
    }

    fn set_disabled<'a>(
        &'a self,
        id: &'a str,
        disabled: bool,
        now: SystemTime,
    ) -> BoxFuture<'a, Result<(), ChangeError>> {
        Box::pin(self.disable(id, disabled, now))
    }

    fn note_login<'a>(
        &'a self,
        id: &'a str,
        now: SystemTime,
    ) -> BoxFuture<'a, Result<(), ChangeError>> {
        Box::pin(async move {
            // Another app's own column is its own to write.
            if self.layout.0 == Kind::Own {
                let sql = self.statement("UPDATE {table} SET last_login = ? WHERE {is_id}");
                let bound = vec![Bound::time(now), self.id_to_change(id)?];
                self.change(id, &[(sql, bound)], None).await?;
            }
            Ok(())
        })
    }
}

impl fmt::Debug for SqlUsers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SqlUsers")
            .field("dialect", &self.database.dialect)
            .field("layout", &self.layout)
            .finish_non_exhaustive()
    }
}
