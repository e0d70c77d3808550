use handstamp_authorizer::revocation::Revocation;
use handstamp_users::store::{ChangeError, UserStore};

use super::{Harness, add, after, by_id, by_name, generation, hash, id, new, now, password};

pub(crate) async fn two_passwords_at_once(harness: &impl Harness) {
    let (store, other) = (harness.store(), harness.elsewhere().await);
    let ada = add(harness, "ada").await;
    store.revoke_user(id(&ada), now(), now()).await.unwrap();
    for round in 0..10 {
        let before = generation(store, id(&ada)).await;
        let hashes = [hash(&format!("a{round}")), hash(&format!("b{round}"))];
        let (one, two) = tokio::join!(
            store.set_password(id(&ada), &hashes[0], now()),
            other.set_password(id(&ada), &hashes[1], now()),
        );
        one.unwrap();
        two.unwrap();
        let stands = password(store, "ada").await.unwrap();
        assert!(hashes.contains(&stands), "round {round}: neither");
        assert_eq!(generation(store, id(&ada)).await, before + 2, "round {round}");
    }
}

pub(crate) async fn two_accounts_of_one_name_at_once(harness: &impl Harness) {
    let (store, other) = (harness.store(), harness.elsewhere().await);
    for round in 0..10 {
        let wanted = [new(&format!("ada{round}")), new(&format!("ada{round}"))];
        let answers = tokio::join!(store.add(&wanted[0], now()), other.add(&wanted[1], now()));
        match answers {
            (Ok(_), Err(ChangeError::NameTaken)) | (Err(ChangeError::NameTaken), Ok(_)) => {}
            both => panic!("round {round}: {both:?}"),
        }
    }
    assert_eq!(store.list(None, 100).await.unwrap().len(), 10);
}

pub(crate) async fn two_sets_of_roles_at_once(harness: &impl Harness) {
    let (store, other) = (harness.store(), harness.elsewhere().await);
    let ada = add(harness, "ada").await;
    let sets = ["ABCDE", "VWXYZ"].map(|set| set.chars().map(String::from).collect::<Vec<_>>());
    for _ in 0..10 {
        let (one, two) =
            tokio::join!(store.set_roles(id(&ada), &sets[0]), other.set_roles(id(&ada), &sets[1]));
        one.unwrap();
        two.unwrap();
        let roles = by_id(store, id(&ada)).await.unwrap().roles().to_vec();
        assert!(sets.contains(&roles), "{roles:?}");
    }
}

pub(crate) async fn many_log_outs_at_once(harness: &impl Harness) {
    let (store, other) = (harness.store(), harness.elsewhere().await);
    store.revoke_user("ada", now(), after(10)).await.unwrap();
    let before = generation(store, "ada").await;
    for _ in 0..5 {
        let answers = tokio::join!(
            store.revoke_user("ada", now(), after(10)),
            other.revoke_user("ada", now(), after(10)),
            store.revoke_user("ada", now(), after(10)),
            other.revoke_user("ada", now(), after(10)),
        );
        assert!([answers.0, answers.1, answers.2, answers.3].iter().all(Result::is_ok));
    }
    assert_eq!(generation(store, "ada").await, before + 20);
}

pub(crate) async fn password_and_delete_at_once(harness: &impl Harness) {
    let (store, other) = (harness.store(), harness.elsewhere().await);
    for round in 0..5 {
        let name = format!("ada{round}");
        let ada = add(harness, &name).await;
        let new = hash("new");
        let (set, deleted) =
            tokio::join!(store.set_password(id(&ada), &new, now()), other.delete(id(&ada), now()));
        deleted.unwrap();
        let raised = if set.is_ok() { 2 } else { 1 };
        assert!(matches!(set, Ok(()) | Err(ChangeError::NoAccount)), "{set:?}");
        assert_eq!(by_name(store, &name).await, None);
        let first = 1_800_000_000;
        assert_eq!(generation(store, id(&ada)).await, first + raised - 1, "round {round}");
    }
}
