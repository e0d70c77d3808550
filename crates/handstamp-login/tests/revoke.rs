//! A handler ends logins by what it knows: the session of its request.
#![cfg(all(feature = "flask", feature = "starlette"))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod requests;

use std::sync::Arc;
use std::time::Duration;

use handstamp_authorizer::Auth;
use handstamp_authorizer::revocation::MemoryRevocation;
use handstamp_login::{SessionLogin, extract};
use requests::flask::{builder, key, logged_in, login, now, request};
use requests::{answered, serve};

const MONTH: Duration = Duration::from_secs(31 * 24 * 60 * 60);

fn with_room_for(revocations: usize) -> SessionLogin {
    builder().revocation(Arc::new(MemoryRevocation::new(revocations))).build().unwrap()
}

fn log_in(login: &SessionLogin) -> String {
    let served = serve(login, request(&[]), |session| session.login("42").unwrap());
    served.cookie("session").unwrap().to_owned()
}

fn is_known(login: &SessionLogin, cookie: &str) -> bool {
    serve(login, request(&[("session", cookie)]), |_| {}).id().is_some()
}

fn end_one(login: &SessionLogin, cookie: &str) -> Option<bool> {
    let mut ended = None;
    serve(login, request(&[("session", cookie)]), |session| {
        ended = answered(session.revoke_login(MONTH)).ok();
    });
    ended
}

#[test]
fn one_login_is_ended_in_all_copies_of_its_cookie() {
    for kept in [MONTH, Duration::MAX] {
        let login = with_room_for(10);
        let (laptop, phone) = (log_in(&login), log_in(&login));
        serve(&login, request(&[("session", &laptop)]), |session| {
            assert!(answered(session.revoke_login(kept)).unwrap());
        });
        assert_eq!((is_known(&login, &laptop), is_known(&login, &phone)), (false, true));
    }
}

#[test]
fn all_logins_of_a_user_are_ended() {
    for kept in [MONTH, Duration::MAX] {
        let login = with_room_for(10);
        let (laptop, phone) = (log_in(&login), log_in(&login));
        serve(&login, request(&[("session", &laptop)]), |session| {
            assert!(answered(session.revoke_user("42", kept)).unwrap());
        });
        assert_eq!((is_known(&login, &laptop), is_known(&login, &phone)), (false, false));
        assert!(is_known(&login, &log_in(&login)));
    }
}

/// A time that no clock reaches is not the past.
#[test]
fn what_is_kept_for_ever_is_kept() {
    let login = with_room_for(1);
    let (laptop, phone) = (log_in(&login), log_in(&login));
    serve(&login, request(&[("session", &laptop)]), |session| {
        assert!(answered(session.revoke_login(Duration::MAX)).unwrap());
    });
    // The one that there is room for is not dropped for another.
    assert_eq!(end_one(&login, &phone), None);
    assert!(!is_known(&login, &laptop));
}

/// Nothing is revoked, and the caller is told.
#[test]
fn there_may_be_nothing_to_end_it_by() {
    let without = login();
    assert_eq!(end_one(&without, &log_in(&without)), Some(false));
    let login = with_room_for(10);
    assert_eq!(end_one(&login, ""), Some(false));
    assert_eq!(end_one(&login, &logged_in("42", &[])), Some(false));
    serve(&without, request(&[]), |session| {
        assert!(!answered(session.revoke_user("42", MONTH)).unwrap());
    });
}

#[test]
fn a_revocation_that_fails_is_an_error() {
    let login = with_room_for(0);
    let cookie = log_in(&login);
    assert_eq!(end_one(&login, &cookie), None);
    serve(&login, request(&[("session", &cookie)]), |session| {
        assert!(answered(session.revoke_user("42", MONTH)).is_err());
    });
    assert!(is_known(&login, &cookie));
}

#[test]
fn a_page_of_any_app_asks_for_tokens_that_there_may_be() {
    let starlette = SessionLogin::starlette(key()).clock(now).build().unwrap();
    for (login, has_tokens) in [(login(), true), (starlette, false)] {
        let request = request(&[]).enter(&Auth::new(login));
        assert_eq!(answered(extract::maybe_csrf_token(&request)).unwrap().is_some(), has_tokens);
        assert_eq!(answered(extract::csrf_token(&request)).is_ok(), has_tokens);
    }
}
