use handstamp_users::Account;
use handstamp_users::sql::SqlUsers;
use handstamp_users::store::{Credentials, UserStore as _};

use super::error::UserError;

/// The account of this name.
pub(super) async fn find(users: &SqlUsers, name: &str) -> Result<Account, UserError> {
    Ok(credentials(users, name).await?.account)
}

/// The account of this name, with the hash of its password.
pub(super) async fn credentials(users: &SqlUsers, name: &str) -> Result<Credentials, UserError> {
    let found = users.by_name(name).await?;
    found.ok_or_else(|| UserError::NoAccount(name.to_owned()))
}
