use crate::sql::mapped_table::MappedTable;

/// Which tables the accounts are in.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub struct Layout(pub(crate) Kind);

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Kind {
    Own,
    Zopyx,
    Mapped(Box<MappedTable>),
}

impl Layout {
    /// Our own: `handstamp_users` and `handstamp_user_roles`, made where they are missing.
    pub fn own() -> Self {
        Self(Kind::Own)
    }

    /// The table `user` of zopyx-fastapi-auth, made where it is missing, so that a Rust service and a Python app
    /// share it. A user's id is the name. Roles are joined by commas, and compared as Python compares them: with
    /// their spaces. Passwords that the Python app is to read are hashed by bcrypt.
    pub fn zopyx() -> Self {
        Self(Kind::Zopyx)
    }

    /// The table of an existing app.
    pub fn mapped(table: MappedTable) -> Self {
        Self(Kind::Mapped(Box::new(table)))
    }
}
