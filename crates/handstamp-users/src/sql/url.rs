use std::path::PathBuf;

use super::connect_error::ConnectError;
use super::dialect::Dialect;

/// Where a database is, read from an URL in SQLAlchemy's spelling.
pub(super) enum Place {
    /// The file of SQLite.
    File { path: PathBuf, read_only: bool },
    /// The server, as an URL in sqlx' spelling. It has a password in it.
    Server { dialect: Dialect, url: String },
}

impl Place {
    /// Reads an URL: `dialect+driver://…`, where the driver says nothing to us.
    pub(super) fn parse(url: &str) -> Result<Self, ConnectError> {
        let bad = ConnectError::Url("it begins with no `dialect://` or `dialect+driver://`");
        let (scheme, rest) = url.trim().split_once("://").ok_or(bad)?;
        match scheme.split('+').next().unwrap_or_default() {
            "sqlite" => Self::file(rest),
            "postgresql" | "postgres" => {
                Ok(Self::Server { dialect: Dialect::Postgres, url: server("postgres", rest)? })
            }
            "mysql" | "mariadb" => {
                Ok(Self::Server { dialect: Dialect::MySql, url: server("mysql", rest)? })
            }
            _ => Err(ConnectError::Url(
                "its database is none of sqlite, postgresql, mysql and mariadb",
            )),
        }
    }

    /// `/relative.db` or `//absolute.db`, and `?mode=ro` after it.
    fn file(rest: &str) -> Result<Self, ConnectError> {
        let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
        let Some(path) = path.strip_prefix('/').filter(|path| !path.is_empty()) else {
            return Err(ConnectError::Url(
                "a file of SQLite is `sqlite:///relative.db` or `sqlite:////absolute.db`",
            ));
        };
        if path == ":memory:" || path.starts_with("file:") {
            return Err(ConnectError::Url(
                "SQLite needs a file that several connections can open; for tests there is `MemoryUsers`",
            ));
        }
        let read_only = query.split('&').any(|pair| pair == "mode=ro");
        Ok(Self::File { path: path.into(), read_only })
    }
}

/// The URL of a server with the parameters that Python's drivers and sqlx spell differently.
fn server(scheme: &str, rest: &str) -> Result<String, ConnectError> {
    let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
    let mut url = format!("{scheme}://{place}");
    let mut mark = '?';
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let name = match name {
            "host"
            | "port"
            | "user"
            | "dbname"
            | "sslmode"
            | "ssl-mode"
            | "sslrootcert"
            | "sslcert"
            | "sslkey"
            | "socket"
            | "statement-cache-capacity"
            | "application_name"
            | "options" => name,
            "ssl" if scheme == "postgres" => "sslmode",
            "unix_socket" => "socket",
            "ssl_mode" => "ssl-mode",
            "ssl_ca" | "ssl-ca" => "ssl-ca",
            "ssl_cert" | "ssl-cert" => "ssl-cert",
            "ssl_key" | "ssl-key" => "ssl-key",
            // All texts are UTF-8, and these say how Python waits.
            "charset" | "client_encoding" | "connect_timeout" | "use_unicode" => continue,
            _ => {
                return Err(ConnectError::Url(
                    "it has a parameter that is not known; TLS is set by `sslmode` or `ssl-mode`, \
                     `ssl-ca`, `ssl-cert` and `ssl-key`",
                ));
            }
        };
        url.push(mark);
        url.push_str(name);
        url.push('=');
        url.push_str(value);
        mark = '&';
    }
    Ok(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(url: &str) -> String {
        match Place::parse(url) {
            Ok(Place::File { path, read_only }) => format!("{} {read_only}", path.display()),
            Ok(Place::Server { dialect, url }) => format!("{dialect:?} {url}"),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn spellings_of_sqlalchemy_are_understood() {
        for (url, place) in [
            ("sqlite:///users.db", "users.db false"),
            ("sqlite:////var/lib/app/users.db", "/var/lib/app/users.db false"),
            ("sqlite+aiosqlite:///a b%20.db?mode=ro", "a b%20.db true"),
            ("sqlite+pysqlite:///a.db?timeout=5", "a.db false"),
            (
                "postgresql+psycopg2://me:p%40ss%2Fw@host:5433/db",
                "Postgres postgres://me:p%40ss%2Fw@host:5433/db",
            ),
            (
                "postgresql+asyncpg://me@host/db?ssl=require",
                "Postgres postgres://me@host/db?sslmode=require",
            ),
            ("postgresql:///db?host=/run/pg", "Postgres postgres:///db?host=/run/pg"),
            ("postgres://h/db", "Postgres postgres://h/db"),
            (
                "mysql+pymysql://me:p@host/db?charset=utf8mb4&unix_socket=/run/my.sock",
                "MySql mysql://me:p@host/db?socket=/run/my.sock",
            ),
            ("mariadb+mariadbconnector://h/db", "MySql mysql://h/db"),
        ] {
            assert_eq!(text(url), place, "{url}");
        }
    }

    #[test]
    fn what_is_refused_shows_no_password() {
        for url in [
            "",
            "users.db",
            "sqlite://",
            "sqlite://users.db",
            "sqlite:///",
            "sqlite:///:memory:",
            "sqlite:///file:a.db?uri=true",
            "oracle://me:secret@host/db",
            "secret",
            "postgresql://me:secret@host/db?secret=secret",
        ] {
            assert!(Place::parse(url).is_err(), "{url}");
            assert!(!text(url).contains("secret"), "{url}");
        }
    }
}
