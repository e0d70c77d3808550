use crate::sql::dialect::Dialect;
use crate::sql::layout::{Kind, Layout};
use crate::sql::mapped_table::{IdKind, LinkedRoles, MappedTable};
use crate::sql::placeholders::with_placeholders;

/// The statements that read accounts, for one layout in one database. Each account is one row, with these columns: id, name,
/// password, display name, created, last login, active, disabled here, superuser, properties, roles joined by commas; all
/// text or null.
#[derive(Debug)]
pub(crate) struct Select {
    pub(crate) by_id: String,
    pub(crate) by_name: String,
    pub(crate) list: String,
    /// The roles of one user by id, in a statement of its own, where they are in a table of their own.
    pub(crate) roles: Option<String>,
}

/// The columns of a layout.
pub(crate) struct Columns<'a> {
    pub(crate) table: &'a str,
    pub(crate) id: &'a str,
    pub(crate) id_kind: IdKind,
    pub(crate) name: &'a str,
    pub(crate) password: &'a str,
    display_name: Option<&'a str>,
    created: Option<&'a str>,
    pub(crate) last_login: Option<&'a str>,
    pub(crate) active: Option<&'a str>,
    pub(crate) disabled: Option<&'a str>,
    superuser: Option<&'a str>,
    properties: Option<&'a str>,
    joined_roles: Option<&'a str>,
}

const OWN: Columns<'static> = Columns {
    table: "handstamp_users",
    id: "id",
    id_kind: IdKind::Integer,
    name: "name",
    password: "password",
    display_name: Some("display_name"),
    created: Some("created"),
    last_login: Some("last_login"),
    active: None,
    disabled: Some("disabled"),
    superuser: None,
    properties: Some("properties"),
    joined_roles: None,
};

const ZOPYX: Columns<'static> = Columns {
    table: "user",
    id: "username",
    id_kind: IdKind::Text,
    name: "username",
    password: "password",
    display_name: None,
    created: Some("created"),
    last_login: None,
    active: None,
    disabled: None,
    superuser: None,
    properties: None,
    joined_roles: Some("roles"),
};

impl<'a> Columns<'a> {
    pub(crate) fn of(layout: &'a Layout) -> Self {
        match &layout.0 {
            Kind::Own => OWN,
            Kind::Zopyx => ZOPYX,
            Kind::Mapped(table) => Self::mapped(table),
        }
    }

    fn mapped(table: &'a MappedTable) -> Self {
        Self {
            table: &table.table,
            id: &table.id,
            id_kind: table.id_kind,
            name: &table.name,
            password: &table.password,
            display_name: table.display_name.as_deref(),
            created: table.created.as_deref(),
            last_login: table.last_login.as_deref(),
            active: table.active.as_deref(),
            disabled: None,
            superuser: table.superuser.as_ref().map(|(column, _)| column.as_str()),
            properties: None,
            joined_roles: None,
        }
    }

    /// `column = ?` for an id.
    pub(crate) fn is_id(&self, dialect: Dialect) -> String {
        let column = dialect.quoted(self.id);
        match (self.id_kind, dialect) {
            (IdKind::Uuid, Dialect::Postgres) => format!("{column} = CAST(? AS uuid)"),
            _ => format!("{column} = ?"),
        }
    }
}

impl Select {
    pub(crate) fn new(dialect: Dialect, layout: &Layout) -> Self {
        let columns = Columns::of(layout);
        let table = dialect.quoted(columns.table);
        let text = |column: Option<&str>| match column {
            Some(column) => dialect.text(&format!("u.{}", dialect.quoted(column))),
            None => dialect.text("NULL"),
        };
        let id = text(Some(columns.id));
        let disabled = match columns.disabled {
            Some(column) => text(Some(column)),
            None => dialect.text(&format!(
                "(SELECT COUNT(*) FROM handstamp_disabled d WHERE d.user_id = {id})"
            )),
        };
        let selected = [
            id,
            text(Some(columns.name)),
            text(Some(columns.password)),
            text(columns.display_name),
            text(columns.created),
            text(columns.last_login),
            text(columns.active),
            disabled,
            text(columns.superuser),
            text(columns.properties),
            text(columns.joined_roles),
        ]
        .join(", ");
        let from = format!("SELECT {selected} FROM {table} u");
        let name = format!("u.{}", dialect.quoted(columns.name));
        let ordered = dialect.bytes(&name);
        let statement = |sql: String| with_placeholders(dialect, &sql);
        Self {
            by_id: statement(format!("{from} WHERE u.{}", columns.is_id(dialect))),
            by_name: statement(format!("{from} WHERE {name} = ?")),
            list: statement(format!("{from} WHERE {ordered} > ? ORDER BY {ordered} LIMIT ?")),
            roles: roles(dialect, layout, &columns).map(statement),
        }
    }
}

fn roles(dialect: Dialect, layout: &Layout, columns: &Columns<'_>) -> Option<String> {
    let roles = match &layout.0 {
        Kind::Zopyx => return None,
        Kind::Own => {
            return Some(
                "SELECT role FROM handstamp_user_roles WHERE user_id = ? ORDER BY position".into(),
            );
        }
        Kind::Mapped(table) => table.roles.as_ref()?,
    };
    let quoted = |name: &str| dialect.quoted(name);
    let LinkedRoles { roles, role_id, role_name, links, link_user, link_role, user_key } = roles;
    let [roles, role_id, role_name, links, link_user, link_role, user_key] =
        [roles, role_id, role_name, links, link_user, link_role, user_key].map(|name| quoted(name));
    let (table, is_id) = (quoted(columns.table), columns.is_id(dialect));
    let name = dialect.text(&format!("r.{role_name}"));
    Some(format!(
        "SELECT {name} FROM {roles} r JOIN {links} l ON l.{link_role} = r.{role_id} \
         JOIN {table} u ON u.{user_key} = l.{link_user} WHERE u.{is_id} ORDER BY r.{role_id}"
    ))
}
