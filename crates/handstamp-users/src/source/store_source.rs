use std::fmt;
use std::sync::Arc;

use handstamp_authorizer::{BoxError, BoxFuture, Subject};

use crate::account::Account;
use crate::password::{Password, PasswordHash, Passwords};
use crate::source::attempt::Attempt;
use crate::source::login_source::{Answer, LoginSource};
use crate::store::{Credentials, UserStore};

/// The longest password that is hashed, in bytes. A longer one is a wrong one.
const LONGEST_PASSWORD: usize = 4096;

/// Users of a table, who log in by name and password. A hash that is weaker than the policy is replaced at login.
#[derive(Clone)]
pub struct StoreSource {
    store: Arc<dyn UserStore>,
    passwords: Passwords,
    name: &'static str,
}

impl StoreSource {
    /// The users of this store, by the name `store`.
    #[must_use]
    pub fn new(store: Arc<dyn UserStore>, passwords: Passwords) -> Self {
        Self { store, passwords, name: "store" }
    }

    /// Sets the name of the source, where an app has two stores. Their users' ids must differ.
    #[must_use]
    pub fn with_name(mut self, name: &'static str) -> Self {
        self.name = name;
        self
    }

    async fn checked(&self, attempt: &Attempt) -> Result<Option<Account>, BoxError> {
        let found = self.store.by_name(attempt.name()).await?;
        let (account, hash) = match found {
            Some(Credentials { account, password }) => (Some(account), password),
            None => (None, None),
        };
        let is_too_long = attempt.password().as_bytes().len() > LONGEST_PASSWORD;
        let (password, stored) = if is_too_long {
            (Password::new(""), None)
        } else {
            (attempt.password().clone(), hash.clone())
        };
        let checked = self.passwords.verify(password, stored).await?;
        let Some(account) = account.filter(|_| checked.matches) else { return Ok(None) };
        if !account.is_disabled() {
            if let Some(hash) = hash.filter(|_| checked.needs_rehash) {
                self.replace_hash(&account, &hash, attempt.password()).await;
            }
            if let Err(error) = self.store.note_login(account.id(), attempt.now()).await {
                tracing::warn!(name: "login.not_noted", user = account.id(), %error, "the time of a login was not noted");
            }
        }
        Ok(Some(account.with_source(self.name)))
    }

    /// A login is good whether or not this works.
    async fn replace_hash(&self, account: &Account, old: &PasswordHash, password: &Password) {
        let user = account.id();
        let replaced: Result<bool, BoxError> = async {
            let new = self.passwords.hash(password.clone()).await?;
            Ok(self.store.replace_hash(user, old, &new).await?)
        }
        .await;
        match replaced {
            Ok(true) => {
                tracing::info!(name: "password.rehashed", user, "a weak password hash was replaced");
            }
            Ok(false) => {}
            Err(error) => {
                tracing::warn!(name: "password.not_rehashed", user, %error, "a weak password hash was not replaced");
            }
        }
    }
}

impl LoginSource for StoreSource {
    fn name(&self) -> &'static str {
        self.name
    }

    fn check<'a>(&'a self, attempt: &'a Attempt) -> BoxFuture<'a, Answer> {
        Box::pin(async move {
            match self.checked(attempt).await {
                Ok(Some(account)) => Answer::Known(account),
                Ok(None) => Answer::Unknown,
                Err(error) => Answer::Unavailable(error),
            }
        })
    }

    fn find<'a>(&'a self, id: &'a str) -> BoxFuture<'a, Result<Option<Account>, BoxError>> {
        Box::pin(async move {
            let account = self.store.by_id(id).await?;
            Ok(account.map(|account| account.with_source(self.name)))
        })
    }
}

impl fmt::Debug for StoreSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StoreSource").field("name", &self.name).finish_non_exhaustive()
    }
}
