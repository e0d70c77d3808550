use std::sync::Arc;
use std::time::SystemTime;

use handstamp_authorizer::revocation::Revocation;
use handstamp_authorizer::{Authentication, BoxError, BoxFuture, LoginId, MaybeFuture};

use super::error::{SqlError, Stop};
use super::inner::Inner;
use crate::account::Account;
use crate::password::PasswordHash;
use crate::store::{ChangeError, Credentials, NewAccount, StoreError, UserStore};

/// Accounts in a table of a database. A clone has the same connections.
///
/// Several processes and machines may share the table.
#[derive(Clone)]
pub struct SqlUsers(pub(super) Arc<Inner>);

/// Says nothing of the database: its URL may have a password in it.
impl std::fmt::Debug for SqlUsers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SqlUsers").finish_non_exhaustive()
    }
}

impl UserStore for SqlUsers {
    fn by_id<'a>(&'a self, id: &'a str) -> BoxFuture<'a, Result<Option<Account>, StoreError>> {
        let inner = &*self.0;
        Box::pin(async move {
            let found = inner.in_time(inner.by_id(id)).await?;
            Ok(found.map(|found| found.account))
        })
    }

    fn by_name<'a>(
        &'a self,
        name: &'a str,
    ) -> BoxFuture<'a, Result<Option<Credentials>, StoreError>> {
        let inner = &*self.0;
        Box::pin(async move { Ok(inner.in_time(inner.by_name(name)).await?) })
    }

    fn list<'a>(
        &'a self,
        after: Option<&'a str>,
        limit: u32,
    ) -> BoxFuture<'a, Result<Vec<Account>, StoreError>> {
        let inner = &*self.0;
        Box::pin(async move { Ok(inner.in_time(inner.list(after, limit)).await?) })
    }

    fn add<'a>(
        &'a self,
        new: &'a NewAccount,
        now: SystemTime,
    ) -> BoxFuture<'a, Result<Account, ChangeError>> {
        let inner = &*self.0;
        Box::pin(async move { Ok(inner.changed(|| inner.add(new, now)).await?) })
    }

    fn delete<'a>(
        &'a self,
        id: &'a str,
        now: SystemTime,
    ) -> BoxFuture<'a, Result<(), ChangeError>> {
        let inner = &*self.0;
        Box::pin(async move { Ok(inner.changed(|| inner.delete(id, now)).await?) })
    }

    fn set_password<'a>(
        &'a self,
        id: &'a str,
        hash: &'a PasswordHash,
        now: SystemTime,
    ) -> BoxFuture<'a, Result<(), ChangeError>> {
        let inner = &*self.0;
        Box::pin(async move { Ok(inner.changed(|| inner.set_password(id, hash, now)).await?) })
    }

    fn replace_hash<'a>(
        &'a self,
        id: &'a str,
        old: &'a PasswordHash,
        new: &'a PasswordHash,
    ) -> BoxFuture<'a, Result<bool, ChangeError>> {
        let inner = &*self.0;
        Box::pin(async move { Ok(inner.changed(|| inner.replace_hash(id, old, new)).await?) })
    }

    fn set_roles<'a>(
        &'a self,
        id: &'a str,
        roles: &'a [String],
    ) -> BoxFuture<'a, Result<(), ChangeError>> {
        let inner = &*self.0;
        Box::pin(async move { Ok(inner.changed(|| inner.set_roles(id, roles)).await?) })
    }

    fn set_disabled<'a>(
        &'a self,
        id: &'a str,
        disabled: bool,
        now: SystemTime,
    ) -> BoxFuture<'a, Result<(), ChangeError>> {
        let inner = &*self.0;
        Box::pin(async move { Ok(inner.changed(|| inner.set_disabled(id, disabled, now)).await?) })
    }

    fn note_login<'a>(
        &'a self,
        id: &'a str,
        now: SystemTime,
    ) -> BoxFuture<'a, Result<(), ChangeError>> {
        let inner = &*self.0;
        Box::pin(async move { Ok(inner.changed(|| inner.note_login(id, now)).await?) })
    }
}

/// What a revocation could not be asked or told.
fn store_error(stop: Stop) -> BoxError {
    match stop {
        Stop::Failed(error) => store(error),
        Stop::Refused(error) => error.into(),
    }
}

fn store(error: SqlError) -> BoxError {
    StoreError::from(error).into()
}

impl Revocation for SqlUsers {
    fn is_revoked(
        &self,
        user_id: &str,
        login: &Authentication,
        now: SystemTime,
    ) -> MaybeFuture<Result<bool, BoxError>> {
        let (inner, user, login) = (Arc::clone(&self.0), user_id.to_owned(), login.clone());
        MaybeFuture::boxed(async move {
            inner.in_time(inner.is_revoked(&user, &login, now)).await.map_err(store)
        })
    }

    fn generation(&self, user_id: &str, _: SystemTime) -> MaybeFuture<Result<u64, BoxError>> {
        let (inner, user) = (Arc::clone(&self.0), user_id.to_owned());
        MaybeFuture::boxed(
            async move { inner.in_time(inner.generation(&user)).await.map_err(store) },
        )
    }

    fn revoke_login(
        &self,
        login_id: &LoginId,
        now: SystemTime,
        until: SystemTime,
    ) -> MaybeFuture<Result<(), BoxError>> {
        let (inner, login) = (Arc::clone(&self.0), login_id.clone());
        MaybeFuture::boxed(async move {
            inner.changed(|| inner.revoke_login(&login, now, until)).await.map_err(store_error)
        })
    }

    fn revoke_user(
        &self,
        user_id: &str,
        now: SystemTime,
        until: SystemTime,
    ) -> MaybeFuture<Result<(), BoxError>> {
        let (inner, user) = (Arc::clone(&self.0), user_id.to_owned());
        MaybeFuture::boxed(async move {
            inner.changed(|| inner.revoke_user(&user, now, until)).await.map_err(store_error)
        })
    }
}
