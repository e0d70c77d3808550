//! A layout as SQL: what is read where, and what may be written.

use super::connect_error::ConnectError;
use super::dialect::Dialect;
use super::id::Ids;
use super::layout::{IdKind, Kind, Layout, MappedTable};
use super::names::Names;

/// The columns of a table of users, checked and quoted.
#[derive(Debug)]
pub(super) struct Shape {
    pub(super) dialect: Dialect,
    pub(super) table: String,
    pub(super) ids: Ids,
    /// At least one.
    pub(super) names: Vec<String>,
    pub(super) password: String,
    pub(super) display_name: Vec<String>,
    pub(super) created: Option<TimeColumn>,
    pub(super) last_login: Option<TimeColumn>,
    pub(super) disabled: Disabled,
    pub(super) properties: Option<String>,
    pub(super) roles: Roles,
    /// Columns that give a role.
    pub(super) flags: Vec<(String, String)>,
    /// How hashes begin that may be written. None: any.
    pub(super) hashes: Vec<String>,
    pub(super) writes: Writes,
}

/// A column of a time.
#[derive(Debug)]
pub(super) enum TimeColumn {
    /// Seconds since 1970.
    Seconds(String),
    /// A date and time of UTC.
    DateTime(String),
}

/// Where it is kept that an account is disabled.
#[derive(Debug)]
pub(super) enum Disabled {
    /// In a column, which is true for accounts that are active or that are not.
    Column { column: String, means_active: bool },
    /// In `handstamp_disabled`.
    Beside,
    /// Nowhere.
    No,
}

/// Where the roles are.
#[derive(Debug)]
pub(super) enum Roles {
    /// In one column, parted by commas.
    List(String),
    /// In another table: what is joined, and what a row's name and place are.
    Joined {
        join: String,
        name: String,
        place: String,
    },
    No,
}

/// What may be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Writes {
    Own,
    Zopyx,
    /// Passwords and logins of an app's table.
    Some,
    Nothing,
}

impl Shape {
    pub(super) fn new(layout: &Layout, dialect: Dialect) -> Result<Self, ConnectError> {
        match &layout.0 {
            Kind::Own => Ok(Self::own(dialect)),
            Kind::Zopyx => Ok(Self::zopyx(dialect)),
            Kind::Mapped(table) => Self::mapped(table, dialect),
        }
    }

    fn own(dialect: Dialect) -> Self {
        let join = "LEFT JOIN handstamp_user_roles r ON r.user_id = u.id";
        Self {
            dialect,
            table: "handstamp_users".to_owned(),
            ids: Ids::new(dialect, "id".to_owned(), IdKind::Integer),
            names: vec!["name".to_owned()],
            password: "password".to_owned(),
            display_name: vec!["display_name".to_owned()],
            created: Some(TimeColumn::Seconds("created".to_owned())),
            last_login: Some(TimeColumn::Seconds("last_login".to_owned())),
            disabled: Disabled::Column { column: "disabled".to_owned(), means_active: false },
            properties: Some("properties".to_owned()),
            roles: Roles::Joined {
                join: join.to_owned(),
                name: dialect.text("r.role"),
                place: "r.position".to_owned(),
            },
            flags: Vec::new(),
            hashes: Vec::new(),
            writes: Writes::Own,
        }
    }

    fn zopyx(dialect: Dialect) -> Self {
        Self {
            dialect,
            table: dialect.quote("user"),
            ids: Ids::new(dialect, "username".to_owned(), IdKind::Text),
            names: vec!["username".to_owned()],
            password: "password".to_owned(),
            display_name: Vec::new(),
            created: Some(TimeColumn::DateTime("created".to_owned())),
            last_login: None,
            disabled: Disabled::Beside,
            properties: None,
            roles: Roles::List("roles".to_owned()),
            flags: Vec::new(),
            hashes: vec!["$2".to_owned()],
            writes: Writes::Zopyx,
        }
    }

    fn mapped(table: &MappedTable, dialect: Dialect) -> Result<Self, ConnectError> {
        let names = Names(dialect);
        let columns = |columns: &[String]| {
            columns.iter().map(|it| names.column(it)).collect::<Result<Vec<_>, _>>()
        };
        let time = |column: &Option<String>| {
            column.as_deref().map(|it| names.column(it).map(TimeColumn::DateTime)).transpose()
        };
        let roles = match &table.roles {
            None => Roles::No,
            Some(roles) => {
                let key = names.column(roles.user_key.as_ref().unwrap_or(&table.id))?;
                let name = format!("r.{}", names.column(&roles.role_name)?);
                Roles::Joined {
                    join: format!(
                        "LEFT JOIN {} l ON l.{} = u.{key} LEFT JOIN {} r ON r.{} = l.{}",
                        names.table(&roles.link_table)?,
                        names.column(&roles.link_user)?,
                        names.table(&roles.role_table)?,
                        names.column(&roles.role_id)?,
                        names.column(&roles.link_role)?,
                    ),
                    place: dialect.bytes(&name),
                    name: dialect.text(&name),
                }
            }
        };
        let flag = |(column, role): &(String, String)| Ok((names.column(column)?, role.clone()));
        Ok(Self {
            dialect,
            table: names.table(&table.table)?,
            ids: Ids::new(dialect, names.column(&table.id)?, table.id_kind),
            names: columns(&table.names)?,
            password: names.column(&table.password)?,
            display_name: columns(&table.display_name)?,
            created: time(&table.created)?,
            last_login: time(&table.last_login)?,
            disabled: match &table.active {
                Some((column, means_active)) => {
                    Disabled::Column { column: names.column(column)?, means_active: *means_active }
                }
                None => Disabled::No,
            },
            properties: None,
            roles,
            flags: table.flags.iter().map(flag).collect::<Result<_, ConnectError>>()?,
            hashes: table.hashes.clone(),
            writes: if table.is_read_only { Writes::Nothing } else { Writes::Some },
        })
    }
}
