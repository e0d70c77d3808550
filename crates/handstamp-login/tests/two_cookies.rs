//! One `Auth` with session logins on two cookies: an app that moves from one cookie to another. A logout ends both.
#![cfg(feature = "flask")]
#![allow(clippy::unwrap_used, clippy::panic)]

mod requests;

use std::sync::Arc;

use handstamp_authorizer::{Auth, FirstOf, Subject as _};
use handstamp_login::flask::{FlaskLogin, RememberCookie};
use handstamp_login::{SessionLogin, extract};
use handstamp_session::Session;
use handstamp_value::{Dict, Value};
use requests::flask::{builder, logged_in, now, remember_token, request, request_of};
use requests::slow_store::SlowStore;
use requests::{Request, answered};

/// The new cookie is `new`, the old one `session`.
fn both(old: SessionLogin) -> Auth {
    Auth::new(FirstOf::new(builder().cookie_name("new").build().unwrap()).or(old))
}

fn user(auth: &Auth, request: &Request) -> Option<String> {
    let user = answered(auth.maybe_user(request)).unwrap();
    user.map(|user| user.id().to_owned())
}

#[test]
fn a_logout_ends_the_login_that_only_the_old_cookie_has() {
    let auth = both(builder().build().unwrap());
    let request = request(&[("session", &logged_in("42", &[]))]).enter(&auth);
    assert_eq!(user(&auth, &request).as_deref(), Some("42"));
    let session = answered(extract::session(&request)).unwrap();
    session.logout().unwrap();
    assert_eq!(user(&auth, &request), None);
    let lines = request.respond().unwrap();
    assert!(lines.deletes("session"), "{lines:?}");
}

#[test]
fn a_logout_ends_both_where_both_were_brought() {
    let auth = both(builder().build().unwrap());
    let (new, old) = (logged_in("7", &[]), logged_in("42", &[]));
    let request = request(&[("new", &new), ("session", &old)]).enter(&auth);
    assert_eq!(user(&auth, &request).as_deref(), Some("7"));
    request.session().logout().unwrap();
    assert_eq!(user(&auth, &request), None);
    let lines = request.respond().unwrap();
    assert!(lines.deletes("new") && lines.deletes("session"), "{lines:?}");
}

#[test]
fn a_login_leaves_nobody_else_in_the_old_cookie() {
    let old = FlaskLogin::new().with_remember_cookie(remember_cookie("old_remember"));
    let auth = both(builder().flask_login(old).build().unwrap());
    let (old, token) = (logged_in("42", &[]), remember_token("42"));
    let request = request(&[("session", &old), ("old_remember", &token)]).enter(&auth);
    request.session().login("7").unwrap();
    assert_eq!(user(&auth, &request).as_deref(), Some("7"));
    let lines = request.respond().unwrap();
    assert!(lines.deletes("session") && lines.deletes("old_remember"), "{lines:?}");
    assert!(lines.cookie("new").is_some_and(|value| !value.is_empty()), "{lines:?}");
}

fn remember_cookie(name: &str) -> RememberCookie {
    let mut cookie = RememberCookie::default();
    cookie.name = name.to_owned();
    cookie
}

#[test]
fn a_logout_takes_the_old_session_out_of_its_store() {
    let store = SlowStore::default();
    let by_id = || builder().user_field("id").store(Arc::new(store.clone())).build().unwrap();
    let id = "a".repeat(43);
    let session = Session::from_dict(Dict::from_iter([("id", Value::from(42))]));
    store.put(&id, &session, now());
    let auth = both(by_id());
    let asked = request(&[("session", &id)]).enter(&auth);
    assert_eq!(user(&auth, &asked).as_deref(), Some("42"));
    asked.session().logout().unwrap();
    assert!(asked.respond().unwrap().deletes("session"));
    assert!(store.peek(&id, now()).is_none());

    store.fail_reads(true);
    let broken = request(&[("session", &id)]).enter(&auth);
    assert_eq!(answered(extract::session(&broken)).unwrap_err().status, 503);
}

#[test]
fn what_nobody_changes_says_nothing() {
    let auth = both(builder().build().unwrap());
    let request = request(&[("session", &logged_in("42", &[]))]).enter(&auth);
    let session = request.session();
    assert!(session.with(Session::is_empty), "the new cookie was not brought");
    assert_eq!(request.respond().unwrap().set_cookies(), [] as [&str; 0]);
}

/// The old cookie is a credential that browsers add by themselves, whichever session is asked for.
#[test]
fn the_cross_origin_rule_counts_either_cookie() {
    let auth = both(builder().build().unwrap());
    let old = logged_in("42", &[]);
    let silent = |cookies: &[(&str, &str)]| {
        let request = request_of("POST", cookies).enter(&auth);
        answered(extract::session(&request)).map(drop).map_err(|reply| reply.status)
    };
    assert_eq!(silent(&[("session", &old)]), Err(403));
    assert_eq!(silent(&[("new", &old)]), Err(403));
    assert_eq!(silent(&[]), Ok(()), "a visitor");
}
