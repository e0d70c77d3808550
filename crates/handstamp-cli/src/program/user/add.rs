use handstamp_users::sql::SqlUsers;
use handstamp_users::store::{ChangeError, NewAccount, UserStore as _};

use super::args::{AddArgs, DatabaseArgs};
use super::error::UserError;
use super::printed::say;
use super::when::now;
use super::{passwords, roles};

/// `handstamp user add`.
pub(super) async fn add(
    users: &SqlUsers,
    database: &DatabaseArgs,
    args: &AddArgs,
) -> Result<(), UserError> {
    let roles = roles::read(&args.roles, args.known.roles_file.as_deref())?;
    // Before a password is asked for.
    handstamp_users::check_name(&args.name).map_err(ChangeError::from)?;
    if users.by_name(&args.name).await?.is_some() {
        return Err(ChangeError::NameTaken.into());
    }
    let hash = passwords::new(database, &args.input).await?;
    let mut new = NewAccount::new(&args.name).with_password(hash).with_roles(&roles);
    if let Some(name) = &args.display_name {
        new = new.with_display_name(name);
    }
    let added = users.add(&new, now()).await?;
    say(&format!("{}: added, with roles {}", added.name(), roles::in_words(added.roles())))
}
