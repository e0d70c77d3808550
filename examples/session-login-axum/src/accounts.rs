//! The users. A table stands in for a database, a comparison for a password hash.

use handstamp::prelude::*;
use std::convert::Infallible;

use serde::Serialize;

/// The app's own user.
#[derive(Clone, Copy, Serialize)]
pub(crate) struct Account {
    pub(crate) username: &'static str,
    pub(crate) full_name: &'static str,
}

impl Subject for Account {
    fn id(&self) -> &str {
        self.username
    }
}

const ACCOUNTS: &[(Account, &str)] = &[
    (Account { username: "john", full_name: "John Doe" }, "doe"),
    (Account { username: "jane", full_name: "Jane Roe" }, "roe"),
];

/// Whose name and password these are.
pub(crate) fn check(username: &str, password: &str) -> Option<Account> {
    let mut accounts = ACCOUNTS.iter();
    let (account, _) = accounts.find(|it| (it.0.username, it.1) == (username, password))?;
    Some(*account)
}

/// The account that the session names. `None`: there is none any more, and the request is
/// anonymous.
pub(crate) async fn find(principal: Principal) -> Result<Option<Account>, Infallible> {
    let mut accounts = ACCOUNTS.iter();
    Ok(accounts.find(|it| it.0.username == principal.id()).map(|it| it.0))
}
