//! The tables of handstamp, and their versions.

use super::connect_error::ConnectError;
use super::connection::Connection;
use super::dialect::Dialect;
use super::error::SqlError;
use super::layout::{IdKind, Kind, Layout};
use super::pool::Pool;
use super::shape::Shape;
use super::statement::Statement;

/// Tables that are made together. The version of a part is the number of its steps that were done.
struct Part {
    name: &'static str,
    /// What each version has that the one before had not.
    steps: &'static [&'static [&'static str]],
}

/// What every layout needs.
const ENDINGS: Part = Part {
    name: "endings",
    steps: &[&[
        "CREATE TABLE IF NOT EXISTS handstamp_generation (user_id {key} NOT NULL PRIMARY KEY, \
         generation BIGINT NOT NULL, cut_off BIGINT NOT NULL, kept_until BIGINT NOT NULL){end}",
        "CREATE TABLE IF NOT EXISTS handstamp_ended_login (login_id {key} NOT NULL PRIMARY KEY, \
         expires BIGINT NOT NULL){end}",
        "CREATE TABLE IF NOT EXISTS handstamp_disabled (user_id {key} NOT NULL PRIMARY KEY){end}",
    ]],
};

/// Where API keys are.
const KEYS: Part = Part {
    name: "keys",
    steps: &[&["CREATE TABLE IF NOT EXISTS handstamp_keys (id {key} NOT NULL PRIMARY KEY, \
         digest {text} NOT NULL, user_id {key} NOT NULL, label {text} NOT NULL, \
         scopes {text} NOT NULL, created BIGINT NOT NULL, expires BIGINT, last_used BIGINT){end}"]],
};

/// What the own layout needs.
const USERS: Part = Part {
    name: "users",
    steps: &[&[
        "CREATE TABLE IF NOT EXISTS handstamp_users (id {id}, name {key} NOT NULL UNIQUE, \
         password {text}, display_name {text}, created BIGINT NOT NULL, last_login BIGINT, \
         disabled BOOLEAN NOT NULL, properties {text} NOT NULL){end}",
        "CREATE TABLE IF NOT EXISTS handstamp_user_roles (user_id BIGINT NOT NULL, \
         position BIGINT NOT NULL, role {text} NOT NULL, PRIMARY KEY (user_id, position), \
         FOREIGN KEY (user_id) REFERENCES handstamp_users (id) ON DELETE CASCADE){end}",
    ]],
};

/// Where the versions are.
const VERSIONS: &str = "CREATE TABLE IF NOT EXISTS handstamp_schema (part {key} NOT NULL PRIMARY KEY, \
                        version BIGINT NOT NULL){end}";

/// zopyx-fastapi-auth's table, as SQLModel makes it.
const ZOPYX: &str = "CREATE TABLE {user} (username {varchar} NOT NULL, password {varchar} NOT NULL, \
                     roles {varchar} NOT NULL, created {datetime} NOT NULL, PRIMARY KEY (username))";

/// Makes what is missing. Several processes may do it at once: all but one wait and find it done.
pub(super) async fn bring_up_to_date(pool: &Pool, layout: &Layout) -> Result<(), ConnectError> {
    let mut parts = vec![ENDINGS, KEYS];
    if matches!(layout.0, Kind::Own) {
        parts.push(USERS);
    }
    let mut connection = pool.take().await.map_err(unavailable)?;
    let missing = missing(&mut connection, layout, &parts).await?;
    if missing.is_empty() {
        connection.give_back();
        return Ok(());
    }
    let made = make(connection, layout, &parts).await;
    made.map_err(|error| match error {
        ConnectError::Unavailable(source) => {
            let sql = missing.iter().map(|sql| sql.trim_end().to_owned() + ";\n").collect();
            ConnectError::MissingTables { sql, source }
        }
        other => other,
    })
}

/// The statements that make what is missing.
async fn missing(
    connection: &mut Connection,
    layout: &Layout,
    parts: &[Part],
) -> Result<Vec<String>, ConnectError> {
    let dialect = connection.dialect();
    let has_versions = has_table(connection, "handstamp_schema").await.map_err(unavailable)?;
    let mut sql = Vec::new();
    if !has_versions {
        sql.push(dialect.ddl(VERSIONS));
    }
    for part in parts {
        let found = match has_versions {
            true => version(connection, part).await.map_err(unavailable)?,
            false => 0,
        };
        let known = part.version();
        if found > known {
            return Err(ConnectError::Newer { found, known });
        }
        if found < known {
            let done = usize::try_from(found).unwrap_or_default();
            let steps = part.steps.iter().skip(done).flat_map(|step| step.iter());
            sql.extend(steps.map(|step| dialect.ddl(step)));
            sql.push(format!("DELETE FROM handstamp_schema WHERE part = '{}'", part.name));
            sql.push(format!(
                "INSERT INTO handstamp_schema (part, version) VALUES ('{}', {known})",
                part.name
            ));
        }
    }
    let is_zopyx = matches!(layout.0, Kind::Zopyx);
    if is_zopyx && !has_table(connection, dialect.user_table()).await.map_err(unavailable)? {
        sql.push(dialect.ddl(ZOPYX));
    }
    Ok(sql)
}

/// Makes what is missing under a lock, once more looked at.
async fn make(
    mut connection: Connection,
    layout: &Layout,
    parts: &[Part],
) -> Result<(), ConnectError> {
    let dialect = connection.dialect();
    connection.run(dialect.begin()).await.map_err(unavailable)?;
    if let Some(lock) = dialect.lock() {
        let rows = connection.rows(Statement::new(lock)).await.map_err(unavailable)?;
        if rows.iter().flatten().any(|cell| cell.as_deref() == Some("0")) {
            let late = SqlError::Connection("another process makes tables for too long".into());
            return Err(unavailable(late));
        }
    }
    for sql in missing(&mut connection, layout, parts).await? {
        connection.run(&sql).await.map_err(unavailable)?;
    }
    connection.run("COMMIT").await.map_err(unavailable)?;
    if let Some(unlock) = dialect.unlock() {
        connection.rows(Statement::new(unlock)).await.map_err(unavailable)?;
    }
    connection.give_back();
    Ok(())
}

/// Whether the table of users has what the layout says, and its ids a type of their own.
pub(super) async fn look_at(pool: &Pool, shape: &mut Shape) -> Result<(), SqlError> {
    let mut connection = pool.take().await?;
    if shape.ids.kind == IdKind::Uuid && shape.dialect == Dialect::Postgres {
        let column = &shape.ids.column;
        let ask = format!(
            "SELECT CAST(pg_typeof(t.{column}) AS TEXT) FROM (SELECT 1) one LEFT JOIN {} t ON FALSE",
            shape.table
        );
        let rows = connection.rows(Statement::new(ask)).await?;
        shape.ids.is_native_uuid = rows.iter().flatten().flatten().any(|kind| kind == "uuid");
    }
    let nobody = shape.select(&shape.table).sql(" WHERE 1 = 0");
    connection.rows(nobody).await?;
    connection.give_back();
    Ok(())
}

async fn has_table(connection: &mut Connection, name: &str) -> Result<bool, SqlError> {
    let ask = connection.dialect().has_table();
    let values = ask.matches('?').count();
    let ask = (0..values).fold(Statement::new(ask), |ask, _| ask.bind(name));
    Ok(!connection.rows(ask).await?.is_empty())
}

async fn version(connection: &mut Connection, part: &Part) -> Result<i64, SqlError> {
    let version = connection.dialect().text("version");
    let ask = format!("SELECT {version} FROM handstamp_schema WHERE part = ?");
    let rows = connection.rows(Statement::new(ask).bind(part.name)).await?;
    let Some(row) = rows.first() else { return Ok(0) };
    let version = row.first().and_then(Option::as_deref).and_then(|text| text.parse().ok());
    version.ok_or(SqlError::Value("version"))
}

fn unavailable(error: SqlError) -> ConnectError {
    ConnectError::Unavailable(error.into())
}

impl Part {
    fn version(&self) -> i64 {
        i64::try_from(self.steps.len()).unwrap_or(i64::MAX)
    }
}

impl Dialect {
    /// A statement that makes a table, with this database's types.
    fn ddl(self, sql: &str) -> String {
        let (id, key, text, varchar, datetime, end) = match self {
            Self::Sqlite => {
                ("INTEGER PRIMARY KEY AUTOINCREMENT", "TEXT", "TEXT", "VARCHAR", "DATETIME", "")
            }
            Self::Postgres => (
                "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
                "TEXT COLLATE \"C\"",
                "TEXT",
                "VARCHAR",
                "TIMESTAMP WITH TIME ZONE",
                "",
            ),
            Self::MySql => (
                "BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY",
                "VARBINARY(1024)",
                "MEDIUMTEXT CHARACTER SET utf8mb4",
                "VARCHAR(255)",
                "DATETIME",
                " ENGINE=InnoDB",
            ),
        };
        sql.replace("{id}", id)
            .replace("{key}", key)
            .replace("{text}", text)
            .replace("{varchar}", varchar)
            .replace("{datetime}", datetime)
            .replace("{end}", end)
            .replace("{user}", &self.quote("user"))
    }

    /// The table `user` as the database is asked for it.
    fn user_table(self) -> &'static str {
        if self == Self::Postgres { "\"user\"" } else { "user" }
    }

    /// Waits until no other process makes tables.
    fn lock(self) -> Option<&'static str> {
        match self {
            Self::Sqlite => None, // the transaction is one
            Self::Postgres => Some("SELECT CAST(pg_advisory_xact_lock(4841787) AS TEXT)"),
            Self::MySql => Some("SELECT CAST(GET_LOCK('handstamp_schema', 10) AS CHAR)"),
        }
    }

    fn unlock(self) -> Option<&'static str> {
        match self {
            Self::Sqlite | Self::Postgres => None,
            Self::MySql => Some("SELECT CAST(RELEASE_LOCK('handstamp_schema') AS CHAR)"),
        }
    }
}
