use super::roles::MappedRoles;

/// The table of users of an existing app, by the names of its columns.
///
/// ```
/// use handstamp_users::sql::{IdKind, Layout, MappedRoles, MappedTable};
///
/// let table = MappedTable::new("members", IdKind::Integer, "id", "email", "pw_hash")
///     .with_name_column("nickname")
///     .with_active_column("is_active")
///     .with_flag_role("is_boss", "Administrator")
///     .with_roles(MappedRoles::new("members_roles", "member_id", "role_id", "roles", "id", "title"));
/// let layout = Layout::mapped(table);
/// ```
#[derive(Debug, Clone)]
#[must_use]
pub struct MappedTable {
    pub(crate) table: String,
    pub(crate) id_kind: IdKind,
    pub(crate) id: String,
    pub(crate) names: Vec<String>,
    pub(crate) password: String,
    pub(crate) display_name: Vec<String>,
    pub(crate) created: Option<String>,
    pub(crate) last_login: Option<String>,
    /// The column, and whether it says that an account is active.
    pub(crate) active: Option<(String, bool)>,
    pub(crate) flags: Vec<(String, String)>,
    pub(crate) roles: Option<MappedRoles>,
    pub(crate) hashes: Vec<String>,
    pub(crate) is_read_only: bool,
}

/// What an id of a table is. A text that is none is the id of nobody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum IdKind {
    /// A whole number, without leading zeros.
    Integer,
    /// A text, compared byte by byte.
    Text,
    /// A UUID in lower case with hyphens, as Python's `str(uuid)`. The column is of the type `uuid` or has the text, with hyphens or
    /// without, as SQLAlchemy keeps it where there is no such type.
    Uuid,
}

impl MappedTable {
    /// A table, which may have its schema and a dot before its name; the column of the id that sessions remember; that of the name
    /// that is typed in; that of the password's hash.
    ///
    /// Names have ASCII letters, digits and `_`; others are refused when the database is opened.
    pub fn new(
        table: impl Into<String>,
        id_kind: IdKind,
        id_column: impl Into<String>,
        name_column: impl Into<String>,
        password_column: impl Into<String>,
    ) -> Self {
        Self {
            table: table.into(),
            id_kind,
            id: id_column.into(),
            names: vec![name_column.into()],
            password: password_column.into(),
            display_name: Vec::new(),
            created: None,
            last_login: None,
            active: None,
            flags: Vec::new(),
            roles: None,
            hashes: Vec::new(),
            is_read_only: false,
        }
    }

    /// Adds another column by which one may log in, such as the mail address. The columns are looked at in the order in which they
    /// were given: the first that has the name decides. A name that two rows have in the same column is nobody's.
    pub fn with_name_column(mut self, column: impl Into<String>) -> Self {
        self.names.push(column.into());
        self
    }

    /// Adds a column of the name that people read. Several are joined by a space. Default: none.
    pub fn with_display_name_column(mut self, column: impl Into<String>) -> Self {
        self.display_name.push(column.into());
        self
    }

    /// Sets the column that is true for accounts that may log in. NULL is false. Default: none, every account may.
    pub fn with_active_column(mut self, column: impl Into<String>) -> Self {
        self.active = Some((column.into(), true));
        self
    }

    /// Sets the column that is true for accounts that may not log in. NULL is false. Default: none, every account may.
    pub fn with_disabled_column(mut self, column: impl Into<String>) -> Self {
        self.active = Some((column.into(), false));
        self
    }

    /// Sets the column of when the account was made, a date and time of UTC. Default: none.
    pub fn with_created_column(mut self, column: impl Into<String>) -> Self {
        self.created = Some(column.into());
        self
    }

    /// Sets the column of the last login, a date and time of UTC, which is written too. Default: none.
    pub fn with_last_login_column(mut self, column: impl Into<String>) -> Self {
        self.last_login = Some(column.into());
        self
    }

    /// Gives a role to accounts for which a column is true, such as Django's `is_superuser`.
    pub fn with_flag_role(mut self, column: impl Into<String>, role: impl Into<String>) -> Self {
        self.flags.push((column.into(), role.into()));
        self
    }

    /// Sets where the roles are. Default: none.
    pub fn with_roles(mut self, roles: MappedRoles) -> Self {
        self.roles = Some(roles);
        self
    }

    /// Sets how the hashes begin that the app can read. Others are not written: a new password by another hash is refused, and
    /// [`replace_hash`](crate::store::UserStore::replace_hash) leaves the old one. Default: any.
    pub fn with_hashes(mut self, prefixes: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.hashes = prefixes.into_iter().map(Into::into).collect();
        self
    }

    /// Writes nothing to the app's tables. Default: passwords, the active column and the last login are written.
    pub fn read_only(mut self) -> Self {
        self.is_read_only = true;
        self
    }
}
