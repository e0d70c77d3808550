use std::time::Duration;

use handstamp_authorizer::revocation::{CLOCK_SKEW, Revocation};
use handstamp_authorizer::{Authentication, LoginId};
use handstamp_users::store::UserStore;

use super::{
    Harness, add, after, by_id, generation, hash, id, is_revoked, login, new, now, password,
};

pub(crate) async fn password_ends_logins(harness: &impl Harness) {
    let store = harness.store();
    let (ada, bob) = (add(harness, "ada").await, add(harness, "bob").await);
    let (adas, bobs) = (login(store, id(&ada)).await, login(store, id(&bob)).await);
    assert!(!is_revoked(store, id(&ada), &adas).await);
    store.set_password(id(&ada), &hash("new"), now()).await.unwrap();
    assert!(password(store, "ada").await == Some(hash("new")));
    assert!(is_revoked(store, id(&ada), &adas).await);
    let next = login(store, id(&ada)).await;
    assert!(!is_revoked(store, id(&ada), &next).await, "a login with the new password");
    store.set_password(id(&ada), &hash("new"), now()).await.unwrap();
    assert!(is_revoked(store, id(&ada), &next).await, "a second change in the same second");
    assert!(!is_revoked(store, id(&bob), &bobs).await, "another user");
    assert!(password(store, "bob").await == Some(hash("bob")));
}

pub(crate) async fn disabling_ends_logins(harness: &impl Harness) {
    let store = harness.store();
    let (ada, bob) = (add(harness, "ada").await, add(harness, "bob").await);
    let session = login(store, id(&ada)).await;
    store.set_disabled(id(&ada), true, now()).await.unwrap();
    let disabled = by_id(store, id(&ada)).await.unwrap();
    assert!(disabled.is_disabled());
    let credentials = store.by_name("ada").await.unwrap().unwrap();
    assert_eq!(credentials.account, disabled);
    assert!(is_revoked(store, id(&ada), &session).await);
    let raised = generation(store, id(&ada)).await;
    store.set_disabled(id(&ada), true, now()).await.unwrap();
    assert!(generation(store, id(&ada)).await > raised, "disabled twice");
    let raised = generation(store, id(&ada)).await;
    store.set_disabled(id(&ada), false, now()).await.unwrap();
    store.set_disabled(id(&ada), false, now()).await.unwrap();
    assert!(!by_id(store, id(&ada)).await.unwrap().is_disabled());
    assert_eq!(generation(store, id(&ada)).await, raised, "enabling ends nothing");
    assert!(is_revoked(store, id(&ada), &session).await, "an old login stays over");
    assert!(!by_id(store, id(&bob)).await.unwrap().is_disabled());
    assert!(store.list(None, 10).await.unwrap().iter().all(|account| !account.is_disabled()));
}

pub(crate) async fn generation_never_falls(harness: &impl Harness) {
    let store = harness.store();
    let ada = add(harness, "ada").await;
    assert_eq!(generation(store, id(&ada)).await, 0);
    let mut last = 0;
    let earlier = now() - Duration::from_secs(1_000_000);
    for (round, at) in [now(), now(), earlier, after(5), after(5), earlier].into_iter().enumerate()
    {
        match round % 3 {
            0 => store.revoke_user(id(&ada), at, at).await.unwrap(),
            1 => store.set_password(id(&ada), &hash("x"), at).await.unwrap(),
            _ => store.set_disabled(id(&ada), true, at).await.unwrap(),
        }
        let next = generation(store, id(&ada)).await;
        assert!(next > last, "round {round}: {next} after {last}");
        assert!(is_revoked(store, id(&ada), &Authentication::cookie().with_generation(last)).await);
        assert!(
            !is_revoked(store, id(&ada), &Authentication::cookie().with_generation(next)).await
        );
        last = next;
    }
    let at = Authentication::cookie().with_auth_time(now() + CLOCK_SKEW);
    assert!(is_revoked(store, id(&ada), &at).await, "the cut-off fell with the clock");
}

pub(crate) async fn account_made_again_knows_no_old_login(harness: &impl Harness) {
    let store = harness.store();
    let first = add(harness, "ada").await;
    let old = login(store, id(&first)).await;
    store.set_password(id(&first), &hash("x"), now()).await.unwrap();
    let newer = login(store, id(&first)).await;
    store.delete(id(&first), after(1)).await.unwrap();
    let second = store.add(&new("ada"), after(1)).await.unwrap();
    for login in
        [old, newer, Authentication::cookie().with_auth_time(now()), Authentication::cookie()]
    {
        assert!(is_revoked(store, id(&first), &login).await, "{login:?}");
    }
    assert!(!by_id(store, id(&second)).await.unwrap().is_disabled());
    let login = login(store, id(&second)).await;
    assert!(!is_revoked(store, id(&second), &login).await);
    store.set_disabled(id(&second), true, now()).await.unwrap();
    store.delete(id(&second), now()).await.unwrap();
    let third = add(harness, "ada").await;
    assert!(!by_id(store, id(&third)).await.unwrap().is_disabled(), "disabled by the one before");
}

pub(crate) async fn one_login_is_ended(harness: &impl Harness) {
    let store = harness.store();
    let ada = add(harness, "ada").await;
    let named = |name: &str| Authentication::cookie().with_login_id(LoginId::new(name));
    let ids = ["one", "ONE", "one ", "ön\u{e9}\u{1f600}", &"x".repeat(255)];
    for (at, name) in ids.into_iter().enumerate() {
        assert!(!is_revoked(store, id(&ada), &named(name)).await, "{name:?}");
        let login_id = LoginId::new(name).unwrap();
        let at = after(at as u64);
        store.revoke_login(&login_id, at, at + Duration::from_secs(500)).await.unwrap();
        store.revoke_login(&login_id, at, at + Duration::from_secs(1)).await.unwrap();
    }
    // What has expired makes room, and nothing else does.
    for at in [60, 499] {
        let other = LoginId::new("other").unwrap();
        store.revoke_login(&other, after(at), after(at + 1)).await.unwrap();
        for name in ids {
            assert!(is_revoked(store, id(&ada), &named(name)).await, "{name:?} after {at} s");
        }
    }
    assert!(!is_revoked(store, id(&ada), &named("another")).await);
    assert!(!is_revoked(store, id(&ada), &Authentication::cookie()).await);
    assert_eq!(generation(store, id(&ada)).await, 0);
}

pub(crate) async fn login_without_generation_is_judged_by_time(harness: &impl Harness) {
    let store = harness.store();
    let ada = add(harness, "ada").await;
    let python = Authentication::cookie();
    assert!(!is_revoked(store, id(&ada), &python).await);
    store.revoke_user(id(&ada), now(), after(1000)).await.unwrap();
    let at = |seconds| python.clone().with_auth_time(after(seconds));
    assert!(is_revoked(store, id(&ada), &at(0)).await);
    assert!(is_revoked(store, id(&ada), &at(30)).await, "a clock that is 30 s ahead");
    assert!(!is_revoked(store, id(&ada), &at(31)).await);
    assert!(is_revoked(store, id(&ada), &python).await, "no time is an old time");
    let much_later = store.is_revoked(id(&ada), &python, after(2000)).await.unwrap();
    assert!(!much_later, "every login from before has expired by itself");
    let current = python.clone().with_generation(generation(store, id(&ada)).await);
    assert!(!is_revoked(store, id(&ada), &current.with_auth_time(now())).await);
    assert!(!is_revoked(store, "somebody else", &python).await);
}

pub(crate) async fn change_is_seen_elsewhere(harness: &impl Harness) {
    let (store, other) = (harness.store(), harness.elsewhere().await);
    let ada = add(harness, "ada").await;
    let session = login(&other, id(&ada)).await;
    assert!(!is_revoked(&other, id(&ada), &session).await);
    let one = LoginId::new("one").unwrap();
    store.set_password(id(&ada), &hash("new"), now()).await.unwrap();
    store.set_roles(id(&ada), &["Viewer".to_owned()]).await.unwrap();
    store.set_disabled(id(&ada), true, now()).await.unwrap();
    store.revoke_login(&one, now(), after(100)).await.unwrap();
    assert!(password(&other, "ada").await == Some(hash("new")));
    let seen = by_id(&other, id(&ada)).await;
    assert_eq!(seen, by_id(store, id(&ada)).await);
    assert_eq!(seen.unwrap().roles(), ["Viewer"]);
    assert!(is_revoked(&other, id(&ada), &session).await);
    let named = Authentication::cookie().with_login_id(one).with_auth_time(after(1_000_000));
    assert!(is_revoked(&other, "bob", &named).await);
    other.revoke_user(id(&ada), now(), after(100)).await.unwrap();
    assert_eq!(generation(store, id(&ada)).await, generation(&other, id(&ada)).await);
}
