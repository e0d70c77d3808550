use std::time::SystemTime;

use handstamp_authorizer::BoxFuture;
use handstamp_authorizer::revocation::Revocation;

use crate::account::Account;
use crate::password::PasswordHash;
use crate::store::errors::{ChangeError, StoreError};
use crate::store::new_account::NewAccount;

/// Where accounts live: a table, the memory of a test, your own.
///
/// It is also the [`Revocation`] of its users' logins. What ends all logins of a user (a new password, disabling, deleting)
/// raises the user's generation together with the change: both are written or neither.
///
/// Names and ids are compared byte by byte: `Ada` is not `ada`. A name or an id that a table cannot have (one with NUL,
/// or of 10 kB) is an unknown one, never an error.
pub trait UserStore: Revocation {
    /// The account with this id, as a session names it. Disabled ones too.
    fn by_id<'a>(&'a self, id: &'a str) -> BoxFuture<'a, Result<Option<Account>, StoreError>>;

    /// The account with this name, and the hash of its password. Disabled ones too.
    fn by_name<'a>(
        &'a self,
        name: &'a str,
    ) -> BoxFuture<'a, Result<Option<Credentials>, StoreError>>;

    /// Up to `limit` accounts in the order of their names, those after `after`.
    fn list<'a>(
        &'a self,
        after: Option<&'a str>,
        limit: u32,
    ) -> BoxFuture<'a, Result<Vec<Account>, StoreError>>;

    /// Makes an account.
    fn add<'a>(
        &'a self,
        new: &'a NewAccount,
        now: SystemTime,
    ) -> BoxFuture<'a, Result<Account, ChangeError>>;

    /// Deletes an account and ends its logins.
    fn delete<'a>(&'a self, id: &'a str, now: SystemTime)
    -> BoxFuture<'a, Result<(), ChangeError>>;

    /// Sets a new password and ends the user's logins.
    fn set_password<'a>(
        &'a self,
        id: &'a str,
        hash: &'a PasswordHash,
        now: SystemTime,
    ) -> BoxFuture<'a, Result<(), ChangeError>>;

    /// Replaces the hash of the same password by a stronger one, if it is still the old one. Ends no login.
    /// Says whether it did.
    fn replace_hash<'a>(
        &'a self,
        id: &'a str,
        old: &'a PasswordHash,
        new: &'a PasswordHash,
    ) -> BoxFuture<'a, Result<bool, ChangeError>>;

    /// Sets the roles.
    fn set_roles<'a>(
        &'a self,
        id: &'a str,
        roles: &'a [String],
    ) -> BoxFuture<'a, Result<(), ChangeError>>;

    /// Disables an account and ends its logins, or enables it.
    fn set_disabled<'a>(
        &'a self,
        id: &'a str,
        disabled: bool,
        now: SystemTime,
    ) -> BoxFuture<'a, Result<(), ChangeError>>;

    /// Notes that the user has just logged in, where the table has a place for it. Otherwise it does nothing.
    fn note_login<'a>(
        &'a self,
        id: &'a str,
        now: SystemTime,
    ) -> BoxFuture<'a, Result<(), ChangeError>>;
}

/// An account and the hash of its password.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Credentials {
    /// The account.
    pub account: Account,
    /// `None` where it has no password.
    pub password: Option<PasswordHash>,
}

impl Credentials {
    /// Of this account, with this hash.
    #[must_use]
    pub fn new(account: Account, password: Option<PasswordHash>) -> Self {
        Self { account, password }
    }
}
