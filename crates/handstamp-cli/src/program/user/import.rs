use handstamp_users::sql::{Layout, SqlUsers};
use handstamp_users::store::{ChangeError, NewAccount, UserStore as _};

use super::args::ImportArgs;
use super::error::UserError;
use super::printed::say;
use super::when::now;

/// How many accounts are read at once.
const PAGE: u32 = 500;

/// `handstamp user import`: names, roles, and passwords as they are hashed. Accounts that are here already are left alone.
pub(super) async fn import(users: &SqlUsers, args: &ImportArgs) -> Result<(), UserError> {
    let zopyx = SqlUsers::builder(&args.from).layout(Layout::zopyx()).build().await?;
    let (mut added, mut known, mut after) = (0_u64, 0_u64, None::<String>);
    loop {
        let page = zopyx.list(after.as_deref(), PAGE).await?;
        let Some(last) = page.last() else { break };
        after = Some(last.name().to_owned());
        for account in &page {
            let Some(found) = zopyx.by_name(account.name()).await? else { continue };
            // Python compares roles with their spaces; here they have none.
            let roles = account.roles().iter().map(|role| role.trim());
            let mut new =
                NewAccount::new(account.name()).with_roles(roles.filter(|role| !role.is_empty()));
            if let Some(hash) = found.password {
                new = new.with_password(hash);
            }
            match users.add(&new, now()).await {
                Ok(_) => added += 1,
                Err(ChangeError::NameTaken) => known += 1,
                Err(error) => return Err(error.into()),
            }
        }
    }
    say(&format!("imported {added} accounts; {known} were here already"))
}
