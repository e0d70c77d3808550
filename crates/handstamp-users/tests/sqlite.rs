//! Accounts in SQLite, in our own tables and in zopyx-fastapi-auth's.
#![cfg(feature = "sqlite")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[path = "support/plain.rs"]
mod support;

use std::path::PathBuf;

use handstamp_authorizer::revocation::Revocation;
use handstamp_authorizer::{Authentication, Subject};
use handstamp_users::password::PasswordHash;
use handstamp_users::sql::{ConnectError, Layout, SqlUsers};
use handstamp_users::store::{ChangeError, MemoryUsers, NewAccount, UserStore};
use support::at;

/// A file of a test's own, gone with it.
struct File(PathBuf);

impl File {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("handstamp-{name}-{}.db", std::process::id()));
        let file = Self(path);
        file.remove();
        file
    }

    fn url(&self) -> String {
        format!("sqlite:///{}", self.0.display())
    }

    fn remove(&self) {
        for end in ["", "-wal", "-shm"] {
            let path = format!("{}{end}", self.0.display());
            match std::fs::remove_file(&path) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                    panic!("{path}: {error}")
                }
                _ => {}
            }
        }
    }
}

impl Drop for File {
    fn drop(&mut self) {
        self.remove();
    }
}

fn hash(text: &str) -> PasswordHash {
    PasswordHash::new(text)
}

/// What every store of accounts does.
async fn a_store(store: &dyn UserStore, is_zopyx: bool) {
    let new =
        NewAccount::new("ada").with_password(hash("h1")).with_roles(["Viewer", "Editor in chief"]);
    let ada = store.add(&new, at(0)).await.unwrap();
    assert_eq!(
        (ada.name(), ada.roles()),
        ("ada", &["Viewer".to_owned(), "Editor in chief".to_owned()][..])
    );
    assert_eq!(ada.created(), Some(at(0)));
    assert!(matches!(store.add(&new, at(0)).await, Err(ChangeError::NameTaken)));
    for name in ["Ada", "ádä", "ada ".trim_end(), "zoë", "李"] {
        let new = NewAccount::new(name).with_password(hash("h2"));
        let added = store.add(&new, at(1)).await;
        assert_eq!(added.is_ok(), name != "ada", "{name}");
    }
    let by_name = async |name: &str| store.by_name(name).await.unwrap();
    let found = by_name("ada").await.unwrap();
    assert_eq!((found.account.clone(), found.password), (ada.clone(), Some(hash("h1"))));
    assert_eq!(store.by_id(ada.id()).await.unwrap(), Some(ada.clone()));
    assert_ne!(by_name("Ada").await.unwrap().account.id(), ada.id());
    let long = "a".repeat(10_000);
    for name in
        ["", "ADA", "ada ", " ada", "ada\0", "a\nda", "' OR 1=1 --", "ada\u{202e}", "%", &long]
    {
        assert!(by_name(name).await.is_none(), "{name:?}");
        assert!(store.by_id(name).await.unwrap().is_none(), "{name:?}");
        assert!(
            store.add(&NewAccount::new(name).with_password(hash("x")), at(0)).await.is_err()
                || name == "ADA"
                || name == "' OR 1=1 --"
                || name == "%",
            "{name:?}"
        );
    }
    for name in ["ADA", "' OR 1=1 --", "%"] {
        let id = by_name(name).await.unwrap().account.id().to_owned();
        store.delete(&id, at(2)).await.unwrap();
    }
    let names = async |after: Option<&str>, limit| {
        let list = store.list(after, limit).await.unwrap();
        list.iter().map(|one| one.name().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(names(None, 100).await, ["Ada", "ada", "zoë", "ádä", "李"]);
    assert_eq!(names(Some("ada"), 2).await, ["zoë", "ádä"]);
    assert_eq!(names(Some("李"), 2).await, [""; 0]);

    let roles = ["One".to_owned(), "Two".to_owned()];
    store.set_roles(ada.id(), &roles).await.unwrap();
    assert_eq!(store.by_id(ada.id()).await.unwrap().unwrap().roles(), roles);
    for role in ["", "a,b", " a"] {
        let refused = store.set_roles(ada.id(), &[role.to_owned()]).await;
        assert!(matches!(refused, Err(ChangeError::Role(_))), "{role:?}");
    }
    store.set_roles(ada.id(), &[]).await.unwrap();
    assert_eq!(store.by_id(ada.id()).await.unwrap().unwrap().roles(), [""; 0]);

    assert!(!store.replace_hash(ada.id(), &hash("other"), &hash("h3")).await.unwrap());
    assert!(store.replace_hash(ada.id(), &hash("h1"), &hash("h3")).await.unwrap());
    assert_eq!(by_name("ada").await.unwrap().password, Some(hash("h3")));
    store.note_login(ada.id(), at(9)).await.unwrap();
    let noted = store.by_id(ada.id()).await.unwrap().unwrap().last_login();
    assert_eq!(noted, (!is_zopyx).then(|| at(9)));

    for id in ["0", "-1", "999999", "x", "1 OR 1=1", ""] {
        let nobody = |done: Result<(), ChangeError>| {
            assert!(matches!(done, Err(ChangeError::NoAccount)), "{id}: {done:?}")
        };
        nobody(store.set_roles(id, &roles).await);
        nobody(store.set_password(id, &hash("x"), at(0)).await);
        nobody(store.set_disabled(id, true, at(0)).await);
        nobody(store.delete(id, at(0)).await);
    }
}

/// What ends logins does so, exactly.
async fn logins_end(store: &dyn UserStore) {
    let new = NewAccount::new("eve").with_password(hash("h1"));
    let eve = store.add(&new, at(0)).await.unwrap();
    let id = eve.id().to_owned();
    let with = async |seconds| {
        Authentication::cookie().with_generation(store.generation(&id, at(seconds)).await.unwrap())
    };
    let is_over =
        async |login: &Authentication| store.is_revoked(&id, login, at(50)).await.unwrap();
    let first = with(0).await;
    assert!(!is_over(&first).await);
    let python = |seconds| Authentication::cookie().with_auth_time(at(seconds));
    assert!(!is_over(&python(0)).await && !is_over(&Authentication::cookie()).await);
    // Each of these, and twice within one second.
    store.set_password(&id, &hash("h2"), at(10)).await.unwrap();
    let second = with(10).await;
    assert!(is_over(&first).await && !is_over(&second).await);
    store.revoke_user(&id, at(10), at(10)).await.unwrap();
    store.revoke_user(&id, at(10), at(10)).await.unwrap();
    let third = with(10).await;
    assert!(is_over(&second).await && !is_over(&third).await);
    assert!(
        is_over(&python(10)).await && is_over(&python(40)).await && !is_over(&python(42)).await
    );
    assert!(is_over(&Authentication::cookie()).await, "a login without a time");
    store.set_disabled(&id, true, at(11)).await.unwrap();
    assert!(is_over(&third).await);
    assert!(store.by_id(&id).await.unwrap().unwrap().is_disabled());
    let fourth = with(11).await;
    store.set_disabled(&id, false, at(12)).await.unwrap();
    assert!(!is_over(&fourth).await, "enabling ends nothing");
    assert!(!store.by_id(&id).await.unwrap().unwrap().is_disabled());
    store.delete(&id, at(13)).await.unwrap();
    assert!(is_over(&fourth).await);
    assert_eq!(store.by_id(&id).await.unwrap(), None);
    let again = store.add(&new, at(14)).await.unwrap();
    assert!(again.id() != id || is_over(&fourth).await, "the name is somebody else's now");
    // One login by its id.
    let login_id = handstamp_authorizer::LoginId::new("login-1").unwrap();
    let one = with(15).await.with_login_id(login_id.clone());
    let other = with(15).await.with_login_id(handstamp_authorizer::LoginId::new("login-2"));
    assert!(!is_over(&one).await);
    store.revoke_login(&login_id, at(15), at(99)).await.unwrap();
    assert!(is_over(&one).await && !is_over(&other).await);
}

#[tokio::test]
async fn in_memory() {
    a_store(&MemoryUsers::new(), false).await;
    logins_end(&MemoryUsers::new()).await;
}

#[tokio::test]
async fn in_our_own_tables() {
    let file = File::new("own");
    let users = SqlUsers::connect(&file.url(), Layout::own()).await.unwrap();
    a_store(&users, false).await;
    logins_end(&users).await;
    let properties = serde_json::json!({ "team": "blue", "n": 1 });
    let new = NewAccount::new("full").with_display_name("Full Name");
    let new = new.with_properties(properties.as_object().unwrap().clone());
    let full = users.add(&new, at(0)).await.unwrap();
    assert_eq!(
        (full.display_name(), full.properties()["team"].as_str()),
        ("Full Name", Some("blue"))
    );
    assert_eq!(users.by_name("full").await.unwrap().unwrap().password, None);
    let again = SqlUsers::connect(&file.url(), Layout::own()).await.unwrap();
    assert_eq!(again.by_id(full.id()).await.unwrap(), Some(full));
}

#[tokio::test]
async fn in_the_table_of_zopyx() {
    let file = File::new("zopyx");
    let users = SqlUsers::connect(&file.url(), Layout::zopyx()).await.unwrap();
    a_store(&users, true).await;
    logins_end(&users).await;
    let without = users.add(&NewAccount::new("nobody"), at(0)).await;
    assert!(matches!(without, Err(ChangeError::Unsupported(_))));
}

#[tokio::test]
async fn an_older_program_leaves_newer_tables_alone() {
    let file = File::new("newer");
    let users = SqlUsers::connect(&file.url(), Layout::own()).await.unwrap();
    drop(users);
    let raw = sqlx::SqlitePool::connect(&format!("sqlite://{}", file.0.display())).await.unwrap();
    sqlx::query("INSERT INTO handstamp_schema (version) VALUES (2)").execute(&raw).await.unwrap();
    let newer = SqlUsers::connect(&file.url(), Layout::own()).await;
    assert!(matches!(newer, Err(ConnectError::Newer(2))), "{newer:?}");
}

/// A database that somebody holds is unavailable within the time-out, nothing is half done, and it is back as soon as it
/// is let go.
#[tokio::test]
async fn a_database_that_is_locked() {
    let file = File::new("locked");
    let timeout = std::time::Duration::from_millis(300);
    let users = SqlUsers::builder(&file.url(), Layout::own()).timeout(timeout).connect().await;
    let users = users.unwrap();
    let ada = users.add(&NewAccount::new("ada").with_password(hash("h1")), at(0)).await.unwrap();
    let other = sqlx::SqlitePool::connect(&format!("sqlite://{}", file.0.display())).await.unwrap();
    let mut held = other.begin_with("BEGIN IMMEDIATE").await.unwrap();
    let refused = users.set_password(ada.id(), &hash("h2"), at(1)).await;
    assert!(matches!(refused, Err(ChangeError::Store(_))), "{refused:?}");
    assert!(users.by_id(ada.id()).await.unwrap().is_some(), "who reads does not wait");
    sqlx::query("SELECT 1").execute(&mut *held).await.unwrap();
    held.rollback().await.unwrap();
    assert_eq!(users.by_name("ada").await.unwrap().unwrap().password, Some(hash("h1")));
    assert_eq!(users.generation(ada.id(), at(1)).await.unwrap(), 0);
    users.set_password(ada.id(), &hash("h2"), at(1)).await.unwrap();
}

/// Of two passwords that are set at the same moment one stands, and both end all logins.
#[tokio::test]
async fn two_at_the_same_moment() {
    let file = File::new("two");
    let users = SqlUsers::connect(&file.url(), Layout::own()).await.unwrap();
    let ada = users.add(&NewAccount::new("ada").with_password(hash("h0")), at(0)).await.unwrap();
    let (one, two) = (hash("h1"), hash("h2"));
    let set = |hash| users.set_password(ada.id(), hash, at(1));
    let (first, second) = tokio::join!(set(&one), set(&two));
    first.unwrap();
    second.unwrap();
    let stands = users.by_name("ada").await.unwrap().unwrap().password.unwrap();
    assert!(stands == one || stands == two);
    let generation = users.generation(ada.id(), at(1)).await.unwrap();
    assert_eq!(generation, support::START + 2, "raised twice");
    let roles: Vec<_> = (0..5).map(|n| format!("role {n}")).collect();
    let other: Vec<_> = (5..9).map(|n| format!("role {n}")).collect();
    let set = |roles| users.set_roles(ada.id(), roles);
    let (first, second) = tokio::join!(set(&roles), set(&other));
    first.unwrap();
    second.unwrap();
    let stands = users.by_id(ada.id()).await.unwrap().unwrap();
    assert!(stands.roles() == roles || stands.roles() == other, "{stands:?}");
}

/// The table as Flask-AppBuilder, Flask-Security, FastAPI Users and Django make it, in the columns that are read.
#[tokio::test]
async fn tables_of_other_apps() {
    use handstamp_users::sql::MappedTable;
    let file = File::new("mapped");
    let raw = sqlx::sqlite::SqliteConnectOptions::new().filename(&file.0).create_if_missing(true);
    let raw = sqlx::SqlitePool::connect_with(raw).await.unwrap();
    sqlx::raw_sql(include_str!("vectors/mapped_tables.sql")).execute(&raw).await.unwrap();
    let uuid = "6f9619ff-8b86-d011-b42d-00cf4fc964ff";
    for (table, id, name, roles, active) in [
        (MappedTable::flask_appbuilder(), "7", "ada", vec!["Admin", "Public"], true),
        (MappedTable::flask_appbuilder(), "8", "bob", vec![], false),
        (MappedTable::flask_security(), "u-1", "ada@example.org", vec!["editor"], true),
        (MappedTable::flask_security(), "u-2", "bob@example.org", vec![], false),
        (MappedTable::django("superuser"), "3", "ada", vec!["superuser", "Writers"], true),
        (MappedTable::django("superuser"), "4", "bob", vec![], false),
    ] {
        let url = format!("sqlite:///{}", file.0.display());
        // Flask-Security's `user` and FastAPI Users' have the same name.
        let users = SqlUsers::connect(&url, Layout::mapped(table.clone())).await.unwrap();
        let by_id = users.by_id(id).await.unwrap().unwrap();
        assert_eq!(
            (by_id.name(), by_id.roles()),
            (name, &roles.iter().map(|role| (*role).to_owned()).collect::<Vec<_>>()[..])
        );
        assert_eq!(by_id.is_disabled(), !active, "{table:?}");
        let found = users.by_name(name).await.unwrap().unwrap();
        assert_eq!(found.account, by_id);
        let old = found.password.unwrap();
        assert!(users.replace_hash(id, &old, &hash("new")).await.unwrap());
        users.set_password(id, &old, at(1)).await.unwrap();
        assert_eq!(users.by_name(name).await.unwrap().unwrap().password, Some(old));
        users.set_disabled(id, true, at(2)).await.unwrap();
        assert!(users.by_id(id).await.unwrap().unwrap().is_disabled());
        users.set_disabled(id, false, at(3)).await.unwrap();
        assert_eq!(users.by_id(id).await.unwrap().unwrap().is_disabled(), !active);
        let unsupported = |done: Result<(), ChangeError>| {
            assert!(matches!(done, Err(ChangeError::Unsupported(_))))
        };
        unsupported(users.delete(id, at(4)).await);
        unsupported(users.set_roles(id, &[]).await);
        unsupported(users.add(&NewAccount::new("x"), at(4)).await.map(|_| ()));
        users.note_login(id, at(5)).await.unwrap();
    }
    let members = MappedTable::fastapi_users("Administrator");
    sqlx::raw_sql(
        "ALTER TABLE user RENAME TO user_of_flask; ALTER TABLE user_of_fastapi RENAME TO user",
    )
    .execute(&raw)
    .await
    .unwrap();
    let users = SqlUsers::connect(&file.url(), Layout::mapped(members)).await.unwrap();
    let ada = users.by_id(uuid).await.unwrap().unwrap();
    assert_eq!(
        (ada.name(), ada.roles(), ada.is_disabled()),
        ("ada@example.org", &["Administrator".to_owned()][..], false)
    );
    for id in
        ["1", "", "6f9619ff", &uuid.to_uppercase(), &uuid.replace('f', "g"), &format!("{{{uuid}}}")]
    {
        assert!(users.by_id(id).await.unwrap().is_none(), "{id:?}");
    }
}

/// API keys in a table outlive the process, and go with their user.
#[tokio::test]
async fn keys_in_a_table() {
    use handstamp_authorizer::SystemRandom;
    use handstamp_users::key::{KeyStore, NewKey};
    let file = File::new("keys");
    let users = SqlUsers::connect(&file.url(), Layout::own()).await.unwrap();
    let ada = users.add(&NewAccount::new("ada"), at(0)).await.unwrap();
    let new = NewKey::new(ada.id()).with_label("re\"port'").with_scopes(["read", "write"]);
    let new = new.with_lifetime(std::time::Duration::from_secs(60));
    let key = new.issue(&users, &SystemRandom, at(0)).await.unwrap();
    let again = SqlUsers::connect(&file.url(), Layout::own()).await.unwrap();
    let kept = again.key(key.id()).await.unwrap().unwrap();
    assert_eq!(
        (kept.digest, kept.label.as_str(), kept.expires),
        (key.digest(), "re\"port'", Some(at(60)))
    );
    assert_eq!(kept.scopes, ["read", "write"]);
    again.note_key_use(key.id(), at(5)).await.unwrap();
    assert_eq!(users.keys(Some(ada.id())).await.unwrap()[0].last_used, Some(at(5)));
    assert_eq!(users.keys(None).await.unwrap().len(), 1);
    for id in ["", "x", "\0", &"a".repeat(10_000)] {
        assert!(users.key(id).await.unwrap().is_none());
        assert!(!users.revoke_key(id).await.unwrap());
    }
    users.delete(ada.id(), at(9)).await.unwrap();
    assert!(users.key(key.id()).await.unwrap().is_none());
}
