//! `handstamp user`: accounts in a table.

mod add;
pub(crate) mod args;
mod error;
mod import;
mod key;
mod lookup;
mod open;
mod passwords;
mod printed;
mod roles;
mod table;
mod when;

use handstamp_authorizer::Subject as _;
use handstamp_authorizer::revocation::Revocation as _;
use handstamp_users::sql::SqlUsers;
use handstamp_users::store::{LONGEST_LOGIN, UserStore as _};

use args::{UserArgs, UserCommand};
use error::UserError;
use lookup::{credentials, find};
use printed::say;
use when::now;

use super::error::Error;

/// Does what the arguments say. `false`: the password is not right.
pub(crate) fn run(args: &UserArgs) -> Result<bool, Error> {
    let done = block_on(args);
    done.map_err(|error| Error::User { is_refusal: error.is_refusal(), source: error.into() })
}

fn block_on(args: &UserArgs) -> Result<bool, UserError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.map_err(UserError::Runtime)?.block_on(async {
        let users = open::open(&args.database).await?;
        command(args, &users).await
    })
}

async fn command(args: &UserArgs, users: &SqlUsers) -> Result<bool, UserError> {
    let database = &args.database;
    match &args.command {
        UserCommand::Add(args) => add::add(users, database, args).await?,
        UserCommand::Delete { name } => {
            users.delete(find(users, name).await?.id(), now()).await?;
            say(&format!("{name}: deleted"))?;
        }
        UserCommand::List(args) => table::list(users, args.json).await?,
        UserCommand::SetPassword(args) => {
            let account = find(users, &args.name).await?;
            let hash = passwords::new(database, &args.input).await?;
            users.set_password(account.id(), &hash, now()).await?;
            say(&format!("{}: new password, and all logins are over", args.name))?;
        }
        UserCommand::VerifyPassword(args) => {
            let found = credentials(users, &args.name).await?;
            let password = passwords::read(&args.input, false)?;
            let checked = passwords::checker().verify(password, found.password).await?;
            let is_right = checked.matches;
            let word = if is_right { "correct" } else { "incorrect" };
            say(&format!("{}: the password is {word}", args.name))?;
            return Ok(is_right);
        }
        UserCommand::SetRoles(args) => {
            let account = find(users, &args.name).await?;
            let roles = roles::read(&args.roles, args.known.roles_file.as_deref())?;
            users.set_roles(account.id(), &roles).await?;
            say(&format!("{}: roles {}", args.name, roles::in_words(&roles)))?;
        }
        UserCommand::Disable { name } => disable(users, name, true).await?,
        UserCommand::Enable { name } => disable(users, name, false).await?,
        UserCommand::LogOutEverywhere { name } => {
            let account = find(users, name).await?;
            let until = now().checked_add(LONGEST_LOGIN).unwrap_or_else(now);
            let ended = users.revoke_user(account.id(), now(), until).await;
            ended.map_err(UserError::Unavailable)?;
            say(&format!("{name}: all logins are over"))?;
        }
        UserCommand::Import(args) => import::import(users, args).await?,
        UserCommand::Key { command } => key::run(users, command).await?,
    }
    Ok(true)
}

async fn disable(users: &SqlUsers, name: &str, disabled: bool) -> Result<(), UserError> {
    users.set_disabled(find(users, name).await?.id(), disabled, now()).await?;
    say(&match disabled {
        true => format!("{name}: disabled, and all logins are over"),
        false => format!("{name}: enabled"),
    })
}
