mod mapped;
mod presets;
mod roles;

pub use mapped::{IdKind, MappedTable};
pub use roles::MappedRoles;

/// How a table of users is laid out.
///
/// Whatever the layout, handstamp keeps in small tables of its own, whose names begin with `handstamp_`, which logins were
/// ended. They are made when the database is opened.
#[derive(Debug, Clone)]
#[must_use]
pub struct Layout(pub(super) Kind);

#[derive(Debug, Clone)]
pub(super) enum Kind {
    Own,
    Zopyx,
    Mapped(Box<MappedTable>),
}

impl Layout {
    /// handstamp's own: the tables `handstamp_users` and `handstamp_user_roles`, made and kept up to date by itself. The default.
    pub fn own() -> Self {
        Self(Kind::Own)
    }

    /// The table `user` of zopyx-fastapi-auth 0.2, shared with the Python app: `username`, which is the id too, `password`, `roles`,
    /// `created`. It is made where it is missing, as Python would make it.
    ///
    /// Only hashes of bcrypt are written, because Python reads no others. It has no place for a display name, properties and the last
    /// login, and an account needs a password. That an account is disabled is kept beside it, in `handstamp_disabled`: Python does
    /// not know of it.
    pub fn zopyx() -> Self {
        Self(Kind::Zopyx)
    }

    /// The table of an app as it is. It is read, and passwords are replaced; it is never migrated, and accounts are made, deleted and
    /// given roles by the app alone.
    pub fn mapped(table: MappedTable) -> Self {
        Self(Kind::Mapped(Box::new(table)))
    }
}

impl From<MappedTable> for Layout {
    fn from(table: MappedTable) -> Self {
        Self::mapped(table)
    }
}
