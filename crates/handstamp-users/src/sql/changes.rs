use std::time::SystemTime;

use sqlx::AnyConnection;

use crate::password::PasswordHash;
use crate::sql::bound::Bound;
use crate::sql::database::{execute_in, rows_in, unavailable};
use crate::sql::generation::raise_generation;
use crate::sql::layout::Kind;
use crate::sql::placeholders::with_placeholders;
use crate::sql::sql_time::to_date;
use crate::sql::users::SqlUsers;
use crate::store::{ChangeError, NewAccount, check_roles};

/// What changes accounts. Each is one transaction.
impl SqlUsers {
    /// Changes one account, and ends its logins in the same transaction where that is wanted.
    pub(crate) async fn change(
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

    pub(crate) async fn is_there(
        &self,
        connection: &mut AnyConnection,
        id: &str,
    ) -> Result<bool, ChangeError> {
        let Some(bound) = self.bound_id(id) else { return Ok(false) };
        let sql = self.statement("SELECT 1 FROM {table} WHERE {is_id}");
        Ok(!rows_in(connection, &sql, &[bound]).await.map_err(unavailable)?.is_empty())
    }

    pub(crate) fn id_to_change<'a>(&self, id: &'a str) -> Result<Bound<'a>, ChangeError> {
        self.bound_id(id).ok_or(ChangeError::NoAccount)
    }

    pub(crate) async fn insert(
        &self,
        new: &NewAccount,
        now: SystemTime,
    ) -> Result<(), ChangeError> {
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
    pub(crate) async fn insert_roles(
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

    pub(crate) async fn replace_roles(
        &self,
        id: &str,
        roles: &[String],
    ) -> Result<(), ChangeError> {
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

    pub(crate) async fn disable(
        &self,
        id: &str,
        disabled: bool,
        now: SystemTime,
    ) -> Result<(), ChangeError> {
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

    pub(crate) async fn remove(&self, id: &str, now: SystemTime) -> Result<(), ChangeError> {
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
