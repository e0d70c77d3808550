//! `Auth::fixed` and `Auth::anonymous`, for an app's own tests.
#![cfg(feature = "testing")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use handstamp_authorizer::rules::{acr, fresh, role, scope};
use handstamp_authorizer::{Auth, Authentication, Grants, Principal, Subject};
use support::{Fake, block_on};

#[test]
fn everybody_is_that_user_and_rules_hold() {
    let auth = Auth::fixed(Principal::new("ada").with_roles(["Editor"]));
    let request = Fake::post("/").with("cookie", "session=x").enter(&auth);
    assert_eq!(block_on(auth.user(&request)).unwrap().id(), "ada", "no browser's headers needed");
    assert!(block_on(auth.require_user(&request, role("Editor"))).is_ok());
    assert_eq!(block_on(auth.require_user(&request, role("Boss"))).unwrap_err().status, 403);
    assert!(block_on(auth.require_user(&request, fresh())).is_ok());
    assert_eq!(block_on(auth.require_user(&request, scope("x"))).unwrap_err().status, 403);
}

#[test]
fn everybody_is_known_as_the_test_says() {
    let token = Authentication::bearer().with_grants(Grants::new().with_scopes(["read"]));
    let auth = Auth::fixed_as(7_u8, token.clone());
    let request = Fake::post("/").enter(&auth);
    assert_eq!(block_on(auth.authenticated(&request)).unwrap(), (7, token));
    assert!(block_on(auth.require_user(&request, scope("read"))).is_ok());
    assert_eq!(block_on(auth.require_user(&request, fresh())).unwrap_err().status, 401);
    assert_eq!(block_on(auth.require_user(&request, acr("gold"))).unwrap_err().status, 401);
    // By a cookie: the test has to send what a browser sends.
    let auth = Auth::fixed_as(7_u8, Authentication::cookie());
    let request = Fake::post("/").enter(&auth);
    assert_eq!(block_on(auth.user(&request)).unwrap_err().status, 403);
    let request = Fake::post("/").with("sec-fetch-site", "same-origin").enter(&auth);
    assert!(block_on(auth.user(&request)).is_ok());
}

#[test]
fn everybody_is_anonymous() {
    let auth = Auth::<String>::anonymous();
    let request = Fake::get("/").enter(&auth);
    assert_eq!(block_on(auth.maybe_user(&request)).unwrap(), None);
    assert_eq!(block_on(auth.user(&request)).unwrap_err().status, 401);
}
