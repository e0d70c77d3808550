use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use handstamp_authorizer::{
    Authentication, BoxError, BoxFuture, Clock, Principal, Subject, SystemClock,
};
use quick_cache::sync::Cache;

use crate::account::Account;
use crate::roles::RoleRegistry;
use crate::source::LoginSources;

/// The users of an app: who they are now, with the permissions of their roles. Cheap to clone.
///
/// What a session or a key names is an id; [`load_user`](Self::load_user) makes an [`Account`] of it, on each request. Accounts are
/// kept for a short while, so that a page with many parts asks the table once.
///
/// ```
/// use std::sync::Arc;
/// use handstamp_authorizer::Auth;
/// use handstamp_login::SessionLogin;
/// use handstamp_users::password::Passwords;
/// use handstamp_users::source::{LoginSources, StoreSource};
/// use handstamp_users::store::MemoryUsers;
/// use handstamp_users::{Account, Accounts};
///
/// # fn app(login: SessionLogin) -> Result<(), Box<dyn std::error::Error>> {
/// let store = Arc::new(MemoryUsers::new());
/// let source = StoreSource::new(store, Passwords::builder().build());
/// let accounts = Accounts::new(LoginSources::new().with_source(source)?);
/// let auth: Auth<Account> = Auth::new(login.load_user(accounts.load_user()));
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Accounts(Arc<Inner>);

struct Inner {
    sources: LoginSources,
    roles: RoleRegistry,
    kept: Cache<String, Kept>,
    keep_for: Duration,
    clock: Arc<dyn Clock>,
}

#[derive(Clone)]
struct Kept {
    account: Account,
    since: SystemTime,
}

/// The settings of [`Accounts`], from [`Accounts::builder`].
#[must_use]
pub struct AccountsBuilder {
    sources: LoginSources,
    roles: RoleRegistry,
    keep_for: Duration,
    capacity: usize,
    clock: Arc<dyn Clock>,
}

impl Accounts {
    /// The users of these sources, whose roles have no permissions.
    #[must_use]
    pub fn new(sources: LoginSources) -> Self {
        Self::builder(sources).build()
    }

    /// Starts with the users of these sources.
    pub fn builder(sources: LoginSources) -> AccountsBuilder {
        AccountsBuilder {
            sources,
            roles: RoleRegistry::default(),
            keep_for: Duration::from_secs(2),
            capacity: 10_000,
            clock: Arc::new(SystemClock),
        }
    }

    /// The user of this id, as they are now or were a moment ago. `None` where there is none, or the account is disabled.
    ///
    /// # Errors
    /// The source did not answer: 503.
    pub async fn find(&self, id: &str) -> Result<Option<Account>, BoxError> {
        let now = self.0.clock.now();
        if let Some(kept) = self.0.kept.get(id)
            && now.duration_since(kept.since).is_ok_and(|age| age < self.0.keep_for)
        {
            return Ok(Some(kept.account));
        }
        let found = self.0.sources.find(id).await?.filter(|account| !account.is_disabled());
        let found = found.map(|account| self.0.roles.grant(account));
        match &found {
            Some(account) if self.0.keep_for > Duration::ZERO => {
                let kept = Kept { account: account.clone(), since: now };
                self.0.kept.insert(id.to_owned(), kept);
            }
            _ => {
                self.0.kept.remove(id);
            }
        }
        Ok(found)
    }

    /// What [`load_user`](handstamp_authorizer::Authenticator::load_user) of a login takes.
    pub fn load_user(
        &self,
    ) -> impl Fn(Principal, Authentication) -> BoxFuture<'static, Result<Option<Account>, BoxError>>
    + Clone
    + Send
    + Sync
    + 'static {
        let accounts = self.clone();
        move |principal, _| {
            let accounts = accounts.clone();
            Box::pin(async move { accounts.find(principal.id()).await })
        }
    }

    /// Asks anew for this user: call it after a change, so that this process sees it at once.
    pub fn forget(&self, id: &str) {
        self.0.kept.remove(id);
    }
}

impl AccountsBuilder {
    /// Sets the roles of the app, whose permissions accounts have by their roles. Default: none.
    pub fn roles(mut self, roles: RoleRegistry) -> Self {
        self.roles = roles;
        self
    }

    /// Sets how long an account is not asked for again: so long may a change by another process go unseen. What ends logins is seen
    /// at once, by the store as the login's [`Revocation`](handstamp_authorizer::revocation::Revocation). Default: 2 seconds.
    pub fn keep_for(mut self, time: Duration) -> Self {
        self.keep_for = time;
        self
    }

    /// Sets how many accounts are kept at most. Default: 10,000.
    pub fn capacity(mut self, accounts: usize) -> Self {
        self.capacity = accounts;
        self
    }

    /// Sets the clock. Default: the machine's.
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// The accounts.
    #[must_use]
    pub fn build(self) -> Accounts {
        let Self { sources, roles, keep_for, capacity, clock } = self;
        let kept = Cache::new(capacity);
        Accounts(Arc::new(Inner { sources, roles, kept, keep_for, clock }))
    }
}

impl fmt::Debug for Accounts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Accounts").field("sources", &self.0.sources).finish_non_exhaustive()
    }
}

impl fmt::Debug for AccountsBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AccountsBuilder").field("sources", &self.sources).finish_non_exhaustive()
    }
}
