use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use handstamp_authorizer::{BoxError, BoxFuture, Subject};
use tokio::time::{Instant, sleep_until};

use crate::account::Account;
use crate::source::attempt::Attempt;
use crate::source::login_source::{Answer, LoginSource};

/// The longest name that a source is asked about, in bytes.
const LONGEST_NAME: usize = 1_024;

/// The longest password that a source is asked about, in bytes. Hashing a longer one would cost its length.
const LONGEST_PASSWORD: usize = 4_096;

/// The sources that know the app's users, asked one after another, in the order in which they were added. Cheap to
/// clone.
///
/// ```
/// use handstamp_authorizer::BoxFuture;
/// use handstamp_users::source::{Answer, Attempt, LoginSource, LoginSources};
/// use handstamp_users::Account;
/// # use handstamp_authorizer::BoxError;
///
/// struct Robots;
///
/// impl LoginSource for Robots {
///     fn name(&self) -> &'static str {
///         "robots"
///     }
///     fn check<'a>(&'a self, attempt: &'a Attempt) -> BoxFuture<'a, Answer> {
///         // …
/// #       drop(attempt);
/// #       Box::pin(async { Answer::Unknown })
///     }
///     fn find<'a>(&'a self, id: &'a str) -> BoxFuture<'a, Result<Option<Account>, BoxError>> {
///         // …
/// #       drop(id);
/// #       Box::pin(async { Ok(None) })
///     }
/// }
///
/// let sources = LoginSources::new().with_source(Robots)?;
/// # Ok::<(), handstamp_users::source::SourceError>(())
/// ```
#[derive(Clone, Default)]
#[must_use]
pub struct LoginSources {
    sources: Arc<Vec<Arc<dyn LoginSource>>>,
    refusal_floor: Duration,
}

/// What the sources say of an attempt together.
#[derive(Debug)]
#[must_use]
#[non_exhaustive]
pub enum Checked {
    /// The user proved who they are, and may log in.
    Known(Account),
    /// The attempt is refused. The client is never told why.
    Refused(Refused),
    /// Nobody knows the user, and a source did not answer.
    Unavailable(BoxError),
}

/// Why an attempt is refused, for the log.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Refused {
    /// No source knows a user of this name with this password.
    Unknown,
    /// The user proved who they are, and the account is disabled.
    Disabled(Account),
}

/// Why a source cannot be added.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SourceError {
    /// Another source has this name. Ids of users and lines of the log would be of both.
    #[error("two login sources have the name `{0}`: give one of them another")]
    Duplicate(&'static str),
    /// It is no name: empty, or with a colon, which ends it in a user's id.
    #[error("`{0}` cannot be the name of a login source: use letters and digits")]
    Name(&'static str),
}

impl LoginSources {
    /// No source: nobody can log in.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a source, which is asked after those that are there.
    ///
    /// # Errors
    /// [`SourceError`] about its name.
    pub fn with_source(mut self, source: impl LoginSource) -> Result<Self, SourceError> {
        let name = source.name();
        if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_graphic() && byte != b':') {
            return Err(SourceError::Name(name));
        }
        if self.sources.iter().any(|known| known.name() == name) {
            return Err(SourceError::Duplicate(name));
        }
        Arc::make_mut(&mut self.sources).push(Arc::new(source));
        Ok(self)
    }

    /// Sets how long an attempt takes at least that is refused. Default: no time at all.
    ///
    /// A refusal that comes sooner than others tells which names there are: an unknown name costs another hash
    /// than one that is there. Set it to a little more than the costliest check takes on a busy machine: the
    /// costliest hash in the table, and the slowest source after another. Who was admitted by a throttle first
    /// waits, so that not many connections wait. It takes a tokio runtime with time enabled.
    pub fn with_refusal_floor(mut self, floor: Duration) -> Self {
        self.refusal_floor = floor;
        self
    }

    /// Whether there is no source.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.sources.is_empty()
    }

    /// Asks the sources in their order. The first that knows the user decides; where nobody does and one did not
    /// answer, the attempt is [`Unavailable`](Checked::Unavailable).
    ///
    /// A name of more than 1 KiB, a password of more than 4 KiB, an empty one, and a NUL in either are refused
    /// without a question: no source could take them all alike. The password is tried as it was sent, without Unicode
    /// normalization, as Python's libraries do. Dropping the future ends the attempt at any point.
    pub fn check(&self, attempt: Attempt) -> BoxFuture<'static, Checked> {
        let Self { sources, refusal_floor } = self.clone();
        Box::pin(async move {
            // Without a floor no clock is asked, and no runtime is needed.
            let until =
                (!refusal_floor.is_zero()).then(|| Instant::now().checked_add(refusal_floor));
            let checked = ask(&sources, &attempt).await;
            drop(attempt); // the password is wiped before the wait
            if let (Checked::Refused(_), Some(Some(until))) = (&checked, until) {
                sleep_until(until).await;
            }
            checked
        })
    }

    /// The user of an id that a session remembers, for `load_user`. An id that begins with the name of a source and
    /// a colon (`ldap:ada`) is asked of that source alone. Every other one is asked of all, in their order, and
    /// the first that knows it decides.
    ///
    /// `None` where nobody knows the id, and where the account is disabled.
    ///
    /// # Errors
    /// Nobody knows the id, and a source did not answer.
    pub fn find(&self, id: &str) -> BoxFuture<'static, Result<Option<Account>, BoxError>> {
        let (sources, id) = (Arc::clone(&self.sources), id.to_owned());
        Box::pin(async move {
            let named = named_by(&id, &sources);
            let asked = named.map_or(&sources[..], std::slice::from_ref);
            let mut failed = None;
            for source in asked {
                match source.find(&id).await {
                    Ok(Some(account)) => {
                        let account = account.with_source(source.name());
                        return Ok(Some(account).filter(|account| !account.is_disabled()));
                    }
                    Ok(None) => {}
                    Err(error) => failed = failed.or(Some(error)),
                }
            }
            failed.map_or(Ok(None), Err)
        })
    }
}

/// The source whose name an id begins with.
fn named_by<'s>(id: &str, sources: &'s [Arc<dyn LoginSource>]) -> Option<&'s Arc<dyn LoginSource>> {
    let (name, _) = id.split_once(':')?;
    sources.iter().find(|source| source.name() == name)
}

fn is_of(account: &Account, source: &dyn LoginSource, sources: &[Arc<dyn LoginSource>]) -> bool {
    named_by(account.id(), sources).is_none_or(|named| named.name() == source.name())
}

async fn ask(sources: &[Arc<dyn LoginSource>], attempt: &Attempt) -> Checked {
    let (name, password) = (attempt.name(), attempt.password().as_bytes());
    let fits = |text: &[u8], longest| (1..=longest).contains(&text.len()) && !text.contains(&0);
    if !fits(name.as_bytes(), LONGEST_NAME) || !fits(password, LONGEST_PASSWORD) {
        return Checked::Refused(Refused::Unknown);
    }
    let mut failed = None;
    for source in sources {
        match source.check(attempt).await {
            // A session with this id would be another source's user.
            Answer::Known(account) if !is_of(&account, &**source, sources) => {
                let (id, source) = (account.id(), source.name());
                tracing::error!(name: "login.foreign_id", id, source, "a login source gave an id that is another source's: the login is refused");
            }
            Answer::Known(account) => {
                let account = account.with_source(source.name());
                return if account.is_disabled() {
                    Checked::Refused(Refused::Disabled(account))
                } else {
                    Checked::Known(account)
                };
            }
            Answer::Unknown => {}
            Answer::Unavailable(error) => {
                let source = source.name();
                tracing::error!(name: "login.source_unavailable", source, %error, "a login source did not answer");
                failed = failed.or(Some(error));
            }
        }
    }
    failed.map_or(Checked::Refused(Refused::Unknown), Checked::Unavailable)
}

impl fmt::Debug for LoginSources {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.sources.iter().map(|source| source.name()).collect();
        f.debug_struct("LoginSources")
            .field("sources", &names)
            .field("refusal_floor", &self.refusal_floor)
            .finish()
    }
}
