//! Accounts and keys: a table for people, JSON for programs.

use std::time::SystemTime;

use handstamp_authorizer::Subject as _;
use handstamp_cli::utc;
use handstamp_users::Account;
use handstamp_users::key::KeyRecord;
use handstamp_users::sql::SqlUsers;
use handstamp_users::store::UserStore as _;
use serde_json::{Value, json};

use super::error::UserError;
use super::printed::print;
use super::when::now;
use crate::program::escape::escaped;

/// How many accounts are read at once.
const PAGE: u32 = 500;

/// `handstamp user list`.
pub(super) async fn list(users: &SqlUsers, is_json: bool) -> Result<(), UserError> {
    let (mut accounts, mut after) = (Vec::new(), None::<String>);
    loop {
        let page = users.list(after.as_deref(), PAGE).await?;
        let Some(last) = page.last() else { break };
        after = Some(last.name().to_owned());
        accounts.extend(page);
    }
    if is_json {
        let accounts: Vec<_> = accounts.iter().map(account_json).collect();
        return print(&pretty(&json!({ "users": accounts })));
    }
    let mut rows = vec![["NAME", "ROLES", "CREATED", "LAST LOGIN", "STATUS"].map(str::to_owned)];
    rows.extend(accounts.iter().map(|account| {
        [
            account.name().to_owned(),
            account.roles().join(", "),
            time(account.created()),
            time(account.last_login()),
            if account.is_disabled() { "disabled" } else { "" }.to_owned(),
        ]
    }));
    print(&aligned(&rows))
}

/// `handstamp user key list`.
pub(super) async fn keys(
    users: &SqlUsers,
    keys: &[KeyRecord],
    is_json: bool,
) -> Result<(), UserError> {
    if is_json {
        let keys: Vec<_> = keys.iter().map(key_json).collect();
        return print(&pretty(&json!({ "keys": keys })));
    }
    let header = ["KEY", "USER", "LABEL", "SCOPES", "CREATED", "EXPIRES", "LAST USE"];
    let mut rows = vec![header.map(str::to_owned)];
    for key in keys {
        let user = users.by_id(&key.user_id).await?;
        let user = user.map_or_else(|| key.user_id.clone(), |user| user.name().to_owned());
        let expires = if key.is_expired(now()) { "expired".to_owned() } else { time(key.expires) };
        rows.push([
            key.id.clone(),
            user,
            key.label.clone(),
            key.scopes.join(" "),
            time(Some(key.created)),
            expires,
            time(key.last_used),
        ]);
    }
    print(&aligned(&rows))
}

fn account_json(account: &Account) -> Value {
    json!({
        "id": account.id(),
        "name": account.name(),
        "display_name": account.display_name(),
        "roles": account.roles(),
        "disabled": account.is_disabled(),
        "created": account.created().map(seconds),
        "last_login": account.last_login().map(seconds),
        "properties": account.properties(),
    })
}

fn key_json(key: &KeyRecord) -> Value {
    json!({
        "id": key.id,
        "user_id": key.user_id,
        "label": key.label,
        "scopes": key.scopes,
        "created": seconds(key.created),
        "expires": key.expires.map(seconds),
        "last_used": key.last_used.map(seconds),
    })
}

/// Unix seconds.
fn seconds(at: SystemTime) -> u64 {
    at.duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

fn time(at: Option<SystemTime>) -> String {
    at.map(utc).unwrap_or_default()
}

fn pretty(value: &Value) -> String {
    format!("{value:#}")
}

/// Columns side by side, as wide as their longest text.
fn aligned<const N: usize>(rows: &[[String; N]]) -> String {
    let cells: Vec<[String; N]> =
        rows.iter().map(|row| row.each_ref().map(|cell| escaped(cell).to_string())).collect();
    let mut widths = [0; N];
    for row in &cells {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = cell.chars().count().max(*width);
        }
    }
    let lines = cells.iter().map(|row| {
        let padded = row.iter().zip(widths).map(|(cell, width)| format!("{cell:width$}"));
        padded.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    });
    lines.collect::<Vec<_>>().join("\n")
}
