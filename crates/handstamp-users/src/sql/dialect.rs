/// Whose SQL is spoken. All columns are read as text, so that one code reads them all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dialect {
    Sqlite,
    Postgres,
    /// MySQL and MariaDB.
    MySql,
}

impl Dialect {
    /// A checked name of a table or column, quoted.
    pub(super) fn quote(self, name: &str) -> String {
        let mark = if self == Self::MySql { '`' } else { '"' };
        let parts: Vec<_> = name.split('.').map(|part| format!("{mark}{part}{mark}")).collect();
        parts.join(".")
    }

    /// The statement with numbered placeholders where they are spoken. No statement has a question mark but for a value.
    pub(super) fn numbered(self, sql: &str) -> String {
        if self != Self::Postgres {
            return sql.to_owned();
        }
        let mut parts = sql.split('?');
        let first = parts.next().unwrap_or_default().to_owned();
        (1..).zip(parts).fold(first, |sql, (at, part)| format!("{sql}${at}{part}"))
    }

    /// A column as text, whatever its type.
    pub(super) fn text(self, column: &str) -> String {
        match self {
            Self::Sqlite | Self::Postgres => format!("CAST({column} AS TEXT)"),
            Self::MySql => format!("CONVERT({column} USING utf8mb4)"),
        }
    }

    /// A text that is compared and sorted by its bytes, whatever the column's collation.
    pub(super) fn bytes(self, column: &str) -> String {
        match self {
            Self::Sqlite => format!("CAST({column} AS TEXT) COLLATE BINARY"),
            Self::Postgres => format!("CAST({column} AS TEXT) COLLATE \"C\""),
            Self::MySql => format!("CAST(CONVERT({column} USING utf8mb4) AS BINARY)"),
        }
    }

    /// A value that is compared with such a text.
    pub(super) fn as_bytes(self) -> &'static str {
        if self == Self::MySql { "CAST(? AS BINARY)" } else { "?" }
    }

    /// A date and time of UTC as seconds since 1970, as text.
    pub(super) fn seconds(self, column: &str) -> String {
        match self {
            Self::Sqlite => format!("CAST(strftime('%s', {column}) AS TEXT)"),
            Self::Postgres => format!(
                "CAST(CAST(FLOOR(EXTRACT(EPOCH FROM {column} AT TIME ZONE 'UTC')) AS BIGINT) AS TEXT)"
            ),
            Self::MySql => {
                self.text(&format!("TIMESTAMPDIFF(SECOND, '1970-01-01 00:00:00', {column})"))
            }
        }
    }

    /// The date and time of a value of seconds since 1970, written as SQLAlchemy and Django write it.
    pub(super) fn date_time(self) -> &'static str {
        match self {
            Self::Sqlite => "strftime('%Y-%m-%d %H:%M:%S.000000', ?, 'unixepoch')",
            Self::Postgres => "to_timestamp(?) AT TIME ZONE 'UTC'",
            Self::MySql => "TIMESTAMPADD(SECOND, ?, '1970-01-01 00:00:00')",
        }
    }

    /// Begins a transaction that will write.
    pub(super) fn begin(self) -> &'static str {
        match self {
            // Takes the write lock now: waiting for it later could fail at once.
            Self::Sqlite => "BEGIN IMMEDIATE",
            Self::Postgres => "BEGIN",
            Self::MySql => "START TRANSACTION",
        }
    }

    /// What an `INSERT` does where the row is there, as far as `DO UPDATE SET`.
    pub(super) fn on_conflict(self, key: &str) -> String {
        match self {
            Self::Sqlite | Self::Postgres => format!("ON CONFLICT ({key}) DO UPDATE SET"),
            Self::MySql => "ON DUPLICATE KEY UPDATE".to_owned(),
        }
    }

    /// The value that an `INSERT` brought, in what it does where the row is there.
    pub(super) fn brought(self, column: &str) -> String {
        match self {
            Self::Sqlite | Self::Postgres => format!("excluded.{column}"),
            Self::MySql => format!("VALUES({column})"),
        }
    }

    /// The larger of two numbers.
    pub(super) fn larger(self, one: &str, two: &str) -> String {
        match self {
            Self::Sqlite => format!("MAX({one}, {two})"),
            Self::Postgres | Self::MySql => format!("GREATEST({one}, {two})"),
        }
    }

    /// Asks whether a table is there. The value is its name.
    pub(super) fn has_table(self) -> &'static str {
        match self {
            Self::Sqlite => "SELECT name FROM sqlite_master WHERE type = 'table' AND name = ?",
            Self::Postgres => {
                "SELECT CAST(to_regclass(?) AS TEXT) WHERE to_regclass(?) IS NOT NULL"
            }
            Self::MySql => {
                "SELECT CONVERT(table_name USING utf8mb4) FROM information_schema.tables \
                 WHERE table_schema = DATABASE() AND table_name = ?"
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Dialect;

    #[test]
    fn placeholders_are_numbered_for_postgres_alone() {
        let sql = "SELECT a FROM b WHERE c = ? AND d IN (?, ?)";
        assert_eq!(Dialect::Sqlite.numbered(sql), sql);
        assert_eq!(Dialect::MySql.numbered(sql), sql);
        let numbered = "SELECT a FROM b WHERE c = $1 AND d IN ($2, $3)";
        assert_eq!(Dialect::Postgres.numbered(sql), numbered);
    }

    #[test]
    fn names_are_quoted_part_by_part() {
        assert_eq!(Dialect::MySql.quote("app.user"), "`app`.`user`");
        assert_eq!(Dialect::Postgres.quote("user"), "\"user\"");
    }
}
