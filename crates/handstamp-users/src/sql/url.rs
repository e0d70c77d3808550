use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use crate::sql::connect_error::ConnectError;
use crate::sql::dialect::Dialect;

/// What may stand in the path of a SQLite file as it is.
const PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'.').remove(b'-').remove(b'_');

/// A URL as SQLAlchemy or a driver writes it, as sqlx reads it.
///
/// `sqlite:///users.db` is a path from the working directory, `sqlite:////data/users.db` one from the root. The
/// driver in `postgresql+psycopg2` does not matter.
pub(crate) fn read(url: &str) -> Result<(Dialect, String), ConnectError> {
    let (scheme, rest) = url.split_once(':').ok_or(ConnectError::Url)?;
    let database = scheme.split('+').next().unwrap_or_default();
    match database {
        "sqlite" => Ok((Dialect::Sqlite, sqlite(rest)?)),
        "postgres" | "postgresql" => Ok((Dialect::Postgres, format!("postgres:{rest}"))),
        "mysql" | "mariadb" => Ok((Dialect::MySql, format!("mysql:{rest}"))),
        _ => Err(ConnectError::Url),
    }
}

fn sqlite(rest: &str) -> Result<String, ConnectError> {
    let path = rest.split('?').next().unwrap_or_default();
    let path = path.strip_prefix("///").or_else(|| path.strip_prefix("//")).unwrap_or(path);
    if path.is_empty() || path == ":memory:" {
        // Each connection would have its own.
        return Err(ConnectError::InMemory);
    }
    let path = percent_decode_str(path).decode_utf8().map_err(|_| ConnectError::Url)?;
    Ok(format!("sqlite://{}?mode=rwc", utf8_percent_encode(&path, PATH)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_of_sqlalchemy() {
        for (url, dialect, read_as) in [
            ("sqlite:///users.db", Dialect::Sqlite, "sqlite://users.db?mode=rwc"),
            ("sqlite:////data/users.db", Dialect::Sqlite, "sqlite:///data/users.db?mode=rwc"),
            ("sqlite+aiosqlite:///a b.db", Dialect::Sqlite, "sqlite://a%20b.db?mode=rwc"),
            ("sqlite:users.db", Dialect::Sqlite, "sqlite://users.db?mode=rwc"),
            ("postgresql://a:b%40@h/d", Dialect::Postgres, "postgres://a:b%40@h/d"),
            ("postgresql+psycopg2://a@h:5/d", Dialect::Postgres, "postgres://a@h:5/d"),
            ("postgresql+asyncpg://a@h/d", Dialect::Postgres, "postgres://a@h/d"),
            ("postgres://a@h/d", Dialect::Postgres, "postgres://a@h/d"),
            ("mysql+pymysql://a@h/d", Dialect::MySql, "mysql://a@h/d"),
            ("mariadb+mariadbconnector://a@h/d", Dialect::MySql, "mysql://a@h/d"),
        ] {
            assert_eq!(read(url).unwrap(), (dialect, read_as.to_owned()), "{url}");
        }
        for url in ["", "users.db", "oracle://h/d", "http://h", "+x://h"] {
            assert!(matches!(read(url), Err(ConnectError::Url)), "{url}");
        }
        for url in ["sqlite://", "sqlite:///:memory:", "sqlite:"] {
            assert!(matches!(read(url), Err(ConnectError::InMemory)), "{url}");
        }
    }
}
