//! Accounts of one process, in memory.

mod accounts;
mod revocations;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use handstamp_authorizer::revocation::Revocation;
use handstamp_authorizer::{Authentication, BoxError, BoxFuture, LoginId, MaybeFuture};

use crate::account::Account;
use crate::password::PasswordHash;
use crate::store::cut_off::LONGEST_LOGIN;
use crate::store::errors::{ChangeError, StoreError};
use crate::store::new_account::NewAccount;
use crate::store::user_store::{Credentials, UserStore};

use accounts::Accounts;
use revocations::Revocations;

/// Accounts of one process, in memory: for tests and examples. A clone has the same accounts.
///
/// It grows with its accounts and with what was revoked, and forgets both with the process.
#[derive(Clone, Default)]
pub struct MemoryUsers(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    accounts: Accounts,
    revocations: Revocations,
}

impl MemoryUsers {
    /// Without an account.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Ends all logins of a user, of whom nobody says how long they last.
    fn end_logins(&mut self, id: &str, now: SystemTime) {
        self.revocations.end_all(id, now, now.checked_add(LONGEST_LOGIN).unwrap_or(now));
    }
}

fn ready<'a, T: Send + 'a>(answer: T) -> BoxFuture<'a, T> {
    Box::pin(std::future::ready(answer))
}

impl UserStore for MemoryUsers {
    fn by_id<'a>(&'a self, id: &'a str) -> BoxFuture<'a, Result<Option<Account>, StoreError>> {
        let state = self.state();
        ready(Ok(state.accounts.by_id(id).map(|found| found.account.clone())))
    }

    fn by_name<'a>(
        &'a self,
        name: &'a str,
    ) -> BoxFuture<'a, Result<Option<Credentials>, StoreError>> {
        ready(Ok(self.state().accounts.by_name(name).cloned()))
    }

    fn list<'a>(
        &'a self,
        after: Option<&'a str>,
        limit: u32,
    ) -> BoxFuture<'a, Result<Vec<Account>, StoreError>> {
        ready(Ok(self.state().accounts.list(after, limit)))
    }

    fn add<'a>(
        &'a self,
        new: &'a NewAccount,
        now: SystemTime,
    ) -> BoxFuture<'a, Result<Account, ChangeError>> {
        ready(self.state().accounts.add(new, now))
    }

    fn delete<'a>(
        &'a self,
        id: &'a str,
        now: SystemTime,
    ) -> BoxFuture<'a, Result<(), ChangeError>> {
        let mut state = self.state();
        let deleted = state.accounts.delete(id);
        if deleted.is_ok() {
            state.end_logins(id, now);
        }
        ready(deleted)
    }

    fn set_password<'a>(
        &'a self,
        id: &'a str,
        hash: &'a PasswordHash,
        now: SystemTime,
    ) -> BoxFuture<'a, Result<(), ChangeError>> {
        let mut state = self.state();
        let set = state.accounts.change(id, |found| found.password = Some(hash.clone()));
        if set.is_ok() {
            state.end_logins(id, now);
        }
        ready(set)
    }

    fn replace_hash<'a>(
        &'a self,
        id: &'a str,
        old: &'a PasswordHash,
        new: &'a PasswordHash,
    ) -> BoxFuture<'a, Result<bool, ChangeError>> {
        let mut state = self.state();
        let is_old =
            state.accounts.by_id(id).is_some_and(|found| found.password.as_ref() == Some(old));
        if !is_old {
            return ready(Ok(false));
        }
        let replaced = state.accounts.change(id, |found| found.password = Some(new.clone()));
        ready(replaced.map(|()| true))
    }

    fn set_roles<'a>(
        &'a self,
        id: &'a str,
        roles: &'a [String],
    ) -> BoxFuture<'a, Result<(), ChangeError>> {
        ready(self.state().accounts.set_roles(id, roles))
    }

    fn set_disabled<'a>(
        &'a self,
        id: &'a str,
        disabled: bool,
        now: SystemTime,
    ) -> BoxFuture<'a, Result<(), ChangeError>> {
        let mut state = self.state();
        let set = state.accounts.change_account(id, |account| account.with_disabled(disabled));
        if set.is_ok() && disabled {
            state.end_logins(id, now);
        }
        ready(set)
    }

    fn note_login<'a>(
        &'a self,
        id: &'a str,
        now: SystemTime,
    ) -> BoxFuture<'a, Result<(), ChangeError>> {
        ready(self.state().accounts.change_account(id, |account| account.with_last_login(now)))
    }
}

impl Revocation for MemoryUsers {
    fn is_revoked(
        &self,
        user_id: &str,
        login: &Authentication,
        now: SystemTime,
    ) -> MaybeFuture<Result<bool, BoxError>> {
        MaybeFuture::Ready(Ok(self.state().revocations.has_ended(user_id, login, now)))
    }

    fn generation(&self, user_id: &str, _: SystemTime) -> MaybeFuture<Result<u64, BoxError>> {
        MaybeFuture::Ready(Ok(self.state().revocations.generation(user_id)))
    }

    fn revoke_login(
        &self,
        login_id: &LoginId,
        now: SystemTime,
        until: SystemTime,
    ) -> MaybeFuture<Result<(), BoxError>> {
        self.state().revocations.end_one(login_id, now, until);
        MaybeFuture::Ready(Ok(()))
    }

    fn revoke_user(
        &self,
        user_id: &str,
        now: SystemTime,
        until: SystemTime,
    ) -> MaybeFuture<Result<(), BoxError>> {
        self.state().revocations.end_all(user_id, now, until);
        MaybeFuture::Ready(Ok(()))
    }
}

/// Says nothing of the accounts.
impl std::fmt::Debug for MemoryUsers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MemoryUsers")
    }
}
