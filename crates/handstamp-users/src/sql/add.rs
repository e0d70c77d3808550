//! New accounts, and their roles.

use std::time::SystemTime;

use serde_json::Value;

use super::connection::Connection;
use super::error::{SqlError, Stop};
use super::inner::Inner;
use super::shape::Writes;
use super::statement::Statement;
use super::write::{enable, no_account};
use crate::account::Account;
use crate::account_name::check_name;
use crate::store::{ChangeError, NewAccount, asked, seconds};

impl Inner {
    pub(super) async fn add(&self, new: &NewAccount, now: SystemTime) -> Result<Account, Stop> {
        check_name(&new.name).map_err(ChangeError::from)?;
        let roles = asked::roles(&new.roles)?;
        let insert = match self.shape.writes {
            Writes::Own => own(new, now),
            Writes::Zopyx => {
                let hash = new.password.as_ref();
                let hash = hash.ok_or(ChangeError::Unsupported("an account without a password"))?;
                self.readable(hash)?;
                if new.display_name.is_some() || !new.properties.is_empty() {
                    return Err(ChangeError::Unsupported("a display name or properties").into());
                }
                let (table, time) = (&self.shape.table, self.shape.dialect.date_time());
                let columns = "(username, password, roles, created)";
                Statement::new(format!("INSERT INTO {table} {columns} VALUES (?, ?, ?, {time})"))
                    .bind(&*new.name)
                    .bind(hash.as_str())
                    .bind(&*roles.join(","))
                    .bind(seconds::down(now))
            }
            Writes::Some | Writes::Nothing => {
                return Err(ChangeError::Unsupported("a new account: the app makes them").into());
            }
        };
        let mut work = self.pool.begin().await?;
        match work.change(insert).await {
            Err(error) if error.is_taken() => {
                work.roll_back().await?;
                return Err(ChangeError::NameTaken.into());
            }
            inserted => inserted?,
        };
        if self.shape.writes == Writes::Own {
            let id = "SELECT id FROM handstamp_users WHERE name = ?";
            self.insert_roles(&mut work, &Statement::new(id).bind(&*new.name), &roles).await?;
        } else {
            enable(&mut work, &new.name).await?;
        }
        let added = self.shape.by_name(&mut work, &new.name).await?;
        work.commit().await?;
        let added = added.ok_or(SqlError::Value("of the name"))?;
        Ok(added.account)
    }

    pub(super) async fn set_roles(&self, id: &str, roles: &[String]) -> Result<(), Stop> {
        let roles = asked::roles(roles)?;
        let set = match self.shape.writes {
            // The row is locked, so that two sets of roles are not mixed.
            Writes::Own => self.update("name", "name"),
            Writes::Zopyx => self.update("roles", "?").bind(&*roles.join(",")),
            Writes::Some | Writes::Nothing => {
                return Err(ChangeError::Unsupported("roles: the app sets them").into());
            }
        };
        let set = set.sql(" WHERE ").part(&self.is_id(id)?);
        let mut work = self.pool.begin().await?;
        if work.change(set).await? == 0 {
            return no_account(work).await;
        }
        if self.shape.writes == Writes::Own {
            let user = "SELECT id FROM handstamp_users WHERE ";
            let user = Statement::new(user).part(&self.is_id(id)?);
            let delete = "DELETE FROM handstamp_user_roles WHERE user_id = (";
            work.change(Statement::new(delete).part(&user).sql(")")).await?;
            self.insert_roles(&mut work, &user, &roles).await?;
        }
        Ok(work.commit().await?)
    }

    async fn insert_roles(
        &self,
        work: &mut Connection,
        user: &Statement,
        roles: &[&str],
    ) -> Result<(), SqlError> {
        for (position, role) in (0_i64..).zip(roles) {
            let insert = "INSERT INTO handstamp_user_roles (user_id, position, role) VALUES ((";
            let insert = Statement::new(insert).part(user).sql("), ?, ?)");
            work.change(insert.bind(position).bind(*role)).await?;
        }
        Ok(())
    }
}

fn own(new: &NewAccount, now: SystemTime) -> Statement {
    let insert = "INSERT INTO handstamp_users (name, password, display_name, created, disabled, \
                  properties) VALUES (?, ?, ?, ?, FALSE, ?)";
    Statement::new(insert)
        .bind(&*new.name)
        .bind(new.password.as_ref().map(|hash| hash.as_str()))
        .bind(new.display_name.as_deref())
        .bind(seconds::down(now))
        .bind(&*Value::Object(new.properties.clone()).to_string())
}
