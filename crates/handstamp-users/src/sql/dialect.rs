/// Which database it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    Sqlite,
    Postgres,
    MySql,
}

impl Dialect {
    /// A name of a table or column, or of a table in a schema. It was checked: letters, digits, `_` and `.`.
    pub(crate) fn quoted(self, name: &str) -> String {
        let quote = if self == Self::MySql { '`' } else { '"' };
        let parts: Vec<_> = name.split('.').map(|part| format!("{quote}{part}{quote}")).collect();
        parts.join(".")
    }

    /// A value as text.
    pub(crate) fn text(self, value: &str) -> String {
        match self {
            Self::MySql => format!("CAST({value} AS CHAR)"),
            Self::Sqlite | Self::Postgres => format!("CAST({value} AS TEXT)"),
        }
    }

    /// A text that is ordered and compared byte by byte.
    pub(crate) fn bytes(self, value: &str) -> String {
        match self {
            Self::Sqlite => format!("{value} COLLATE BINARY"),
            Self::Postgres => format!("{value} COLLATE \"C\""),
            Self::MySql => format!("CAST({value} AS BINARY)"),
        }
    }

    /// The larger of two numbers.
    pub(crate) fn greatest(self, one: &str, other: &str) -> String {
        match self {
            Self::Sqlite => format!("MAX({one}, {other})"),
            Self::Postgres | Self::MySql => format!("GREATEST({one}, {other})"),
        }
    }

    /// The type of a time without a zone.
    pub(crate) fn time(self) -> &'static str {
        match self {
            // SQLite would make a number of it.
            Self::Sqlite => "TEXT",
            Self::Postgres => "TIMESTAMP",
            Self::MySql => "DATETIME(6)",
        }
    }
}
