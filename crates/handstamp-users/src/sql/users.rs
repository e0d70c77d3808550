use std::fmt;
use std::time::SystemTime;

use handstamp_authorizer::{BoxFuture, Subject};
use sqlx::{AnyConnection, Row};

use crate::account::Account;
use crate::account_name::check_name;
use crate::password::PasswordHash;
use crate::sql::bound::Bound;
use crate::sql::connect::{ConnectError, SqlUsersBuilder};
use crate::sql::database::{Database, execute_in, rows_in};
use crate::sql::layout::{Kind, Layout};
use crate::sql::mapped_table::IdKind;
use crate::sql::placeholders::with_placeholders;
use crate::sql::record::credentials;
use crate::sql::revocation::raise_generation;
use crate::sql::select::{Columns, Select};
use crate::sql::sql_time::to_date;
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
    layout: Layout,
    select: Select,
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
        SqlUsersBuilder::new(url, layout)
    }

    pub(crate) fn new(database: Database, layout: Layout) -> Self {
        let select = Select::new(database.dialect, &layout);
        Self { database, layout, select }
    }

    /// A statement with the names of this layout: `{table}`, `{id} = ?` as `{is_id}`, `{name}`, `{password}`.
    fn statement(&self, sql: &str) -> String {
        let (columns, dialect) = (Columns::of(&self.layout), self.database.dialect);
        let sql = sql
            .replace("{table}", &dialect.quoted(columns.table))
            .replace("{is_id}", &columns.is_id(dialect))
            .replace("{password}", &dialect.quoted(columns.password));
        with_placeholders(dialect, &sql)
    }

    /// An id as it is bound. `None` for one that nobody can have.
    fn bound_id<'a>(&self, id: &'a str) -> Option<Bound<'a>> {
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

    /// Changes one account, and ends its logins in the same transaction where that is wanted.
    async fn change(
        &self,
        id: &str,
        statements: &[(String, Vec<Bound<'_>>)],
        ends_logins: Option<SystemTime>,
    ) -> Result<(), ChangeError> {
        self.database
            .within(async {
                let mut transaction = self.database.pool.begin().await.map_err(unavailable)?;
                for (nth, (sql, bound)) in statements.iter().enumerate() {
                    let changed = execute_in(&mut transaction, sql, bound).await;
                    if changed.map_err(unavailable)? == 0 && nth == 0 {
                        // MySQL counts no row that was so already: is it there?
                        if !self.is_there(&mut transaction, id).await? {
                            return Err(ChangeError::NoAccount);
                        }
                    }
                }
                if let Some(now) = ends_logins {
                    let dialect = self.database.dialect;
                    let raised = raise_generation(&mut transaction, dialect, id, now).await;
                    raised.map_err(unavailable)?;
                }
                transaction.commit().await.map_err(unavailable)
            })
            .await
    }

    async fn is_there(
        &self,
        connection: &mut AnyConnection,
        id: &str,
    ) -> Result<bool, ChangeError> {
        let Some(bound) = self.bound_id(id) else { return Ok(false) };
        let sql = self.statement("SELECT 1 FROM {table} WHERE {is_id}");
        Ok(!rows_in(connection, &sql, &[bound]).await.map_err(unavailable)?.is_empty())
    }

    fn id_to_change<'a>(&self, id: &'a str) -> Result<Bound<'a>, ChangeError> {
        self.bound_id(id).ok_or(ChangeError::NoAccount)
    }

    async fn insert(&self, new: &NewAccount, now: SystemTime) -> Result<(), ChangeError> {
        let password = new.password.as_ref().map(PasswordHash::as_str);
        let (sql, bound) = match &self.layout.0 {
            Kind::Mapped(_) => return Err(ChangeError::Unsupported("new accounts")),
            Kind::Own => (
                "INSERT INTO {table} (name, password, display_name, created, disabled, properties) VALUES (?, ?, ?, ?, 0, ?)",
                vec![
                    Bound::Text(&new.name),
                    Bound::MaybeText(password),
                    Bound::MaybeText(new.display_name.as_deref()),
                    Bound::time(now),
                ],
            ),
            Kind::Zopyx => {
                if new.display_name.is_some() || !new.properties.is_empty() {
                    return Err(ChangeError::Unsupported("display names and properties"));
                }
                let password =
                    password.ok_or(ChangeError::Unsupported("an account without a password"))?;
                (
                    "INSERT INTO {table} (username, password, roles, created) VALUES (?, ?, ?, CAST(? AS {time}))",
                    vec![Bound::Text(&new.name), Bound::Text(password)],
                )
            }
        };
        let (roles, created) = (new.roles.join(","), to_date(now).unwrap_or_default());
        let properties = serde_json::Value::Object(new.properties.clone()).to_string();
        let mut bound = bound;
        match &self.layout.0 {
            Kind::Own => bound.push(Bound::Text(&properties)),
            _ => bound.extend([Bound::Text(&roles), Bound::Text(&created)]),
        }
        let sql = self.statement(&sql.replace("{time}", self.database.dialect.time()));
        self.database
            .within(async {
                let mut transaction = self.database.pool.begin().await.map_err(unavailable)?;
                execute_in(&mut transaction, &sql, &bound).await.map_err(|error| {
                    let database = error.as_database_error();
                    match database.is_some_and(|error| error.is_unique_violation()) {
                        true => ChangeError::NameTaken,
                        false => unavailable(error),
                    }
                })?;
                if self.layout.0 == Kind::Own {
                    let id = "(SELECT id FROM handstamp_users WHERE name = ?)";
                    self.insert_roles(&mut transaction, id, Bound::Text(&new.name), &new.roles)
                        .await?;
                }
                transaction.commit().await.map_err(unavailable)
            })
            .await
    }

    /// `id` is an expression with one value to bind.
    async fn insert_roles(
        &self,
        connection: &mut AnyConnection,
        id: &str,
        bound: Bound<'_>,
        roles: &[String],
    ) -> Result<(), ChangeError> {
        let sql = format!(
            "INSERT INTO handstamp_user_roles (user_id, position, role) VALUES ({id}, ?, ?)"
        );
        let sql = with_placeholders(self.database.dialect, &sql);
        for (position, role) in (0..).zip(roles) {
            let bound = [bound, Bound::Number(position), Bound::Text(role)];
            execute_in(connection, &sql, &bound).await.map_err(unavailable)?;
        }
        Ok(())
    }

    async fn replace_roles(&self, id: &str, roles: &[String]) -> Result<(), ChangeError> {
        check_roles(roles)?;
        let bound = self.id_to_change(id)?;
        if self.layout.0 == Kind::Zopyx {
            let joined = roles.join(",");
            let sql = self.statement("UPDATE {table} SET roles = ? WHERE {is_id}");
            return self.change(id, &[(sql, vec![Bound::Text(&joined), bound])], None).await;
        }
        if matches!(self.layout.0, Kind::Mapped(_)) {
            return Err(ChangeError::Unsupported("roles from here"));
        }
        let delete = self.statement("DELETE FROM handstamp_user_roles WHERE user_id = ?");
        // Written first, so that two that set roles wait for each other.
        let touch = self.statement("UPDATE {table} SET disabled = disabled WHERE {is_id}");
        self.database
            .within(async {
                let mut transaction = self.database.pool.begin().await.map_err(unavailable)?;
                let found = execute_in(&mut transaction, &touch, &[bound]).await;
                if found.map_err(unavailable)? == 0 && !self.is_there(&mut transaction, id).await? {
                    return Err(ChangeError::NoAccount);
                }
                execute_in(&mut transaction, &delete, &[bound]).await.map_err(unavailable)?;
                self.insert_roles(&mut transaction, "?", bound, roles).await?;
                transaction.commit().await.map_err(unavailable)
            })
            .await
    }

    async fn disable(&self, id: &str, disabled: bool, now: SystemTime) -> Result<(), ChangeError> {
        let bound = self.id_to_change(id)?;
        let ends_logins = disabled.then_some(now);
        if self.layout.0 == Kind::Own {
            let sql = self.statement("UPDATE {table} SET disabled = ? WHERE {is_id}");
            let bound = vec![Bound::Number(disabled.into()), bound];
            return self.change(id, &[(sql, bound)], ends_logins).await;
        }
        // Another app's table is left as it is.
        let check = self.statement("UPDATE {table} SET {password} = {password} WHERE {is_id}");
        let forget = self.statement("DELETE FROM handstamp_disabled WHERE user_id = ?");
        let keep = self.statement("INSERT INTO handstamp_disabled (user_id) VALUES (?)");
        let mut statements = vec![(check, vec![bound]), (forget, vec![Bound::Text(id)])];
        if disabled {
            statements.push((keep, vec![Bound::Text(id)]));
        }
        self.change(id, &statements, ends_logins).await
    }

    async fn remove(&self, id: &str, now: SystemTime) -> Result<(), ChangeError> {
        let bound = self.id_to_change(id)?;
        if matches!(self.layout.0, Kind::Mapped(_)) {
            return Err(ChangeError::Unsupported("deleting from here"));
        }
        let text = vec![Bound::Text(id)];
        let mut statements = vec![
            (self.statement("DELETE FROM {table} WHERE {is_id}"), vec![bound]),
            (self.statement("DELETE FROM handstamp_disabled WHERE user_id = ?"), text.clone()),
            (self.statement("DELETE FROM handstamp_keys WHERE user_id = ?"), text),
        ];
        if self.layout.0 == Kind::Own {
            let roles = self.statement("DELETE FROM handstamp_user_roles WHERE user_id = ?");
            statements.insert(1, (roles, vec![bound]));
        }
        self.change(id, &statements, Some(now)).await
    }
}

/// An id that was read is none.
#[derive(Debug, thiserror::Error)]
#[error("the table has an id that is not of the kind that the layout says")]
struct NoId;

pub(crate) fn unavailable(error: sqlx::Error) -> ChangeError {
    StoreError::new(error).into()
}

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
