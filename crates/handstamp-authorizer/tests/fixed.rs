//! `Auth::fixed` and `Auth::nobody`, for an app's own tests.
#![cfg(feature = "testing")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use handstamp_authorizer::*;
use support::{Fake, block_on};

#[test]
fn everybody_is_that_user_and_rules_hold() {
    let auth = Auth::fixed(Principal::new("ada").with_roles(["Editor"]));
    let request = Fake::post("/").with("cookie", "session=x").enter(&auth);
    assert_eq!(block_on(auth.user(&request)).unwrap().id(), "ada", "no browser's headers needed");
    assert!(block_on(auth.require_user(&request, role("Editor"))).is_ok());
    assert_eq!(block_on(auth.require_user(&request, role("Boss"))).unwrap_err().status, 403);
}

#[test]
fn everybody_is_nobody() {
    let auth = Auth::<String>::nobody();
    let request = Fake::get("/").enter(&auth);
    assert_eq!(block_on(auth.maybe_user(&request)).unwrap(), None);
    assert_eq!(block_on(auth.user(&request)).unwrap_err().status, 401);
}
