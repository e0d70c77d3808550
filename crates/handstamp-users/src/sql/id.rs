use super::dialect::Dialect;
use super::layout::IdKind;
use super::statement::Statement;
use crate::store::asked;

/// The ids of a table.
#[derive(Debug)]
pub(super) struct Ids {
    dialect: Dialect,
    pub(super) column: String,
    pub(super) kind: IdKind,
    /// Whether the column has a type of its own for UUIDs.
    pub(super) is_native_uuid: bool,
}

impl Ids {
    pub(super) fn new(dialect: Dialect, column: String, kind: IdKind) -> Self {
        Self { dialect, column, kind, is_native_uuid: false }
    }

    /// The condition that a row has this id. `None` where no row can have it.
    ///
    /// An id has one spelling: the generation of a user is kept under it, and a second one would have a generation of its own.
    pub(super) fn is(&self, id: &str, table: &str) -> Option<Statement> {
        let column = format!("{table}{}", self.column);
        if !asked::can_be_kept(id) {
            return None;
        }
        match self.kind {
            IdKind::Integer => {
                let number: i64 =
                    id.parse().ok().filter(|number: &i64| number.to_string() == id)?;
                Some(Statement::new(format!("{column} = ?")).bind(number))
            }
            IdKind::Text => Some(exactly(self.dialect, &column, id)),
            IdKind::Uuid => {
                uuid(id).filter(|uuid| uuid == id)?;
                Some(if self.is_native_uuid {
                    Statement::new(format!("{column} = CAST(? AS UUID)")).bind(id)
                } else {
                    let plain = id.replace('-', "");
                    Statement::new(format!("{column} IN (?, ?)")).bind(id).bind(&*plain)
                })
            }
        }
    }

    /// An id of the table in its one spelling. `None` where it is none.
    pub(super) fn read(&self, id: String) -> Option<String> {
        match self.kind {
            IdKind::Integer | IdKind::Text => Some(id),
            IdKind::Uuid => uuid(&id),
        }
    }
}

/// The condition that a column has exactly this text, byte by byte. The first half finds it by an index, also where the column's
/// collation takes other texts for the same.
pub(super) fn exactly(dialect: Dialect, column: &str, text: &str) -> Statement {
    let (bytes, value) = (dialect.bytes(column), dialect.as_bytes());
    let sql = format!("({column} = ? AND {bytes} = {value})");
    Statement::new(sql).bind(text).bind(text)
}

/// A UUID in lower case with hyphens, from 32 hexadecimal digits with hyphens or without.
fn uuid(text: &str) -> Option<String> {
    let lengths = [8, 4, 4, 4, 12];
    let digits: String = if text.contains('-') {
        let parts: Vec<_> = text.split('-').collect();
        let is_uuid = parts.iter().map(|part| part.len()).eq(lengths);
        is_uuid.then(|| parts.concat())?
    } else {
        text.to_owned()
    };
    if digits.len() != 32 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let digits = digits.to_ascii_lowercase();
    let mut rest = digits.as_str();
    let parts = lengths.map(|length| {
        let (part, after) = rest.split_at(length);
        rest = after;
        part
    });
    Some(parts.join("-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_has_one_spelling() {
        let is =
            |kind, id: &str| Ids::new(Dialect::Sqlite, "id".to_owned(), kind).is(id, "").is_some();
        for (kind, id, known) in [
            (IdKind::Integer, "42", true),
            (IdKind::Integer, "-1", true),
            (IdKind::Integer, "042", false),
            (IdKind::Integer, "+42", false),
            (IdKind::Integer, "4 ", false),
            (IdKind::Integer, "", false),
            (IdKind::Integer, "9223372036854775808", false),
            (IdKind::Text, "Ada 李", true),
            (IdKind::Text, "a\0", false),
            (IdKind::Uuid, "0123abcd-0000-4000-8000-00000000000f", true),
            (IdKind::Uuid, "0123ABCD-0000-4000-8000-00000000000F", false),
            (IdKind::Uuid, "0123abcd00004000800000000000000f", false),
            (IdKind::Uuid, "0123abc-d0000-4000-8000-00000000000f", false),
            (IdKind::Uuid, "{0123abcd-0000-4000-8000-00000000000}", false),
            (IdKind::Uuid, "0123abcd-0000-4000-8000-0000000000é", false),
        ] {
            assert_eq!(is(kind, id), known, "{kind:?} {id:?}");
        }
    }

    #[test]
    fn a_uuid_is_read_in_both_spellings() {
        let wanted = Some("0123abcd-0000-4000-8000-00000000000f".to_owned());
        assert_eq!(uuid("0123ABCD00004000800000000000000F"), wanted);
        assert_eq!(uuid("0123ABCD-0000-4000-8000-00000000000F"), wanted);
        assert_eq!(uuid("0123"), None);
    }
}
