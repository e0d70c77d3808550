//! From the credential's user to the app's own.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use handstamp_authorizer::{
    Auth, Authentication, Authenticator, BoxError, CredentialKind, Identity, Known, MaybeFuture,
    Principal, Refusal, Subject,
};
use support::log::logged;
use support::{Fake, ada, block_on, cookie_effect, cookies_set, says};

#[derive(Clone, Debug, PartialEq)]
struct Account(String);

async fn find(user: Principal, _: Authentication) -> Result<Option<Account>, std::io::Error> {
    match user.id() {
        "ada" => Ok(Some(Account("Ada".into()))),
        "broken" => Err(std::io::Error::other("the database is gone, user broken")),
        _ => Ok(None),
    }
}

fn table(user: Principal, _: &Authentication) -> Option<Account> {
    (user.id() == "ada").then(|| Account("Ada".into()))
}

fn as_user(name: &'static str, later: bool) -> impl Authenticator {
    says(move |_| {
        let known = Known::new(Principal::new(name), Authentication::bearer());
        let identity = Identity::Known(known.with_effects(cookie_effect("seen")));
        if later { MaybeFuture::boxed(async { identity }) } else { MaybeFuture::Ready(identity) }
    })
}

#[test]
fn found_gone_and_broken() {
    for later in [false, true] {
        let ask = |auth: Auth<Account>| {
            let request = Fake::get("/").enter(&auth);
            let optional = block_on(auth.maybe_user(&request)).map_err(|reply| reply.status);
            let required = block_on(auth.user(&request)).map_err(|reply| reply.status);
            (optional, required, cookies_set(&request).len())
        };
        let load = |name| ask(Auth::new(as_user(name, later).load_user(find)));
        let map = |name| ask(Auth::new(as_user(name, later).map_user(table)));
        let account = Account("Ada".into());
        let found = (Ok(Some(account.clone())), Ok(account), 1);
        assert_eq!((load("ada"), map("ada")), (found.clone(), found));
        // No account: anonymous, with effects.
        let gone = (Ok(None), Err(401), 1);
        assert_eq!((load("deleted"), map("deleted")), (gone.clone(), gone));
        assert_eq!(load("broken"), (Err(503), Err(503), 0), "an error is never anonymous");
    }
}

/// The log says what the client must not: the login is good, the account is not there.
#[test]
fn no_account_is_logged_at_debug() {
    let ask = |auth: Auth<Account>| {
        let request = Fake::get("/").enter(&auth);
        logged(|| block_on(auth.maybe_user(&request)).unwrap()).1
    };
    for later in [false, true] {
        let load = |name| ask(Auth::new(as_user(name, later).load_user(find)));
        let map = |name| ask(Auth::new(as_user(name, later).map_user(table)));
        assert!(load("deleted").starts_with("DEBUG login.no_account"), "{}", load("deleted"));
        assert!(map("deleted").starts_with("DEBUG login.no_account"), "{}", map("deleted"));
        assert_eq!((load("ada"), map("ada")), (String::new(), String::new()));
    }
}

#[test]
fn an_outage_is_logged_with_its_error() {
    let auth = Auth::new(as_user("broken", false).load_user(find));
    let request = Fake::get("/").enter(&auth);
    let (answer, log) = logged(|| block_on(auth.user(&request)));
    assert_eq!(answer.unwrap_err().status, 503);
    assert!(log.starts_with("ERROR login.unavailable"), "{log}");
    assert!(log.contains("the database is gone"), "{log}");
}

#[test]
fn an_anonymous_request_is_not_loaded_and_every_other_answer_passes_through() {
    let loads = Arc::new(AtomicUsize::new(0));
    let (count, mapped) = (Arc::clone(&loads), Arc::clone(&loads));
    let load = move |_: Principal, _: Authentication| {
        count.fetch_add(1, SeqCst);
        async { Ok::<_, BoxError>(Some(Account("x".into()))) }
    };
    let map = move |_: Principal, _: &Authentication| {
        mapped.fetch_add(1, SeqCst);
        Some(Account("x".into()))
    };
    for later in [false, true] {
        let ask = |identity: fn() -> Identity| {
            let one = || {
                says(move |_| match later {
                    false => MaybeFuture::Ready(identity()),
                    true => MaybeFuture::boxed(async move { identity() }),
                })
            };
            let (load, map) = (load.clone(), map.clone());
            let both = [Auth::new(one().load_user(load)), Auth::new(one().map_user(map))];
            let [loaded, mapped] = both.map(|auth| {
                let request = Fake::get("/").enter(&auth);
                let answer = block_on(auth.maybe_user(&request)).map_err(|reply| reply.status);
                (answer, cookies_set(&request).len())
            });
            assert_eq!(loaded, mapped);
            loaded
        };
        assert_eq!(ask(|| Identity::Anonymous(cookie_effect("gone"))), (Ok(None), 1));
        assert_eq!(ask(|| Identity::Refused(Refusal::new("bad"))), (Err(401), 0));
        assert_eq!(ask(|| Identity::Unavailable("gone".into())), (Err(503), 0));
    }
    assert_eq!(loads.load(SeqCst), 0);
}

#[test]
fn loaded_once_for_each_request() {
    let loads = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&loads);
    let auth = Auth::new(as_user("ada", false).load_user(move |_: Principal, _| {
        count.fetch_add(1, SeqCst);
        async { Ok::<_, BoxError>(Some(Account("Ada".into()))) }
    }));
    let request = Fake::get("/").enter(&auth);
    for _ in 0..3 {
        assert!(block_on(auth.user(&request)).is_ok());
    }
    assert_eq!(loads.load(SeqCst), 1);
    assert!(block_on(auth.user(Fake::get("/").enter(&auth))).is_ok());
    assert_eq!(loads.load(SeqCst), 2);
}

#[test]
fn a_loader_that_panics_is_an_outage() {
    async fn panics(_: Principal, _: Authentication) -> Result<Option<Account>, BoxError> {
        panic!("the loader panics")
    }
    let auth = Auth::new(as_user("ada", false).load_user(panics));
    let request = Fake::get("/").enter(&auth);
    assert_eq!(block_on(auth.maybe_user(&request)).unwrap_err().status, 503);
    assert_eq!(block_on(auth.user(&request)).unwrap_err().status, 503);
}

/// A cookie stays a cookie: another site's page cannot use the account.
#[test]
fn a_loaded_user_is_held_to_the_cross_origin_rule() {
    let cookie = || says(|_| MaybeFuture::Ready(ada(CredentialKind::Cookie)));
    for auth in [Auth::new(cookie().load_user(find)), Auth::new(cookie().map_user(table))] {
        let evil = Fake::post("/").with("origin", "https://evil.example").enter(&auth);
        assert_eq!(block_on(auth.user(&evil)).unwrap_err().status, 403);
    }
}

#[test]
fn loaders_can_follow_one_another() {
    async fn shout(account: Account, _: Authentication) -> Result<Option<String>, BoxError> {
        Ok(Some(account.0.to_uppercase()))
    }
    let auth = Auth::new(as_user("ada", false).load_user(find).load_user(shout));
    let request = Fake::get("/").enter(&auth);
    assert_eq!(block_on(auth.user(&request)).unwrap(), "ADA");
}

/// What is checked on the spot stays so: a table in memory costs no box.
#[test]
fn map_user_is_answered_on_the_spot() {
    let request = Fake::get("/");
    let mapped = as_user("ada", false).map_user(table);
    assert!(matches!(mapped.authenticate(&request), MaybeFuture::Ready(Identity::Known(_))));
    let gone = as_user("deleted", false).map_user(table);
    assert!(matches!(gone.authenticate(&request), MaybeFuture::Ready(Identity::Anonymous(_))));
    let later = as_user("ada", true).map_user(table);
    assert!(matches!(later.authenticate(&request), MaybeFuture::Future(_)));
    // A loader has to be waited for, and an anonymous request has not.
    let loaded = as_user("ada", false).load_user(find);
    assert!(matches!(loaded.authenticate(&request), MaybeFuture::Future(_)));
    let anonymous = says(|_| MaybeFuture::Ready(Identity::anonymous())).load_user(find);
    assert!(matches!(anonymous.authenticate(&request), MaybeFuture::Ready(_)));
}

/// What an adapter needs: the futures go to another thread.
#[test]
fn its_future_is_send() {
    fn send<T: Future + Send>(future: T) -> T {
        future
    }
    let auth = Auth::new(as_user("ada", false).load_user(find));
    let request = Fake::get("/").enter(&auth);
    assert!(block_on(send(auth.user(request))).is_ok());
}
