/// Roles in a table of their own, and a table between users and roles.
#[derive(Debug, Clone)]
#[must_use]
pub struct MappedRoles {
    pub(crate) link_table: String,
    pub(crate) link_user: String,
    pub(crate) link_role: String,
    pub(crate) role_table: String,
    pub(crate) role_id: String,
    pub(crate) role_name: String,
    pub(crate) user_key: Option<String>,
}

impl MappedRoles {
    /// The table between, its columns of the user and of the role; the table of roles, its columns of the id and of the name.
    pub fn new(
        link_table: impl Into<String>,
        user_column: impl Into<String>,
        role_column: impl Into<String>,
        role_table: impl Into<String>,
        id_column: impl Into<String>,
        name_column: impl Into<String>,
    ) -> Self {
        Self {
            link_table: link_table.into(),
            link_user: user_column.into(),
            link_role: role_column.into(),
            role_table: role_table.into(),
            role_id: id_column.into(),
            role_name: name_column.into(),
            user_key: None,
        }
    }

    /// Sets the column of the users that the table between refers to. Default: the column of the id.
    pub fn with_user_key(mut self, column: impl Into<String>) -> Self {
        self.user_key = Some(column.into());
        self
    }
}
