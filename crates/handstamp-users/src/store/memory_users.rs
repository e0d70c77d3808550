use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use handstamp_authorizer::revocation::{MemoryRevocation, Revocation};
use handstamp_authorizer::{Authentication, BoxError, BoxFuture, LoginId, MaybeFuture, Subject};

use crate::account::Account;
use crate::account_name::check_name;
use crate::password::PasswordHash;
use crate::roles::is_role_name;
use crate::store::errors::{ChangeError, StoreError};
use crate::store::new_account::NewAccount;
use crate::store::user_store::{Credentials, UserStore};

/// Revocations are kept for as long as the process lives.
const FOR_EVER: std::time::Duration = std::time::Duration::from_secs(100 * 365 * 24 * 60 * 60);

/// Accounts of one process, in memory: for tests and for trying things out. Ids are numbers, and none is given twice.
#[derive(Debug)]
pub struct MemoryUsers {
    state: Mutex<State>,
    revocation: MemoryRevocation,
}

#[derive(Debug, Default)]
struct State {
    /// By name.
    users: BTreeMap<String, Credentials>,
    last_id: u64,
}

impl Default for MemoryUsers {
    fn default() -> Self {
        Self::new()
    }
}

impl MemoryUsers {
    /// None yet.
    #[must_use]
    pub fn new() -> Self {
        Self { state: Mutex::default(), revocation: MemoryRevocation::new(1_000_000) }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change<T>(
        &self,
        id: &str,
        change: impl FnOnce(&mut Credentials) -> T,
    ) -> Result<T, ChangeError> {
        let mut state = self.state();
        let found = state.users.values_mut().find(|user| user.account.id() == id);
        found.map(change).ok_or(ChangeError::NoAccount)
    }

    async fn end_logins(&self, id: &str, now: SystemTime) -> Result<(), ChangeError> {
        let until = now.checked_add(FOR_EVER).unwrap_or(now);
        self.revocation
            .revoke_user(id, now, until)
            .await
            .map_err(|error| StoreError::new(error).into())
    }
}

fn ready<'a, T: Send + 'a>(value: T) -> BoxFuture<'a, T> {
    Box::pin(std::future::ready(value))
}

pub(crate) fn check_roles(roles: &[String]) -> Result<(), ChangeError> {
    match roles.iter().find(|role| !is_role_name(role)) {
        Some(role) => Err(ChangeError::Role(role.clone())),
        None => Ok(()),
    }
}

impl UserStore for MemoryUsers {
    fn by_id<'a>(&'a self, id: &'a str) -> BoxFuture<'a, Result<Option<Account>, StoreError>> {
        let state = self.state();
        let found = state.users.values().find(|user| user.account.id() == id);
        ready(Ok(found.map(|user| user.account.clone())))
    }

    fn by_name<'a>(
        &'a self,
        name: &'a str,
    ) -> BoxFuture<'a, Result<Option<Credentials>, StoreError>> {
        ready(Ok(self.state().users.get(name).cloned()))
    }

    fn list<'a>(
        &'a self,
        after: Option<&'a str>,
        limit: u32,
    ) -> BoxFuture<'a, Result<Vec<Account>, StoreError>> {
        let state = self.state();
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let wanted = state
            .users
            .iter()
            .filter(|(name, _)| after.is_none_or(|after| *name.as_str() > *after));
        ready(Ok(wanted.take(limit).map(|(_, user)| user.account.clone()).collect()))
    }

    fn add<'a>(
        &'a self,
        new: &'a NewAccount,
        now: SystemTime,
    ) -> BoxFuture<'a, Result<Account, ChangeError>> {
        ready((|| {
            check_name(&new.name)?;
            check_roles(&new.roles)?;
            let mut state = self.state();
            if state.users.contains_key(&new.name) {
                return Err(ChangeError::NameTaken);
            }
            state.last_id += 1;
            let mut account = Account::new(state.last_id.to_string(), &new.name)
                .with_roles(&new.roles)
                .with_created(now)
                .with_properties(new.properties.clone());
            if let Some(name) = &new.display_name {
                account = account.with_display_name(name);
            }
            let credentials = Credentials::new(account.clone(), new.password.clone());
            state.users.insert(new.name.clone(), credentials);
            Ok(account)
        })())
    }

    fn delete<'a>(
        &'a self,
        id: &'a str,
        now: SystemTime,
    ) -> BoxFuture<'a, Result<(), ChangeError>> {
        Box::pin(async move {
            let name = self.change(id, |user| user.account.name().to_owned())?;
            self.end_logins(id, now).await?;
            self.state().users.remove(&name);
            Ok(())
        })
    }

    fn set_password<'a>(
        &'a self,
        id: &'a str,
        hash: &'a PasswordHash,
        now: SystemTime,
    ) -> BoxFuture<'a, Result<(), ChangeError>> {
        Box::pin(async move {
            self.change(id, |_| ())?;
            self.end_logins(id, now).await?;
            self.change(id, |user| user.password = Some(hash.clone()))
        })
    }

    fn replace_hash<'a>(
        &'a self,
        id: &'a str,
        old: &'a PasswordHash,
        new: &'a PasswordHash,
    ) -> BoxFuture<'a, Result<bool, ChangeError>> {
        ready(self.change(id, |user| {
            let is_old = user.password.as_ref() == Some(old);
            if is_old {
                user.password = Some(new.clone());
            }
            is_old
        }))
    }

    fn set_roles<'a>(
        &'a self,
        id: &'a str,
        roles: &'a [String],
    ) -> BoxFuture<'a, Result<(), ChangeError>> {
        ready(check_roles(roles).and_then(|()| {
            self.change(id, |user| user.account = user.account.clone().with_roles(roles))
        }))
    }

    fn set_disabled<'a>(
        &'a self,
        id: &'a str,
        disabled: bool,
        now: SystemTime,
    ) -> BoxFuture<'a, Result<(), ChangeError>> {
        Box::pin(async move {
            self.change(id, |_| ())?;
            if disabled {
                self.end_logins(id, now).await?;
            }
            self.change(id, |user| user.account = user.account.clone().with_disabled(disabled))
        })
    }

    fn note_login<'a>(
        &'a self,
        id: &'a str,
        now: SystemTime,
    ) -> BoxFuture<'a, Result<(), ChangeError>> {
        ready(self.change(id, |user| user.account = user.account.clone().with_last_login(now)))
    }
}

impl Revocation for MemoryUsers {
    fn is_revoked(
        &self,
        user_id: &str,
        login: &Authentication,
        now: SystemTime,
    ) -> MaybeFuture<Result<bool, BoxError>> {
        self.revocation.is_revoked(user_id, login, now)
    }

    fn generation(&self, user_id: &str, now: SystemTime) -> MaybeFuture<Result<u64, BoxError>> {
        self.revocation.generation(user_id, now)
    }

    fn revoke_login(
        &self,
        login_id: &LoginId,
        now: SystemTime,
        until: SystemTime,
    ) -> MaybeFuture<Result<(), BoxError>> {
        self.revocation.revoke_login(login_id, now, until)
    }

    fn revoke_user(
        &self,
        user_id: &str,
        now: SystemTime,
        until: SystemTime,
    ) -> MaybeFuture<Result<(), BoxError>> {
        let later = now.checked_add(FOR_EVER).map_or(until, |later| later.max(until));
        self.revocation.revoke_user(user_id, now, later)
    }
}
