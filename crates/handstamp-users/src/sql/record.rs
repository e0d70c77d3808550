use handstamp_authorizer::BoxError;
use serde_json::Map;
use sqlx::Row;
use sqlx::any::AnyRow;

use crate::account::Account;
use crate::password::PasswordHash;
use crate::sql::layout::{Kind, Layout};
use crate::sql::sql_time::{from_date, from_seconds};
use crate::store::Credentials;

/// An account of a row that [`Select`](crate::sql::select::Select) has asked for, without the roles that are in a table of
/// their own.
pub(crate) fn credentials(layout: &Layout, row: &AnyRow) -> Result<Credentials, BoxError> {
    let text = |column: usize| row.try_get::<Option<String>, _>(column);
    let needed = |column: usize| {
        text(column)?.ok_or(sqlx::Error::ColumnDecode {
            index: column.to_string(),
            source: "an id or a name is null".into(),
        })
    };
    let mut account = Account::new(needed(0)?, needed(1)?);
    let password = text(2)?.filter(|hash| !hash.is_empty()).map(PasswordHash::new);
    if let Some(name) = text(3)?.filter(|name| !name.is_empty()) {
        account = account.with_display_name(name);
    }
    let time = match layout.0 {
        Kind::Own => from_seconds,
        Kind::Zopyx | Kind::Mapped(_) => from_date,
    };
    if let Some(at) = text(4)?.as_deref().and_then(time) {
        account = account.with_created(at);
    }
    if let Some(at) = text(5)?.as_deref().and_then(time) {
        account = account.with_last_login(at);
    }
    // A flag that says nothing lets nobody in.
    let active = has_active(layout).then(|| text(6)).transpose()?;
    let inactive = active.is_some_and(|active| !active.is_some_and(|text| is_true(&text)));
    account = account.with_disabled(inactive || text(7)?.is_some_and(|text| is_true(&text)));
    let mut roles = Vec::new();
    if let Kind::Mapped(table) = &layout.0
        && let Some((_, role)) = &table.superuser
        && text(8)?.is_some_and(|text| is_true(&text))
    {
        roles.push(role.clone());
    }
    if let Some(properties) = text(9)? {
        let properties: Map<_, _> = serde_json::from_str(&properties)?;
        account = account.with_properties(properties);
    }
    if let Some(joined) = text(10)? {
        // As `split(",")` of Python, but that no role is none.
        roles.extend(joined.split(',').filter(|role| !role.is_empty()).map(str::to_owned));
    }
    Ok(Credentials::new(account.with_roles(roles), password))
}

fn has_active(layout: &Layout) -> bool {
    match &layout.0 {
        Kind::Own | Kind::Zopyx => false,
        Kind::Mapped(table) => table.active.is_some(),
    }
}

/// A truth value as a database writes it as text.
fn is_true(text: &str) -> bool {
    matches!(text, "t" | "true" | "TRUE" | "True")
        || text.parse::<i64>().is_ok_and(|number| number != 0)
}
