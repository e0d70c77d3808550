use std::fmt;
use std::sync::Arc;

use handstamp_authorizer::{BoxError, Subject};

use crate::account::Account;
use crate::source::attempt::Attempt;
use crate::source::login_source::{Answer, LoginSource};

/// The sources of an app's users, one after another. Cheap to clone.
#[derive(Clone)]
pub struct LoginSources(Arc<[Arc<dyn LoginSource>]>);

/// Why sources cannot be those of an app.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SourcesError {
    /// There is none.
    #[error("there is no source of users: name at least one")]
    None,
    /// Two have the same name.
    #[error("two sources of users have the name {0:?}: give each its own")]
    Twice(&'static str),
}

/// What all sources together say of an attempt.
#[derive(Debug)]
#[must_use]
#[non_exhaustive]
pub enum Outcome {
    /// The user proved who they are.
    Known(Account),
    /// Nobody knows the user, or the password is wrong. The client learns no more; nor is it told of a disabled
    /// account.
    Unknown,
    /// The user proved who they are, and the account is disabled. The client is told the same as for
    /// [`Unknown`](Self::Unknown).
    Disabled(Account),
    /// Nobody knows the user, and not everybody could be asked: 503.
    Unavailable(BoxError),
}

impl LoginSources {
    /// These, asked in this order.
    ///
    /// # Errors
    /// [`SourcesError`].
    pub fn new(
        sources: impl IntoIterator<Item = Arc<dyn LoginSource>>,
    ) -> Result<Self, SourcesError> {
        let sources: Vec<_> = sources.into_iter().collect();
        for (at, source) in sources.iter().enumerate() {
            if sources.iter().skip(at + 1).any(|other| other.name() == source.name()) {
                return Err(SourcesError::Twice(source.name()));
            }
        }
        if sources.is_empty() { Err(SourcesError::None) } else { Ok(Self(sources.into())) }
    }

    /// Asks one after another. The first that knows the user decides.
    pub async fn check(&self, attempt: &Attempt) -> Outcome {
        let mut outage = None;
        for source in self.0.iter() {
            match source.check(attempt).await {
                Answer::Known(account) if !self.is_of(&account, &**source) => {
                    let (id, source) = (account.id(), source.name());
                    tracing::error!(name: "login.foreign_id", id, source, "a source of users gave an id that is another source's: the login is refused");
                }
                Answer::Known(account) if account.is_disabled() => {
                    return Outcome::Disabled(account);
                }
                Answer::Known(account) => return Outcome::Known(account),
                Answer::Unknown => {}
                Answer::Unavailable(error) => {
                    let source = source.name();
                    tracing::error!(name: "login.unavailable", source, %error, "a source of users did not answer");
                    outage = Some(error);
                }
            }
        }
        outage.map_or(Outcome::Unknown, Outcome::Unavailable)
    }

    /// The user of an id that a session remembers, as they are now. An id that begins with a source's name and a
    /// colon is asked of that source alone. Disabled accounts too.
    ///
    /// # Errors
    /// The source did not answer.
    pub async fn find(&self, id: &str) -> Result<Option<Account>, BoxError> {
        if let Some(source) = self.named_by(id) {
            return source.find(id).await;
        }
        for source in self.0.iter() {
            if let Some(account) = source.find(id).await? {
                return Ok(Some(account));
            }
        }
        Ok(None)
    }

    fn named_by(&self, id: &str) -> Option<&dyn LoginSource> {
        let (name, _) = id.split_once(':')?;
        self.0.iter().find(|source| source.name() == name).map(|source| &**source)
    }

    fn is_of(&self, account: &Account, source: &dyn LoginSource) -> bool {
        self.named_by(account.id()).is_none_or(|named| named.name() == source.name())
    }
}

impl fmt::Debug for LoginSources {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.iter().map(|source| source.name())).finish()
    }
}
