use std::sync::Arc;

use handstamp_authorizer::{BoxError, BoxFuture};

use crate::account::Account;
use crate::source::attempt::Attempt;

/// Who checks a login, and who knows the user later: a table of accounts, a directory, your own.
///
/// Several are asked one after another, by their position. The first that says [`Answer::Known`] decides. An outage
/// of one is never a wrong password: where nobody knows the user and one was unavailable, the answer is 503.
pub trait LoginSource: Send + Sync + 'static {
    /// A short name that is stable: `sql`, `ldap`. Logs name it.
    fn name(&self) -> &'static str;

    /// Checks an attempt to log in.
    fn check<'a>(&'a self, attempt: &'a Attempt) -> BoxFuture<'a, Answer>;

    /// The user of an id that a session remembers, as this source knows them now. `None` where the id is not
    /// one of this source's, or the user is gone. Ids of two sources must differ: one that is not the app's own table gives its
    /// users ids that begin with its name and a colon, as in `ldap:ada`.
    ///
    /// # Errors
    /// The source did not answer.
    fn find<'a>(&'a self, id: &'a str) -> BoxFuture<'a, Result<Option<Account>, BoxError>>;
}

impl<S: LoginSource + ?Sized> LoginSource for Arc<S> {
    fn name(&self) -> &'static str {
        (**self).name()
    }
    fn check<'a>(&'a self, attempt: &'a Attempt) -> BoxFuture<'a, Answer> {
        (**self).check(attempt)
    }
    fn find<'a>(&'a self, id: &'a str) -> BoxFuture<'a, Result<Option<Account>, BoxError>> {
        (**self).find(id)
    }
}

/// What a source says of an attempt.
#[derive(Debug)]
#[must_use]
#[non_exhaustive]
pub enum Answer {
    /// The user proved who they are. A disabled account is refused after it.
    Known(Account),
    /// No such user here, or a wrong password.
    Unknown,
    /// The source did not answer.
    Unavailable(BoxError),
}
