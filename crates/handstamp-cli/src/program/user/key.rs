use std::time::Duration;

use handstamp_authorizer::{Subject as _, SystemRandom};
use handstamp_users::key::{KeyStore as _, NewKey};
use handstamp_users::sql::SqlUsers;

use super::args::{AddKeyArgs, KeyCommand};
use super::error::UserError;
use super::lookup::find;
use super::printed::{print, say};
use super::table;
use super::when::now;

const DAY: u64 = 24 * 60 * 60;

/// `handstamp user key`.
pub(super) async fn run(users: &SqlUsers, command: &KeyCommand) -> Result<(), UserError> {
    match command {
        KeyCommand::Add(args) => add(users, args).await,
        KeyCommand::List(args) => {
            let account = match &args.name {
                Some(name) => Some(find(users, name).await?),
                None => None,
            };
            let keys = users.keys(account.as_ref().map(|account| account.id())).await?;
            table::keys(users, &keys, args.json).await
        }
        KeyCommand::Revoke { id } => {
            if !users.revoke_key(id).await? {
                return Err(UserError::NoKey(id.clone()));
            }
            say(&format!("{id}: revoked"))
        }
    }
}

async fn add(users: &SqlUsers, args: &AddKeyArgs) -> Result<(), UserError> {
    let account = find(users, &args.name).await?;
    let mut new = NewKey::new(account.id())
        .with_prefix(&args.prefix)
        .with_label(&args.label)
        .with_scopes(&args.scope);
    if let Some(days) = args.days {
        let seconds = u64::from(days).checked_mul(DAY).filter(|seconds| *seconds > 0);
        new = new.with_lifetime(Duration::from_secs(seconds.ok_or(UserError::Days(days))?));
    }
    let key = new.issue(users, &SystemRandom, now()).await?;
    print(key.expose())
}
