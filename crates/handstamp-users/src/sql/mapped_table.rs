/// The table of users of an existing app: which columns it has. It is read, passwords may be replaced, and it is never
/// migrated.
///
/// ```
/// use handstamp_users::sql::{IdKind, MappedTable};
///
/// let table = MappedTable::new("app.members", "id", IdKind::Integer, "email", "pw_hash")?
///     .with_active("is_active")?
///     .with_superuser("is_staff", "Administrator")?;
/// let flask_appbuilder = MappedTable::flask_appbuilder();
/// # Ok::<(), handstamp_users::sql::IdentifierError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub struct MappedTable {
    pub(crate) table: String,
    pub(crate) id: String,
    pub(crate) id_kind: IdKind,
    pub(crate) name: String,
    pub(crate) password: String,
    pub(crate) active: Option<String>,
    pub(crate) display_name: Option<String>,
    pub(crate) created: Option<String>,
    pub(crate) last_login: Option<String>,
    pub(crate) superuser: Option<(String, String)>,
    pub(crate) roles: Option<LinkedRoles>,
}

/// Roles in a table of their own, joined to users by a third.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LinkedRoles {
    pub(crate) roles: String,
    pub(crate) role_id: String,
    pub(crate) role_name: String,
    pub(crate) links: String,
    pub(crate) link_user: String,
    pub(crate) link_role: String,
    /// The column of the table of users that `link_user` names.
    pub(crate) user_key: String,
}

/// What ids are. An id in a session that is none of these is one that nobody has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum IdKind {
    /// A whole number.
    Integer,
    /// Text, compared byte by byte.
    Text,
    /// A UUID: `uuid` in PostgreSQL, `CHAR(36)` or `CHAR(32)` elsewhere.
    Uuid,
}

/// A name of a table or column has a character that is none of a name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0:?} is no name of a table or column: write ASCII letters, digits and `_`, and for a table in a schema `schema.table`"
)]
pub struct IdentifierError(String);

impl MappedTable {
    /// A table with these columns: the id that sessions name, the name that is typed in at login, the hash of the password.
    ///
    /// # Errors
    /// [`IdentifierError`].
    pub fn new(
        table: &str,
        id: &str,
        id_kind: IdKind,
        name: &str,
        password: &str,
    ) -> Result<Self, IdentifierError> {
        [table, id, name, password].into_iter().try_for_each(check)?;
        Ok(Self::unchecked(table, id, id_kind, name, password))
    }

    fn unchecked(table: &str, id: &str, id_kind: IdKind, name: &str, password: &str) -> Self {
        Self {
            table: table.to_owned(),
            id: id.to_owned(),
            id_kind,
            name: name.to_owned(),
            password: password.to_owned(),
            active: None,
            display_name: None,
            created: None,
            last_login: None,
            superuser: None,
            roles: None,
        }
    }

    /// `ab_user` of Flask-AppBuilder, with its roles.
    pub fn flask_appbuilder() -> Self {
        let mut table = Self::unchecked("ab_user", "id", IdKind::Integer, "username", "password");
        table.active = Some("active".to_owned());
        table.created = Some("created_on".to_owned());
        table.last_login = Some("last_login".to_owned());
        table.linked("ab_role", "id", "name", "ab_user_role", "user_id", "role_id", "id")
    }

    /// `user` of Flask-Security, with its roles. Sessions name `fs_uniquifier`.
    pub fn flask_security() -> Self {
        let mut table = Self::unchecked("user", "fs_uniquifier", IdKind::Text, "email", "password");
        table.active = Some("active".to_owned());
        table.linked("role", "id", "name", "roles_users", "user_id", "role_id", "id")
    }

    /// `user` of FastAPI Users. A superuser has the role of this name.
    pub fn fastapi_users(superuser: &str) -> Self {
        let mut table = Self::unchecked("user", "id", IdKind::Uuid, "email", "hashed_password");
        table.active = Some("is_active".to_owned());
        table.superuser = Some(("is_superuser".to_owned(), superuser.to_owned()));
        table
    }

    /// `auth_user` of Django, with its groups as roles. A superuser has the role of this name.
    pub fn django(superuser: &str) -> Self {
        let mut table = Self::unchecked("auth_user", "id", IdKind::Integer, "username", "password");
        table.active = Some("is_active".to_owned());
        table.created = Some("date_joined".to_owned());
        table.last_login = Some("last_login".to_owned());
        table.superuser = Some(("is_superuser".to_owned(), superuser.to_owned()));
        table.linked("auth_group", "id", "name", "auth_user_groups", "user_id", "group_id", "id")
    }

    #[allow(clippy::too_many_arguments, reason = "seven names, each of its own")]
    fn linked(
        mut self,
        roles: &str,
        role_id: &str,
        role_name: &str,
        links: &str,
        link_user: &str,
        link_role: &str,
        user_key: &str,
    ) -> Self {
        let [roles, role_id, role_name, links, link_user, link_role, user_key] =
            [roles, role_id, role_name, links, link_user, link_role, user_key].map(str::to_owned);
        self.roles =
            Some(LinkedRoles { roles, role_id, role_name, links, link_user, link_role, user_key });
        self
    }

    /// Sets the column that says whether the account may be used: a truth value or a number. Default: none, and all may.
    ///
    /// # Errors
    /// [`IdentifierError`].
    pub fn with_active(mut self, column: &str) -> Result<Self, IdentifierError> {
        self.active = Some(checked(column)?);
        Ok(self)
    }

    /// Sets the column of the name that people read. Default: none.
    ///
    /// # Errors
    /// [`IdentifierError`].
    pub fn with_display_name(mut self, column: &str) -> Result<Self, IdentifierError> {
        self.display_name = Some(checked(column)?);
        Ok(self)
    }

    /// Sets the column of a truth value that gives a user the role of this name. Default: none.
    ///
    /// # Errors
    /// [`IdentifierError`].
    pub fn with_superuser(mut self, column: &str, role: &str) -> Result<Self, IdentifierError> {
        self.superuser = Some((checked(column)?, role.to_owned()));
        Ok(self)
    }

    /// Sets the table of roles, with its columns of id and name, and the table that links users to roles, with its two
    /// columns. The link names the user by the id. Default: no roles.
    ///
    /// # Errors
    /// [`IdentifierError`].
    pub fn with_roles(
        self,
        (roles, role_id, role_name): (&str, &str, &str),
        (links, link_user, link_role): (&str, &str, &str),
    ) -> Result<Self, IdentifierError> {
        [roles, role_id, role_name, links, link_user, link_role].into_iter().try_for_each(check)?;
        let user_key = self.id.clone();
        Ok(self.linked(roles, role_id, role_name, links, link_user, link_role, &user_key))
    }
}

fn checked(name: &str) -> Result<String, IdentifierError> {
    check(name)?;
    Ok(name.to_owned())
}

fn check(name: &str) -> Result<(), IdentifierError> {
    let is_name = |part: &str| {
        !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    };
    if name.split('.').count() <= 2 && name.split('.').all(is_name) {
        Ok(())
    } else {
        Err(IdentifierError(name.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_tables_and_columns() {
        for name in ["user", "auth_user", "app.user2", "A"] {
            assert_eq!(check(name), Ok(()));
        }
        for name in ["", ".", "a.", "a.b.c", "a b", "a\"", "a;--", "usér", "a`b", "a-b"] {
            assert_eq!(check(name), Err(IdentifierError(name.into())));
        }
    }
}
