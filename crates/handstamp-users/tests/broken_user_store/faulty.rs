//! Accounts in memory, with one fault.

use std::cell::Cell;
use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex};
use std::time::{SystemTime, UNIX_EPOCH};

use handstamp_authorizer::revocation::{CLOCK_SKEW, Revocation};
use handstamp_authorizer::{Authentication, BoxError, BoxFuture, LoginId, MaybeFuture};
use handstamp_users::Account;
use handstamp_users::password::PasswordHash;
use handstamp_users::store::{
    ChangeError, Credentials, MemoryUsers, NewAccount, StoreError, UserStore,
};

/// One fault.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Fault {
    LosesCreated,
    FoldsCase,
    TrimsNames,
    TrimsIds,
    ListsBackwards,
    ListsFromTheName,
    LosesProperties,
    SortsRoles,
    TakesAnyRole,
    ReplacesAnyHash,
    EndsLoginsOnReplace,
    NotesNothing,
    UnknownIsFine,
    RaisesTheUnknown,
    DeletedStaysValid,
    LosesTheRaise,
    StaleGeneration,
    EndsEverybodys,
    SetsTheTime,
    KeepsLoginsOfTheDisabled,
    RaisesOnEnabling,
    KeepsOneEnded,
    FoldsLoginIds,
    TrustsTheTimeless,
    NoSkew,
    ApartElsewhere,
    HostileIsError,
    TakesAnyName,
    SetsNeither,
    TakenIsFine,
    MixesRoles,
    ReadsThenRaises,
}

thread_local! {
    pub(crate) static FAULT: Cell<Option<Fault>> = const { Cell::new(None) };
}

fn has(fault: Fault) -> bool {
    FAULT.get() == Some(fault)
}

/// Accounts in memory, with what a fault needs besides.
#[derive(Clone, Default)]
pub(crate) struct Faulty {
    users: MemoryUsers,
    beside: Arc<Mutex<Beside>>,
}

#[derive(Default)]
struct Beside {
    deleted: BTreeSet<String>,
    disabled: BTreeSet<String>,
    ended: Option<LoginId>,
    generations: HashMap<String, u64>,
    any_ended: bool,
}

impl Faulty {
    /// The same as another machine has it.
    pub(crate) fn elsewhere(&self) -> Self {
        if has(Fault::ApartElsewhere) { Self::default() } else { self.clone() }
    }

    fn seen(&self, account: Account) -> Account {
        let mut account = account;
        if has(Fault::LosesCreated) {
            account = account.with_created(UNIX_EPOCH);
        }
        if has(Fault::LosesProperties) {
            account = account.with_properties(serde_json::Map::new());
        }
        if has(Fault::KeepsLoginsOfTheDisabled) {
            let id = handstamp_authorizer::Subject::id(&account).to_owned();
            account = account.with_disabled(self.beside.lock().unwrap().disabled.contains(&id));
        }
        account
    }

    /// A generation that was kept with a fault.
    fn keep(&self, user: &str, generation: u64) {
        self.beside.lock().unwrap().generations.insert(user.to_owned(), generation);
    }
}

fn fine(answer: Result<(), ChangeError>) -> Result<(), ChangeError> {
    match answer {
        Err(ChangeError::NoAccount) if has(Fault::UnknownIsFine) => Ok(()),
        other => other,
    }
}

fn seconds(time: SystemTime) -> u64 {
    time.duration_since(UNIX_EPOCH).unwrap().as_secs()
}

fn id(text: &str) -> &str {
    if has(Fault::TrimsIds) { text.trim() } else { text }
}

impl UserStore for Faulty {
    fn by_id<'a>(&'a self, asked: &'a str) -> BoxFuture<'a, Result<Option<Account>, StoreError>> {
        Box::pin(async move {
            let found = self.users.by_id(id(asked)).await?;
            Ok(found.map(|account| self.seen(account)))
        })
    }

    fn by_name<'a>(
        &'a self,
        name: &'a str,
    ) -> BoxFuture<'a, Result<Option<Credentials>, StoreError>> {
        Box::pin(async move {
            if has(Fault::HostileIsError) && name.contains('\0') {
                return Err(StoreError::new("NUL in a text"));
            }
            let mut wanted = name.to_owned();
            if has(Fault::TrimsNames) {
                wanted = wanted.trim().to_owned();
            }
            if has(Fault::FoldsCase) {
                for account in self.users.list(None, 1000).await? {
                    if account.name().eq_ignore_ascii_case(name) {
                        wanted = account.name().to_owned();
                    }
                }
            }
            let found = self.users.by_name(&wanted).await?;
            Ok(found.map(|found| Credentials::new(self.seen(found.account), found.password)))
        })
    }

    fn list<'a>(
        &'a self,
        after: Option<&'a str>,
        limit: u32,
    ) -> BoxFuture<'a, Result<Vec<Account>, StoreError>> {
        Box::pin(async move {
            let mut all = self.users.list(after, limit).await?;
            if has(Fault::ListsBackwards) {
                all.reverse();
            }
            if has(Fault::ListsFromTheName)
                && let Some(after) = after
            {
                let own = self.users.by_name(after).await?;
                all.splice(0..0, own.map(|found| found.account));
            }
            Ok(all.into_iter().map(|account| self.seen(account)).collect())
        })
    }

    fn add<'a>(
        &'a self,
        new: &'a NewAccount,
        now: SystemTime,
    ) -> BoxFuture<'a, Result<Account, ChangeError>> {
        Box::pin(async move {
            match self.users.add(new, now).await {
                Err(ChangeError::NameTaken) if has(Fault::TakenIsFine) => Ok(Account::new("1", "")),
                Err(ChangeError::Name(_)) if has(Fault::TakesAnyName) => Ok(Account::new("1", "")),
                Err(ChangeError::Role(_)) if has(Fault::TakesAnyRole) => Ok(Account::new("1", "")),
                answer => answer.map(|account| self.seen(account)),
            }
        })
    }

    fn delete<'a>(
        &'a self,
        asked: &'a str,
        now: SystemTime,
    ) -> BoxFuture<'a, Result<(), ChangeError>> {
        Box::pin(async move {
            self.beside.lock().unwrap().deleted.insert(asked.to_owned());
            fine(self.users.delete(id(asked), now).await)
        })
    }

    fn set_password<'a>(
        &'a self,
        asked: &'a str,
        hash: &'a PasswordHash,
        now: SystemTime,
    ) -> BoxFuture<'a, Result<(), ChangeError>> {
        Box::pin(async move {
            let before = self.generation(asked, now).await.unwrap();
            if has(Fault::LosesTheRaise)
                && let Some(account) = self.users.by_id(asked).await?
            {
                let found = self.users.by_name(account.name()).await?.unwrap();
                self.users.replace_hash(asked, &found.password.unwrap(), hash).await?;
                return Ok(());
            }
            let neither = PasswordHash::new("neither");
            let hash = if has(Fault::SetsNeither) { &neither } else { hash };
            let set = self.users.set_password(id(asked), hash, now).await;
            if has(Fault::SetsTheTime) {
                self.keep(asked, seconds(now));
            }
            if has(Fault::RaisesTheUnknown) {
                self.keep(asked, before + 1);
            }
            if set.is_ok() {
                self.beside.lock().unwrap().any_ended = true;
            }
            fine(set)
        })
    }

    fn replace_hash<'a>(
        &'a self,
        asked: &'a str,
        old: &'a PasswordHash,
        new: &'a PasswordHash,
    ) -> BoxFuture<'a, Result<bool, ChangeError>> {
        Box::pin(async move {
            if has(Fault::EndsLoginsOnReplace) || has(Fault::ReplacesAnyHash) {
                let set = self.users.set_password(asked, new, SystemTime::now()).await;
                return Ok(set.is_ok());
            }
            self.users.replace_hash(id(asked), old, new).await
        })
    }

    fn set_roles<'a>(
        &'a self,
        asked: &'a str,
        roles: &'a [String],
    ) -> BoxFuture<'a, Result<(), ChangeError>> {
        Box::pin(async move {
            let mut roles = roles.to_vec();
            if has(Fault::SortsRoles) {
                roles.sort();
            }
            if has(Fault::MixesRoles)
                && let Some(account) = self.users.by_id(asked).await?
            {
                roles.extend(account.roles().iter().cloned());
            }
            match self.users.set_roles(id(asked), &roles).await {
                Err(ChangeError::Role(_)) if has(Fault::TakesAnyRole) => Ok(()),
                answer => fine(answer),
            }
        })
    }

    fn set_disabled<'a>(
        &'a self,
        asked: &'a str,
        disabled: bool,
        now: SystemTime,
    ) -> BoxFuture<'a, Result<(), ChangeError>> {
        Box::pin(async move {
            if has(Fault::KeepsLoginsOfTheDisabled) && self.users.by_id(asked).await?.is_some() {
                let mut beside = self.beside.lock().unwrap();
                beside.disabled.remove(asked);
                if disabled {
                    beside.disabled.insert(asked.to_owned());
                }
                return Ok(());
            }
            if has(Fault::RaisesOnEnabling) && !disabled {
                self.users.set_disabled(asked, true, now).await?;
            }
            fine(self.users.set_disabled(id(asked), disabled, now).await)
        })
    }

    fn note_login<'a>(
        &'a self,
        asked: &'a str,
        now: SystemTime,
    ) -> BoxFuture<'a, Result<(), ChangeError>> {
        Box::pin(async move {
            if has(Fault::NotesNothing) {
                return Ok(());
            }
            fine(self.users.note_login(id(asked), now).await)
        })
    }
}

impl Revocation for Faulty {
    fn is_revoked(
        &self,
        user_id: &str,
        login: &Authentication,
        now: SystemTime,
    ) -> MaybeFuture<Result<bool, BoxError>> {
        let beside = self.beside.lock().unwrap();
        let mut login = login.clone();
        let kept = beside.generations.get(user_id);
        let answer = match (login.generation, login.auth_time) {
            _ if has(Fault::DeletedStaysValid) && beside.deleted.contains(user_id) => Some(false),
            _ if has(Fault::EndsEverybodys) && (beside.any_ended || user_id.contains('\0')) => {
                Some(true)
            }
            (Some(generation), _) if has(Fault::SetsTheTime) => kept.map(|kept| generation < *kept),
            (None, None) if has(Fault::TrustsTheTimeless) && login.login_id.is_none() => {
                Some(false)
            }
            _ => None,
        };
        if let Some(answer) = answer {
            return MaybeFuture::Ready(Ok(answer));
        }
        if has(Fault::KeepsOneEnded) && login.login_id != beside.ended {
            login.login_id = None;
        }
        if has(Fault::FoldsLoginIds) {
            let folded = login.login_id.map(|id| id.as_str().trim().to_lowercase());
            login.login_id = folded.and_then(|id| LoginId::new(&id));
        }
        if has(Fault::NoSkew) {
            login.auth_time = login.auth_time.map(|at| at + CLOCK_SKEW);
        }
        self.users.is_revoked(user_id, &login, now)
    }

    fn generation(&self, user_id: &str, now: SystemTime) -> MaybeFuture<Result<u64, BoxError>> {
        if has(Fault::StaleGeneration) {
            return MaybeFuture::Ready(Ok(0));
        }
        match self.beside.lock().unwrap().generations.get(user_id) {
            Some(kept) => MaybeFuture::Ready(Ok(*kept)),
            None => self.users.generation(user_id, now),
        }
    }

    fn revoke_login(
        &self,
        login_id: &LoginId,
        now: SystemTime,
        until: SystemTime,
    ) -> MaybeFuture<Result<(), BoxError>> {
        let mut login_id = login_id.clone();
        self.beside.lock().unwrap().ended = Some(login_id.clone());
        if has(Fault::FoldsLoginIds) {
            login_id = LoginId::new(&login_id.as_str().trim().to_lowercase()).unwrap();
        }
        self.users.revoke_login(&login_id, now, until)
    }

    fn revoke_user(
        &self,
        user_id: &str,
        now: SystemTime,
        until: SystemTime,
    ) -> MaybeFuture<Result<(), BoxError>> {
        if has(Fault::ReadsThenRaises) {
            let (me, user) = (self.clone(), user_id.to_owned());
            return MaybeFuture::boxed(async move {
                let before = me.generation(&user, now).await?;
                tokio::task::yield_now().await;
                me.keep(&user, before + 1);
                Ok(())
            });
        }
        if has(Fault::SetsTheTime) {
            self.keep(user_id, seconds(now));
        }
        self.users.revoke_user(user_id, now, until)
    }
}
