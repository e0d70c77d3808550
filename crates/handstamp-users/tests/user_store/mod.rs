//! What every store of users must do. A test file runs it by `user_store_suite!(Harness)`.
#![allow(dead_code, unused_macros, unused_imports)] // each test file uses a part of it

pub(crate) mod accounts;
pub(crate) mod endings;
pub(crate) mod hostile;
pub(crate) mod races;

use handstamp_authorizer::revocation::Revocation;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use handstamp_authorizer::{Authentication, Subject};
use handstamp_users::Account;
use handstamp_users::password::PasswordHash;
use handstamp_users::store::{NewAccount, UserStore};

/// A store, empty when it is opened.
pub(crate) trait Harness: Sized {
    type Store: UserStore;

    /// Whether names that differ in case or accents only may be there together.
    const KEEPS_CASE: bool = true;
    /// Whether it has a place for a display name, properties and the last login, and takes an account without a
    /// password.
    const KEEPS_DETAILS: bool = true;

    async fn open() -> Self;
    fn store(&self) -> &Self::Store;
    /// The same accounts as another machine has them.
    async fn elsewhere(&self) -> Self::Store;
}

/// Calls a macro with the path of each scenario.
macro_rules! each_scenario {
    ($then:ident $arguments:tt) => {
        $then! { $arguments accounts added_account_is_found }
        $then! { $arguments accounts names_are_compared_bytewise }
        $then! { $arguments accounts ids_have_one_spelling }
        $then! { $arguments accounts lists_are_paged_in_order }
        $then! { $arguments accounts details_are_kept_or_refused }
        $then! { $arguments accounts roles_are_kept_as_set }
        $then! { $arguments accounts bad_roles_change_nothing }
        $then! { $arguments accounts hash_is_replaced_only_if_still_the_old }
        $then! { $arguments accounts login_is_noted }
        $then! { $arguments accounts unknown_account_is_no_account }
        $then! { $arguments accounts deleted_account_is_gone }
        $then! { $arguments endings password_ends_logins }
        $then! { $arguments endings disabling_ends_logins }
        $then! { $arguments endings generation_never_falls }
        $then! { $arguments endings account_made_again_knows_no_old_login }
        $then! { $arguments endings one_login_is_ended }
        $then! { $arguments endings login_without_generation_is_judged_by_time }
        $then! { $arguments endings change_is_seen_elsewhere }
        $then! { $arguments hostile hostile_names_are_unknown }
        $then! { $arguments hostile hostile_names_of_new_accounts }
        $then! { $arguments hostile hostile_logins_are_no_error }
        $then! { $arguments races two_passwords_at_once }
        $then! { $arguments races two_accounts_of_one_name_at_once }
        $then! { $arguments races two_sets_of_roles_at_once }
        $then! { $arguments races many_log_outs_at_once }
        $then! { $arguments races password_and_delete_at_once }
    };
}
pub(crate) use each_scenario;

macro_rules! scenario_test {
    (($harness:ty, [$($attribute:meta)?]) $file:ident $name:ident) => {
        #[tokio::test(flavor = "multi_thread")]
        $(#[$attribute])?
        async fn $name() {
            let harness = <$harness as $crate::user_store::Harness>::open().await;
            $crate::user_store::$file::$name(&harness).await;
        }
    };
}
pub(crate) use scenario_test;

/// A test of each scenario, with one attribute more where one is given.
macro_rules! user_store_suite {
    ($harness:ty $(, $attribute:meta)?) => {
        use $crate::user_store::{each_scenario, scenario_test};
        each_scenario! { scenario_test ($harness, [$($attribute)?]) }
    };
}
pub(crate) use user_store_suite;

pub(crate) fn now() -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(1_800_000_000)
}

pub(crate) fn after(seconds: u64) -> SystemTime {
    now() + Duration::from_secs(seconds)
}

/// A text that looks like a hash of bcrypt, which zopyx's table asks for.
pub(crate) fn hash(mark: &str) -> PasswordHash {
    PasswordHash::new(format!("$2b$04${mark:.<53}"))
}

pub(crate) fn new(name: &str) -> NewAccount {
    NewAccount::new(name).with_password(hash(name))
}

pub(crate) async fn add<H: Harness>(harness: &H, name: &str) -> Account {
    harness.store().add(&new(name), now()).await.unwrap()
}

pub(crate) async fn by_id(store: &impl UserStore, id: &str) -> Option<Account> {
    store.by_id(id).await.unwrap()
}

pub(crate) async fn by_name(store: &impl UserStore, name: &str) -> Option<Account> {
    store.by_name(name).await.unwrap().map(|found| found.account)
}

pub(crate) async fn password(store: &impl UserStore, name: &str) -> Option<PasswordHash> {
    store.by_name(name).await.unwrap().unwrap().password
}

pub(crate) async fn generation(store: &impl UserStore, id: &str) -> u64 {
    store.generation(id, now()).await.unwrap()
}

/// A login of now, as the user's generation is now.
pub(crate) async fn login(store: &impl UserStore, id: &str) -> Authentication {
    let generation = generation(store, id).await;
    Authentication::cookie().with_generation(generation).with_auth_time(now())
}

pub(crate) async fn is_revoked(store: &impl UserStore, user: &str, login: &Authentication) -> bool {
    store.is_revoked(user, login, after(1)).await.unwrap()
}

pub(crate) fn id(account: &Account) -> &str {
    Subject::id(account)
}
