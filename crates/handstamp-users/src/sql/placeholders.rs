use crate::sql::dialect::Dialect;

/// A statement with its `?` as the database wants them: PostgreSQL numbers them. No statement here has a `?` in a text.
pub(crate) fn with_placeholders(dialect: Dialect, sql: &str) -> String {
    if dialect != Dialect::Postgres {
        return sql.to_owned();
    }
    let mut numbered = String::with_capacity(sql.len() + 8);
    for (nth, part) in sql.split('?').enumerate() {
        if nth > 0 {
            numbered.push('$');
            numbered.push_str(&nth.to_string());
        }
        numbered.push_str(part);
    }
    numbered
}
