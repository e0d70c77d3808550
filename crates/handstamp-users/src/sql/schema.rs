use crate::sql::dialect::Dialect;
use crate::sql::layout::{Kind, Layout};

/// The version of the tables, in `handstamp_schema`.
pub(crate) const VERSION: i64 = 1;

/// The statements that make what is missing.
pub(crate) fn statements(dialect: Dialect, layout: &Layout) -> Vec<String> {
    let key = match dialect {
        // Compared byte by byte, and short enough for an index.
        Dialect::MySql => "VARCHAR(512) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin",
        Dialect::Sqlite | Dialect::Postgres => "TEXT",
    };
    let mut made = vec![
        "CREATE TABLE IF NOT EXISTS handstamp_schema (version BIGINT PRIMARY KEY)".to_owned(),
        format!(
            "CREATE TABLE IF NOT EXISTS handstamp_generations \
             (user_id {key} NOT NULL PRIMARY KEY, generation BIGINT NOT NULL, cut_off BIGINT NOT NULL)"
        ),
        format!(
            "CREATE TABLE IF NOT EXISTS handstamp_ended_logins \
             (login_id {key} NOT NULL PRIMARY KEY, until BIGINT NOT NULL)"
        ),
        format!(
            "CREATE TABLE IF NOT EXISTS handstamp_disabled (user_id {key} NOT NULL PRIMARY KEY)"
        ),
        format!(
            "CREATE TABLE IF NOT EXISTS handstamp_keys (id {key} NOT NULL PRIMARY KEY, \
             digest TEXT NOT NULL, user_id {key} NOT NULL, label TEXT NOT NULL, \
             scopes TEXT NOT NULL, created BIGINT NOT NULL, expires BIGINT, last_used BIGINT)"
        ),
    ];
    match layout.0 {
        Kind::Own => made.extend(own(dialect, key)),
        Kind::Zopyx => made.push(zopyx(dialect)),
        Kind::Mapped(_) => {}
    }
    made
}

fn own(dialect: Dialect, key: &str) -> [String; 2] {
    let id = match dialect {
        // Without AUTOINCREMENT the id of a deleted user would be given again.
        Dialect::Sqlite => "INTEGER PRIMARY KEY AUTOINCREMENT",
        Dialect::Postgres => "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
        Dialect::MySql => "BIGINT AUTO_INCREMENT PRIMARY KEY",
    };
    let role = match dialect {
        Dialect::MySql => "TEXT CHARACTER SET utf8mb4",
        Dialect::Sqlite | Dialect::Postgres => "TEXT",
    };
    [
        format!(
            "CREATE TABLE IF NOT EXISTS handstamp_users (id {id}, name {key} NOT NULL UNIQUE, \
             password TEXT, display_name {role}, created BIGINT NOT NULL, last_login BIGINT, \
             disabled SMALLINT NOT NULL DEFAULT 0, properties {role} NOT NULL)"
        ),
        format!(
            "CREATE TABLE IF NOT EXISTS handstamp_user_roles (user_id BIGINT NOT NULL, \
             position BIGINT NOT NULL, role {role} NOT NULL, PRIMARY KEY (user_id, position), \
             FOREIGN KEY (user_id) REFERENCES handstamp_users (id) ON DELETE CASCADE)"
        ),
    ]
}

/// As `SQLModel.metadata.create_all` makes it.
fn zopyx(dialect: Dialect) -> String {
    let table = dialect.quoted("user");
    let (name, text, time) = match dialect {
        Dialect::Sqlite => ("VARCHAR", "VARCHAR", "DATETIME"),
        Dialect::Postgres => ("VARCHAR", "VARCHAR", "TIMESTAMP WITHOUT TIME ZONE"),
        Dialect::MySql => ("VARCHAR(255)", "VARCHAR(255)", "DATETIME(6)"),
    };
    format!(
        "CREATE TABLE IF NOT EXISTS {table} (username {name} NOT NULL, password {text} NOT NULL, \
         roles {text} NOT NULL, created {time} NOT NULL, PRIMARY KEY (username))"
    )
}
