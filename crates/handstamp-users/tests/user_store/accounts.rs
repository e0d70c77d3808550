use handstamp_users::NameError;
use handstamp_users::store::{ChangeError, NewAccount, UserStore};
use serde_json::json;

use super::{
    Harness, add, after, by_id, by_name, generation, hash, id, is_revoked, login, new, now,
    password,
};

pub(crate) async fn added_account_is_found(harness: &impl Harness) {
    let store = harness.store();
    let wanted = new("ada").with_roles(["Viewer", "Editor"]);
    let ada = store.add(&wanted, now()).await.unwrap();
    let bob = add(harness, "bob").await;
    assert_eq!((ada.name(), ada.roles().join("+")), ("ada", "Viewer+Editor".to_owned()));
    assert_eq!((ada.created(), ada.last_login()), (Some(now()), None));
    assert!(!ada.is_disabled());
    assert_ne!(id(&ada), id(&bob));
    assert_eq!(by_id(store, id(&ada)).await.as_ref(), Some(&ada));
    let found = store.by_name("ada").await.unwrap().unwrap();
    assert_eq!(found.account, ada);
    assert!(found.password == Some(hash("ada")), "another hash than was given");
    assert_eq!(by_name(store, "bob").await, Some(bob));
    assert_eq!(by_name(store, "eve").await, None);
    assert_eq!(by_id(store, "999999").await, None);
    let again = store.add(&new("ada").with_roles(["Administrator"]), now()).await;
    assert!(matches!(again, Err(ChangeError::NameTaken)), "{again:?}");
    assert_eq!(by_id(store, id(&ada)).await, Some(ada));
}

pub(crate) async fn names_are_compared_bytewise<H: Harness>(harness: &H) {
    let store = harness.store();
    let ada = add(harness, "Ada").await;
    for other in ["ada", "ADA", "Ada ", " Ada", "Adä", "Áda", "Ada%", "_da", "A", "%", "Ada\u{301}"]
    {
        assert_eq!(by_name(store, other).await, None, "{other:?}");
    }
    if H::KEEPS_CASE {
        for other in ["ada", "ÁDÄ", "Ada\u{301}", "ad_", "ad%"] {
            let added = add(harness, other).await;
            assert_ne!(id(&added), id(&ada));
            assert_eq!(by_name(store, other).await, Some(added));
        }
    }
    assert_eq!(by_name(store, "Ada").await, Some(ada));
}

pub(crate) async fn ids_have_one_spelling(harness: &impl Harness) {
    let store = harness.store();
    let ada = add(harness, "Ada").await;
    let own = id(&ada);
    for prefix in ["", " ", "0", "+", "00", "\t"] {
        for suffix in ["", " ", ".0", "\n", "e0"] {
            let other = format!("{prefix}{own}{suffix}");
            let found = by_id(store, &other).await;
            assert_eq!(found.is_some(), other == own, "{other:?}");
            if other != own {
                let set = store.set_password(&other, &hash("other"), now()).await;
                assert!(matches!(set, Err(ChangeError::NoAccount)), "{other:?}: {set:?}");
            }
        }
    }
    for other in ["ada", "ADA", "Adä"] {
        assert_eq!(by_id(store, other).await, None);
        let deleted = store.delete(other, now()).await;
        assert!(matches!(deleted, Err(ChangeError::NoAccount)), "{other}: {deleted:?}");
    }
    assert!(password(store, "Ada").await == Some(hash("Ada")));
}

pub(crate) async fn lists_are_paged_in_order(harness: &impl Harness) {
    let store = harness.store();
    let mut names = ["carl", "Bob", "ada", "Éve", "dora", "zoë", "ada2", "李"];
    for name in names {
        let _ = store.add(&new(name).with_roles(["B", "A"]), now()).await.unwrap();
    }
    names.sort_unstable(); // by bytes
    let all = store.list(None, 100).await.unwrap();
    assert_eq!(all.iter().map(|account| account.name()).collect::<Vec<_>>(), names);
    assert!(all.iter().all(|account| account.roles() == ["B", "A"]));
    let mut paged = Vec::new();
    while let page = store.list(paged.last().map(String::as_str), 3).await.unwrap()
        && !page.is_empty()
    {
        assert!(page.len() <= 3);
        paged.extend(page.iter().map(|account| account.name().to_owned()));
        assert!(paged.len() <= names.len(), "{paged:?}");
    }
    assert_eq!(paged, names);
    assert_eq!(store.list(None, 0).await.unwrap(), []);
    let rest = store.list(Some("c"), 1).await.unwrap();
    assert_eq!(rest[0].name(), "carl", "a name that is not there");
    assert_eq!(store.list(Some("\u{10ffff}"), 5).await.unwrap(), []);
}

pub(crate) async fn details_are_kept_or_refused<H: Harness>(harness: &H) {
    let store = harness.store();
    let properties = json!({ "mail": "ada@example.org", "n": [1, null, "é\u{1f600}"] });
    let properties = properties.as_object().unwrap();
    let wanted = NewAccount::new("ada").with_display_name("Ada  Lovelace 李");
    let wanted = wanted.with_properties(properties.clone());
    let added = store.add(&wanted, now()).await;
    if !H::KEEPS_DETAILS {
        assert!(matches!(added, Err(ChangeError::Unsupported(_))), "{added:?}");
        assert_eq!(by_name(store, "ada").await, None);
        return;
    }
    let ada = added.unwrap();
    assert_eq!(ada.display_name(), "Ada  Lovelace 李");
    assert_eq!(ada.properties(), properties);
    assert_eq!(by_id(store, id(&ada)).await, Some(ada));
    assert!(password(store, "ada").await.is_none());
}

pub(crate) async fn roles_are_kept_as_set(harness: &impl Harness) {
    let store = harness.store();
    let ada = add(harness, "ada").await;
    let bob = store.add(&new("bob").with_roles(["Viewer"]), now()).await.unwrap();
    let wanted = ["Zoo Keeper", "ärztin", "Ärztin", "管理者", "a'b\"c`d", "Viewer", "-", "Viewer"];
    let roles: Vec<_> = wanted.iter().map(|&role| role.to_owned()).collect();
    store.set_roles(id(&ada), &roles).await.unwrap();
    let found = by_id(store, id(&ada)).await.unwrap();
    assert_eq!(found.roles(), &wanted[..7], "in order, each once");
    assert_eq!(by_name(store, "ada").await, Some(found));
    store.set_roles(id(&ada), &[]).await.unwrap();
    assert_eq!(by_id(store, id(&ada)).await.unwrap().roles(), [""; 0]);
    assert_eq!(by_id(store, id(&bob)).await, Some(bob));
}

pub(crate) async fn bad_roles_change_nothing(harness: &impl Harness) {
    let store = harness.store();
    let ada = store.add(&new("ada").with_roles(["Viewer"]), now()).await.unwrap();
    for bad in ["", "A,B", " A", "A ", "A\0", &"A".repeat(2000)] {
        let roles = ["Editor".to_owned(), bad.to_owned()];
        let set = store.set_roles(id(&ada), &roles).await;
        assert!(matches!(set, Err(ChangeError::Role(_))), "{bad:?}: {set:?}");
        let added = store.add(&new("bob").with_roles(roles), now()).await;
        assert!(matches!(added, Err(ChangeError::Role(_))), "{bad:?}: {added:?}");
    }
    assert_eq!(by_id(store, id(&ada)).await, Some(ada));
    assert_eq!(by_name(store, "bob").await, None);
}

pub(crate) async fn hash_is_replaced_only_if_still_the_old(harness: &impl Harness) {
    let store = harness.store();
    let ada = add(harness, "ada").await;
    let session = login(store, id(&ada)).await;
    let case = handstamp_users::password::PasswordHash::new(hash("ada").as_str().to_uppercase());
    for (old, new, does) in [
        (hash("other"), hash("new"), false),
        (case, hash("new"), false),
        (hash("ada"), hash("new"), true),
        (hash("ada"), hash("newer"), false),
    ] {
        assert_eq!(store.replace_hash(id(&ada), &old, &new).await.unwrap(), does);
    }
    assert!(password(store, "ada").await == Some(hash("new")));
    assert!(!store.replace_hash("999999", &hash("new"), &hash("newer")).await.unwrap());
    assert!(!is_revoked(store, id(&ada), &session).await, "the password is the same");
    assert_eq!(generation(store, id(&ada)).await, 0);
}

pub(crate) async fn login_is_noted<H: Harness>(harness: &H) {
    let store = harness.store();
    let ada = add(harness, "ada").await;
    let session = login(store, id(&ada)).await;
    store.note_login(id(&ada), after(60)).await.unwrap();
    let wanted = H::KEEPS_DETAILS.then(|| after(60));
    assert_eq!(by_id(store, id(&ada)).await.unwrap().last_login(), wanted);
    assert!(!is_revoked(store, id(&ada), &session).await);
}

pub(crate) async fn unknown_account_is_no_account(harness: &impl Harness) {
    let store = harness.store();
    let ada = add(harness, "ada").await;
    for unknown in ["999999", "eve", "", "ldap:ada"] {
        assert_eq!(by_id(store, unknown).await, None);
        let roles = ["Viewer".to_owned()];
        for (verb, answer) in [
            ("delete", store.delete(unknown, now()).await),
            ("set_password", store.set_password(unknown, &hash("x"), now()).await),
            ("set_roles", store.set_roles(unknown, &roles).await),
            ("disable", store.set_disabled(unknown, true, now()).await),
            ("enable", store.set_disabled(unknown, false, now()).await),
        ] {
            assert!(
                matches!(answer, Err(ChangeError::NoAccount)),
                "{verb} {unknown:?}: {answer:?}"
            );
        }
        assert_eq!(
            generation(store, unknown).await,
            0,
            "a refused change was written: {unknown:?}"
        );
    }
    assert_eq!(by_id(store, id(&ada)).await, Some(ada));
    let unnamed = store.add(&new(""), now()).await;
    assert!(matches!(unnamed, Err(ChangeError::Name(NameError::Empty))), "{unnamed:?}");
}

pub(crate) async fn deleted_account_is_gone(harness: &impl Harness) {
    let store = harness.store();
    let ada = store.add(&new("ada").with_roles(["Viewer"]), now()).await.unwrap();
    let bob = store.add(&new("bob").with_roles(["Viewer"]), now()).await.unwrap();
    let session = login(store, id(&ada)).await;
    store.delete(id(&ada), now()).await.unwrap();
    assert_eq!(by_id(store, id(&ada)).await, None);
    assert_eq!(by_name(store, "ada").await, None);
    assert_eq!(store.list(None, 10).await.unwrap(), [bob]);
    assert!(is_revoked(store, id(&ada), &session).await);
    let again = store.delete(id(&ada), now()).await;
    assert!(matches!(again, Err(ChangeError::NoAccount)), "{again:?}");
}
