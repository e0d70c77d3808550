use super::connect_error::ConnectError;
use super::dialect::Dialect;

/// The longest name that PostgreSQL keeps whole, in bytes.
const LONGEST: usize = 63;

/// Checks and quotes names of tables and columns.
#[derive(Debug, Clone, Copy)]
pub(super) struct Names(pub(super) Dialect);

impl Names {
    /// A table, with its schema where it has one.
    pub(super) fn table(self, name: &str) -> Result<String, ConnectError> {
        let mut parts = name.split('.');
        let is_name = parts.by_ref().take(2).all(is_name) && parts.next().is_none();
        self.quoted(name, is_name)
    }

    /// A column.
    pub(super) fn column(self, name: &str) -> Result<String, ConnectError> {
        self.quoted(name, is_name(name))
    }

    fn quoted(self, name: &str, is_name: bool) -> Result<String, ConnectError> {
        is_name.then(|| self.0.quote(name)).ok_or_else(|| ConnectError::Name(name.to_owned()))
    }
}

fn is_name(text: &str) -> bool {
    let is_word = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    is_word && text.len() <= LONGEST && text.bytes().next().is_some_and(|it| !it.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_words() {
        let names = Names(Dialect::Sqlite);
        assert_eq!(names.table("user").unwrap(), "\"user\"");
        assert_eq!(names.table("app.User_2").unwrap(), "\"app\".\"User_2\"");
        assert_eq!(names.column("_id").unwrap(), "\"_id\"");
        for bad in [
            "",
            ".",
            "a.",
            ".a",
            "a.b.c",
            "a b",
            "a\"",
            "a`b",
            "ä",
            "1a",
            "a;",
            "a\0",
            "a?",
            &"a".repeat(64),
        ] {
            assert!(names.table(bad).is_err(), "{bad:?}");
            assert!(names.column(bad).is_err(), "{bad:?}");
        }
        assert!(names.column("a.b").is_err());
    }
}
