use handstamp_authorizer::Authentication;
use handstamp_authorizer::revocation::Revocation;
use handstamp_users::store::{ChangeError, UserStore};

use super::{Harness, add, by_id, by_name, generation, hash, id, new, now, password};

fn names() -> Vec<String> {
    let long = "a".repeat(10_000);
    let names = [
        "",
        "\0",
        "ada\0",
        "\0ada",
        "ada\n",
        "ada\r\n",
        "\u{202e}ada",
        "ada\u{200f}",
        "' OR 1=1 --",
        "' OR '1'='1",
        "ada'; DROP TABLE handstamp_users; --",
        "ada\" --",
        "`ada`",
        "ada\\",
        "\\0",
        "$1",
        "?",
        ":name",
        "%",
        "_da",
        "*",
        "ada/*",
        "*)(uid=*",
        "\u{feff}ada",
        "１",
        "NULL",
        "nil",
        "true",
        "-1",
        "0",
        "9223372036854775808",
        "1e3",
        "0x1",
        "1.0",
        "1;",
        "00000000-0000-0000-0000-000000000000",
        &long,
    ];
    names.into_iter().map(str::to_owned).collect()
}

pub(crate) async fn hostile_names_are_unknown(harness: &impl Harness) {
    let store = harness.store();
    let ada = add(harness, "ada").await;
    for name in names() {
        assert_eq!(by_name(store, &name).await, None, "{name:.40?}");
        assert_eq!(by_id(store, &name).await, None, "{name:.40?}");
        let set = store.set_password(&name, &hash("x"), now()).await;
        assert!(matches!(set, Err(ChangeError::NoAccount)), "{name:.40?}: {set:?}");
        let set = store.set_disabled(&name, true, now()).await;
        assert!(matches!(set, Err(ChangeError::NoAccount)), "{name:.40?}: {set:?}");
        let deleted = store.delete(&name, now()).await;
        assert!(matches!(deleted, Err(ChangeError::NoAccount)), "{name:.40?}: {deleted:?}");
        let replaced = store.replace_hash(&name, &hash("ada"), &hash("x")).await.unwrap();
        assert!(!replaced, "{name:.40?}");
        let page = store.list(Some(&name), 5).await.unwrap();
        assert!(page.len() <= 1, "{name:.40?}: {page:?}");
    }
    assert_eq!(by_id(store, id(&ada)).await, Some(ada));
    assert!(password(store, "ada").await == Some(hash("ada")));
}

pub(crate) async fn hostile_names_of_new_accounts(harness: &impl Harness) {
    let store = harness.store();
    let mut kept = 0;
    for name in names() {
        match store.add(&new(&name).with_roles(["Viewer"]), now()).await {
            Ok(account) => {
                kept += 1;
                assert_eq!(handstamp_users::check_name(&name), Ok(()));
                assert_eq!(account.name(), name);
                assert_eq!(by_name(store, &name).await, Some(account));
            }
            Err(ChangeError::Name(error)) => {
                assert_eq!(handstamp_users::check_name(&name), Err(error), "{name:.40?}");
            }
            Err(error) => panic!("{name:.40?}: {error:?}"),
        }
    }
    assert_eq!(store.list(None, 1000).await.unwrap().len(), kept);
    assert!(kept > 20, "{kept}");
}

pub(crate) async fn hostile_logins_are_no_error(harness: &impl Harness) {
    let store = harness.store();
    let login = Authentication::cookie().with_generation(u64::MAX);
    for name in names() {
        assert_eq!(generation(store, &name).await, 0, "{name:.40?}");
        assert!(!store.is_revoked(&name, &login, now()).await.unwrap(), "{name:.40?}");
        assert!(!store.is_revoked(&name, &Authentication::cookie(), now()).await.unwrap());
    }
    for name in ["' OR 1=1 --", "ldap:cn=ada,dc=example", "\u{202e}ada"] {
        store.revoke_user(name, now(), now()).await.unwrap();
        assert!(store.is_revoked(name, &Authentication::cookie(), now()).await.unwrap());
    }
    assert!(!store.is_revoked("ada", &Authentication::cookie(), now()).await.unwrap());
}
