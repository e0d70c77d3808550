//! From the evidence's user to the app's own.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::time::{Duration, SystemTime};

use handstamp_authorizer::*;
use support::{Fake, ada, block_on, cookie_effect, says};

#[derive(Clone, Debug, PartialEq)]
struct Account(String);

async fn find(principal: Principal) -> Result<Option<Account>, std::io::Error> {
    match principal.id() {
        "ada" => Ok(Some(Account("Ada".into()))),
        "broken" => Err(std::io::Error::other("the database is gone, user broken")),
        _ => Ok(None),
    }
}

fn as_user(name: &'static str, later: bool) -> impl Authenticator {
    says(move |_| {
        let mut known = Known::new(Principal::new(name), CredentialKind::Header);
        known.effects = cookie_effect("seen");
        let identity = Identity::Known(known);
        if later { MaybeFuture::boxed(async { identity }) } else { MaybeFuture::Ready(identity) }
    })
}

#[test]
fn found_gone_and_broken() {
    for later in [false, true] {
        let ask = |name| {
            let auth = Auth::new(as_user(name, later).load_user(find));
            let request = Fake::get("/").enter(&auth);
            let optional = block_on(auth.maybe_user(&request)).map_err(|reply| reply.status);
            let required = block_on(auth.user(&request)).map_err(|reply| reply.status);
            (optional, required, request.finish().unwrap().len())
        };
        let account = Account("Ada".into());
        assert_eq!(ask("ada"), (Ok(Some(account.clone())), Ok(account), 1));
        assert_eq!(ask("deleted"), (Ok(None), Err(401), 1), "no account: anonymous, with effects");
        assert_eq!(ask("broken"), (Err(503), Err(503), 0), "an error is never anonymous");
    }
}

#[test]
fn nobody_is_not_loaded_and_every_other_answer_passes_through() {
    let loads = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&loads);
    let load = move |_: Principal| {
        count.fetch_add(1, SeqCst);
        async { Ok::<_, BoxError>(Some(Account("x".into()))) }
    };
    let ask = |identity: fn() -> Identity| {
        let auth = Auth::new(says(move |_| MaybeFuture::Ready(identity())).load_user(load.clone()));
        let request = Fake::get("/").enter(&auth);
        let answer = block_on(auth.maybe_user(&request)).map_err(|reply| reply.status);
        (answer, request.finish().unwrap().len())
    };
    assert_eq!(ask(|| Identity::Anonymous(cookie_effect("gone"))), (Ok(None), 1));
    assert_eq!(ask(|| Identity::Refused(Refusal::new("bad"))), (Err(401), 0));
    assert_eq!(ask(|| Identity::Unavailable("gone".into())), (Err(503), 0));
    assert_eq!(loads.load(SeqCst), 0);
}

#[test]
fn loaded_once_for_each_request() {
    let loads = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&loads);
    let auth = Auth::new(as_user("ada", false).load_user(move |_: Principal| {
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
    async fn panics(_: Principal) -> Result<Option<Account>, BoxError> {
        panic!("the loader panics")
    }
    let auth = Auth::new(as_user("ada", false).load_user(panics));
    let request = Fake::get("/").enter(&auth);
    assert_eq!(block_on(auth.maybe_user(&request)).unwrap_err().status, 503);
    assert_eq!(block_on(auth.user(&request)).unwrap_err().status, 503);
}

#[test]
fn how_and_when_they_logged_in_is_kept() {
    let at = SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000);
    let inner = says(move |_| {
        let mut known = Known::new(Principal::new("ada"), CredentialKind::Cookie);
        known.auth_time = Some(at);
        MaybeFuture::Ready(Identity::Known(known))
    });
    let Identity::Known(known) =
        block_on(inner.load_user(find).authenticate(&Fake::get("/")).get())
    else {
        panic!("nobody")
    };
    assert_eq!((known.via, known.auth_time), (CredentialKind::Cookie, Some(at)));
    // A cookie stays a cookie: another site's page cannot use the account.
    let auth = Auth::new(says(|_| MaybeFuture::Ready(ada(CredentialKind::Cookie))).load_user(find));
    let evil = Fake::post("/").with("origin", "https://evil.example").enter(&auth);
    assert_eq!(block_on(auth.user(&evil)).unwrap_err().status, 403);
}

#[test]
fn loaders_can_follow_one_another() {
    async fn shout(account: Account) -> Result<Option<String>, BoxError> {
        Ok(Some(account.0.to_uppercase()))
    }
    let auth = Auth::new(as_user("ada", false).load_user(find).load_user(shout));
    let request = Fake::get("/").enter(&auth);
    assert_eq!(block_on(auth.user(&request)).unwrap(), "ADA");
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
