//! Accounts, each with its roles in one query.

use handstamp_authorizer::Subject;
use serde_json::Map;

use super::connection::{Connection, Row};
use super::error::SqlError;
use super::id::exactly;
use super::shape::{Disabled, Roles, Shape, TimeColumn};
use super::statement::Statement;
use crate::account::Account;
use crate::password::PasswordHash;
use crate::store::{Credentials, asked, seconds};

/// An account and all names that it may be looked up by.
struct Found {
    credentials: Credentials,
    names: Vec<Option<String>>,
}

impl Shape {
    /// The account with this id.
    pub(super) async fn by_id(
        &self,
        connection: &mut Connection,
        id: &str,
    ) -> Result<Option<Credentials>, SqlError> {
        let Some(condition) = self.ids.is(id, "u.") else { return Ok(None) };
        let select = self.select(&self.table).sql(" WHERE ").part(&condition);
        let found = self.found(connection.rows(self.ordered(select)).await?)?;
        let mut found = found.into_iter().map(|found| found.credentials);
        Ok(found.find(|found| Subject::id(&found.account) == id))
    }

    /// The account with this name: the first column that has it decides, and only if one row alone has it.
    pub(super) async fn by_name(
        &self,
        connection: &mut Connection,
        name: &str,
    ) -> Result<Option<Credentials>, SqlError> {
        if !asked::can_be_kept(name) {
            return Ok(None);
        }
        let mut select = self.select(&self.table);
        for (at, column) in self.names.iter().enumerate() {
            let condition = exactly(self.dialect, &format!("u.{column}"), name);
            select = select.sql(if at == 0 { " WHERE " } else { " OR " }).part(&condition);
        }
        let found = self.found(connection.rows(self.ordered(select)).await?)?;
        for at in 0..self.names.len() {
            let has_name =
                |found: &&Found| found.names.get(at).is_some_and(|it| it.as_deref() == Some(name));
            let mut known = found.iter().filter(has_name);
            if let Some(one) = known.next() {
                return Ok(known.next().is_none().then(|| one.credentials.clone()));
            }
        }
        Ok(None)
    }

    /// Up to `limit` accounts in the order of their first names, those after `after`.
    pub(super) async fn list(
        &self,
        connection: &mut Connection,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Vec<Account>, SqlError> {
        let Some(name) = self.names.first() else { return Ok(Vec::new()) };
        let (name, bytes) = (format!("t.{name}"), self.dialect.bytes(&format!("t.{name}")));
        let mut page =
            Statement::new(format!("(SELECT t.* FROM {} t WHERE {name} IS NOT NULL", self.table));
        // No name of a table has NUL: what comes after it changes nothing.
        if let Some(after) = after.and_then(|after| after.split('\0').next()) {
            page = page.sql(&format!(" AND {bytes} > {}", self.dialect.as_bytes())).bind(after);
        }
        let page = page.sql(&format!(" ORDER BY {bytes} LIMIT ?)")).bind(i64::from(limit));
        let mut select = self.select(&page.sql);
        select.values = page.values;
        let found = self.found(connection.rows(self.ordered(select)).await?)?;
        Ok(found.into_iter().map(|found| found.credentials.account).collect())
    }

    /// Selects what an account is made of.
    pub(super) fn select(&self, from: &str) -> Statement {
        let text = |column: &String| self.dialect.text(&format!("u.{column}"));
        let time = |column: &Option<TimeColumn>| match column {
            None => "NULL".to_owned(),
            Some(TimeColumn::Seconds(column)) => text(column),
            Some(TimeColumn::DateTime(column)) => self.dialect.seconds(&format!("u.{column}")),
        };
        let mut joins = String::new();
        let disabled = match &self.disabled {
            Disabled::Column { column, .. } => text(column),
            Disabled::No => "NULL".to_owned(),
            Disabled::Beside => {
                let id = text(&self.ids.column);
                joins += &format!(" LEFT JOIN handstamp_disabled d ON d.user_id = {id}");
                "CASE WHEN d.user_id IS NULL THEN '0' ELSE '1' END".to_owned()
            }
        };
        let role = match &self.roles {
            Roles::List(column) => text(column),
            Roles::Joined { join, name, .. } => {
                joins = format!("{joins} {join}");
                name.clone()
            }
            Roles::No => "NULL".to_owned(),
        };
        let mut columns = vec![
            text(&self.ids.column),
            text(&self.password),
            time(&self.created),
            time(&self.last_login),
            disabled,
            self.properties.as_ref().map_or_else(|| "NULL".to_owned(), text),
            role,
        ];
        let more = self.names.iter().chain(&self.display_name);
        columns.extend(more.chain(self.flags.iter().map(|(column, _)| column)).map(text));
        Statement::new(format!("SELECT {} FROM {from} u{joins}", columns.join(", ")))
    }

    /// Sorts by name, then by id, and the roles of each account in their order.
    fn ordered(&self, select: Statement) -> Statement {
        let name = self.names.first().map_or(&self.ids.column, |name| name);
        let name = self.dialect.bytes(&format!("u.{name}"));
        let select = select.sql(&format!(" ORDER BY {name}, u.{}", self.ids.column));
        match &self.roles {
            Roles::Joined { place, .. } => select.sql(&format!(", {place}")),
            Roles::List(_) | Roles::No => select,
        }
    }

    /// Reads rows: several in a row are one account with several roles.
    fn found(&self, rows: Vec<Row>) -> Result<Vec<Found>, SqlError> {
        let mut all: Vec<(String, Row, Vec<String>)> = Vec::new();
        for mut row in rows {
            let mut cell = |at: usize| row.get_mut(at).and_then(Option::take);
            let (Some(id), role) = (cell(0).and_then(|id| self.ids.read(id)), cell(6)) else {
                continue;
            };
            match all.last_mut().filter(|(last, ..)| *last == id) {
                Some((.., roles)) => roles.extend(role),
                None => all.push((id, row, role.into_iter().collect())),
            }
        }
        all.into_iter().map(|(id, row, roles)| self.account(id, row, roles)).collect()
    }

    fn account(&self, id: String, row: Row, roles: Vec<String>) -> Result<Found, SqlError> {
        let mut cells = row.into_iter().skip(1);
        let mut cell = || cells.next().flatten();
        let password = cell().filter(|hash| !hash.is_empty()).map(PasswordHash::new);
        let mut time = || seconds::from(cell()?.parse().ok()?);
        let (created, last_login) = (time(), time());
        let disabled = is_true(cell());
        let properties = cell();
        cell(); // the role
        let names: Vec<_> = self.names.iter().map(|_| cell()).collect();
        let display: Vec<_> = self.display_name.iter().filter_map(|_| cell()).collect();
        let flags = self.flags.iter().filter(|_| is_true(cell()));
        let mut roles = match &self.roles {
            Roles::List(_) => list(&roles.concat()),
            Roles::Joined { .. } | Roles::No => roles,
        };
        roles.extend(flags.map(|(_, role)| role.clone()));
        let name = names.iter().flatten().next().cloned().unwrap_or_default();
        let display = display.join(" ");
        let mut account =
            Account::new(id, name).with_roles(roles).with_disabled(match self.disabled {
                Disabled::Column { means_active, .. } => disabled != means_active,
                Disabled::Beside => disabled,
                Disabled::No => false,
            });
        if !display.trim().is_empty() {
            account = account.with_display_name(display);
        }
        if let Some(at) = created {
            account = account.with_created(at);
        }
        if let Some(at) = last_login {
            account = account.with_last_login(at);
        }
        if let Some(properties) = properties {
            let properties: Map<_, _> =
                serde_json::from_str(&properties).map_err(|_| SqlError::Value("properties"))?;
            account = account.with_properties(properties);
        }
        Ok(Found { credentials: Credentials::new(account, password), names })
    }
}

/// A truth value as text: PostgreSQL says `true`, the others say `1`. NULL is false.
fn is_true(cell: Option<String>) -> bool {
    cell.is_some_and(|text| matches!(text.as_str(), "1" | "true" | "t"))
}

/// zopyx' roles: what stands between commas, spaces included. To Python, ` Viewer` is not `Viewer`.
fn list(roles: &str) -> Vec<String> {
    roles.split(',').filter(|role| !role.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::{is_true, list};

    #[test]
    fn spaces_belong_to_a_role() {
        assert_eq!(list("User, Viewer,Zoo Keeper,"), ["User", " Viewer", "Zoo Keeper"]);
        assert!(list("").is_empty());
    }

    #[test]
    fn truth_has_three_spellings() {
        let yes = ["1", "true", "t"].map(|text| is_true(Some(text.to_owned())));
        let no = ["0", "false", "f", "", "2"].map(|text| is_true(Some(text.to_owned())));
        assert_eq!((yes, no, is_true(None)), ([true; 3], [false; 5], false));
    }
}
