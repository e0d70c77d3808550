//! `load_user_with_session` and its synchronous twin: the app sees the session when it says who somebody is.
#![cfg(feature = "flask")]
#![allow(clippy::unwrap_used, clippy::panic)]

mod requests;

use std::sync::Arc;

use handstamp_authorizer::{
    Auth, Authenticator, BoxError, CredentialKind, FirstOf, Identity, MaybeFuture, Principal,
    RequestView, Subject,
};
use handstamp_login::{Login, SessionLogin};
use requests::flask::{builder, logged_in, login, remember_token, request, session};
use requests::slow_store::SlowStore;
use requests::{Request, answered};

/// calibre-web's `_random` stands in its database as long as the login is not ended.
const KNOWN: &str = "f00d";

#[derive(Debug, Clone, PartialEq)]
struct Account(String);

fn accounts(login: SessionLogin) -> Auth<Account> {
    Auth::new(login.load_user_with_session(async |user, _, session| {
        let known = session.get_str("_random") == Some(KNOWN);
        Ok::<_, BoxError>(known.then(|| Account(user.id().to_owned())))
    }))
}

fn mapped_accounts(login: SessionLogin) -> Auth<Account> {
    Auth::new(login.map_user_with_session(|user, _, session| {
        let known = session.get_str("_random") == Some(KNOWN);
        known.then(|| Account(user.id().to_owned()))
    }))
}

fn account(auth: &Auth<Account>, request: Request) -> Option<Account> {
    answered(auth.maybe_user(&request.enter(auth))).unwrap()
}

#[test]
fn the_session_tells_whether_the_login_was_ended() {
    for auth in [accounts(login()), mapped_accounts(login())] {
        let by = |more: &[_]| account(&auth, request(&[("session", &logged_in("42", more))]));
        assert_eq!(by(&[("_random", KNOWN.into())]), Some(Account("42".to_owned())));
        assert_eq!(by(&[("_random", "dead".into())]), None);
        assert_eq!(by(&[]), None);
        let nobody = session(&[("_random", KNOWN.into())]);
        assert_eq!(account(&auth, request(&[("session", &nobody)])), None);
    }
}

#[test]
fn a_remembered_user_comes_with_the_session_that_was_begun() {
    let auth = Auth::new(login().load_user_with_session(async |user, _, session| {
        assert_eq!(session.get_str("_user_id"), Some(user.id()));
        assert_eq!(session.get("cart"), None, "what the visitor had is left behind");
        Ok::<_, BoxError>(Some(Account(user.id().to_owned())))
    }));
    let (cart, token) = (session(&[("cart", 1.into())]), remember_token("42"));
    let cookies = [("session", cart.as_str()), ("remember_token", &token)];
    assert_eq!(account(&auth, request(&cookies)), Some(Account("42".to_owned())));
}

#[test]
fn a_session_in_a_store_is_shown_once_the_store_has_answered() {
    let store = SlowStore::default();
    let stored = || builder().store(Arc::new(store.clone())).build().unwrap();
    let auth = Auth::new(stored());
    let begun = request(&[]).enter(&auth);
    let session = begun.session();
    session.login(Login::new("42")).unwrap();
    session.insert("_random", KNOWN).unwrap();
    let response = begun.respond().unwrap();
    let cookie = response.cookie("session").unwrap();
    for auth in [accounts(stored()), mapped_accounts(stored())] {
        let found = account(&auth, request(&[("session", cookie)]));
        assert_eq!(found, Some(Account("42".to_owned())));
    }
    store.fail_reads(true);
    let auth = accounts(stored());
    let request = request(&[("session", cookie)]).enter(&auth);
    assert_eq!(answered(auth.maybe_user(&request)).unwrap_err().status, 503);
}

/// Says later that it knows nobody, so that `FirstOf` prepares the others.
struct Later;

impl Authenticator<Account> for Later {
    fn authenticate(&self, _: &dyn RequestView) -> MaybeFuture<Identity<Account>> {
        MaybeFuture::boxed(async { Identity::anonymous() })
    }
    fn presented(&self, _: &dyn RequestView) -> Option<CredentialKind> {
        Some(CredentialKind::Header)
    }
}

#[test]
fn it_is_the_same_when_it_is_asked_after_another_login() {
    let load = async |user: Principal, _, session: handstamp_flask::Session| {
        let known = session.get_str("_random") == Some(KNOWN);
        Ok::<_, BoxError>(known.then(|| Account(user.id().to_owned())))
    };
    let after = FirstOf::new(Later).or(login().load_user_with_session(load));
    let auth = Auth::new(after);
    let cookie = logged_in("42", &[("_random", KNOWN.into())]);
    let found = account(&auth, request(&[("session", &cookie)]));
    assert_eq!(found, Some(Account("42".to_owned())));
}
