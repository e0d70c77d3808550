//! The users. A table stands in for the database that both apps share, a comparison for a
//! password hash.

use handstamp::prelude::*;
use std::convert::Infallible;

/// The app's own user.
#[derive(Clone, Copy)]
pub(crate) struct Account {
    pub(crate) id: &'static str,
    name: &'static str,
    pub(crate) full_name: &'static str,
}

impl Subject for Account {
    fn id(&self) -> &str {
        self.id
    }
}

const ACCOUNTS: &[(Account, &str)] = &[
    (Account { id: "1", name: "ada", full_name: "Ada Lovelace" }, "lovelace"),
    (Account { id: "2", name: "grace", full_name: "Grace Hopper" }, "hopper"),
];

/// Whose name and password these are.
pub(crate) fn check(name: &str, password: &str) -> Option<Account> {
    let mut accounts = ACCOUNTS.iter();
    let (account, _) = accounts.find(|it| (it.0.name, it.1) == (name, password))?;
    Some(*account)
}

/// Flask-Login's `user_loader`.
pub(crate) async fn find(principal: Principal) -> Result<Option<Account>, Infallible> {
    let mut accounts = ACCOUNTS.iter();
    Ok(accounts.find(|it| it.0.id == principal.id()).map(|it| it.0))
}
