//! API keys in a table outlive the process, and go with their user.
#![cfg(feature = "sqlite")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[path = "support/plain.rs"]
mod support;

use std::time::Duration;

use handstamp_authorizer::{Subject as _, SystemRandom};
use handstamp_users::key::{KeyStore, NewKey};
use handstamp_users::sql::SqlUsers;
use handstamp_users::store::{NewAccount, UserStore};
use support::at;

#[tokio::test]
async fn keys_in_a_table() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:///{}/users.db", folder.path().display());
    let users = SqlUsers::connect(&url).await.unwrap();
    let ada = users.add(&NewAccount::new("ada"), at(0)).await.unwrap();
    let label = "re\"port' -- ß";
    let new = NewKey::new(ada.id()).with_label(label).with_scopes(["read", "write"]);
    let new = new.with_lifetime(Duration::from_secs(60));
    let key = new.issue(&users, &SystemRandom, at(0)).await.unwrap();
    let again = SqlUsers::connect(&url).await.unwrap();
    let kept = again.key(key.id()).await.unwrap().unwrap();
    assert_eq!((kept.digest, &*kept.label, kept.expires), (key.digest(), label, Some(at(60))));
    assert_eq!((kept.scopes, kept.created), (vec!["read".to_owned(), "write".into()], at(0)));
    assert_eq!(kept.last_used, None);
    again.note_key_use(key.id(), at(5)).await.unwrap();
    let second = NewKey::new("somebody else").issue(&users, &SystemRandom, at(6)).await.unwrap();
    let ids = |keys: Vec<handstamp_users::key::KeyRecord>| {
        keys.into_iter().map(|key| key.id).collect::<Vec<_>>()
    };
    assert_eq!(users.keys(Some(ada.id())).await.unwrap()[0].last_used, Some(at(5)));
    assert_eq!(ids(users.keys(None).await.unwrap()), [key.id(), second.id()]);
    for id in ["", "x", "\0", &"a".repeat(10_000), "' OR 1=1 --"] {
        assert!(users.key(id).await.unwrap().is_none());
        assert!(users.keys(Some(id)).await.unwrap().is_empty());
        assert!(!users.revoke_key(id).await.unwrap());
    }
    users.delete(ada.id(), at(9)).await.unwrap();
    assert!(users.key(key.id()).await.unwrap().is_none(), "it goes with its user");
    assert!(users.revoke_key(second.id()).await.unwrap());
    assert!(users.keys(None).await.unwrap().is_empty());
}
