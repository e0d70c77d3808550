//! After the response has gone out nothing can be changed, and nothing is lost without an error.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
#![cfg(feature = "flask")]

mod requests;

use std::sync::Arc;

use handstamp_authorizer::Auth;
use handstamp_login::{Closed, CsrfTokenError, InsertError, LoginError, SessionHandle, extract};
use requests::flask::{self, builder, login, request};
use requests::slow_store::SlowStore;
use requests::{Request, answered};

fn refuses(session: &SessionHandle) {
    assert!(matches!(session.login("ann"), Err(LoginError::Closed(Closed))));
    assert!(matches!(session.confirm_login(), Err(LoginError::Closed(Closed))));
    assert!(matches!(session.insert("a", &1), Err(InsertError::Closed(Closed))));
    assert_eq!(session.change(|_| panic!("not asked")), Err(Closed));
    assert_eq!(session.logout(), Err(Closed));
    assert_eq!(session.clear(), Err(Closed));
    assert_eq!(session.remove("a"), Err(Closed));
    assert_eq!(session.flash("message", "late"), Err(Closed));
    assert!(matches!(session.take_flashes(), Err(Closed)));
}

#[test]
fn a_late_change_is_an_error() {
    let own = flask::session(&[("_user_id", "42".into()), ("a", 1.into())]);
    for stored in [false, true] {
        let login = if stored {
            builder().store(Arc::new(SlowStore::default())).build().unwrap()
        } else {
            login()
        };
        let request = request(&[("session", &own)]).enter(&Auth::new(login));
        let session = request.session();
        session.insert("b", &2).unwrap();
        assert_eq!(request.respond().unwrap().set_cookies().len(), 1);
        refuses(&session);
        assert_eq!(session.get::<i64>("b").unwrap(), Some(2), "it can be read still");
        assert!(request.respond().unwrap().set_cookies().is_empty(), "and is written once");
    }
}

/// Somebody asks for the session for the first time when the response has gone out: a streamed body.
#[test]
fn a_session_that_is_made_late_is_closed_as_well() {
    let (own, token) = (flask::session(&[("_user_id", "42".into())]), flask::remember_token("42"));
    let cookies = [("session", own.as_str()), ("remember_token", &token)];
    for cookies in [&[][..], &cookies, &cookies[1..]] {
        let auth = Auth::new(login());
        let request = request(cookies).enter(&auth);
        assert!(request.respond().unwrap().0.is_empty());
        let session = request.session();
        refuses(&session);
        // Who is asking can be found out; the login that is restored is not written.
        assert_eq!(request.user_id().is_some(), !cookies.is_empty());
        assert_eq!(answered(auth.maybe_user(&request)).unwrap().is_some(), !cookies.is_empty());
        refuses(&session);
        assert!(request.respond().unwrap().set_cookies().is_empty());
    }
}

#[test]
fn a_late_form_has_a_token_only_if_the_secret_is_there() {
    let request = request(&[]).enter(&Auth::new(login()));
    let form = answered(extract::csrf_token(&request)).unwrap();
    request.respond().unwrap();
    assert!(matches!(form.for_form(), Err(CsrfTokenError::Closed(Closed))));
}

/// Half a change must not be signed.
#[test]
fn a_change_that_panics_is_not_written() {
    let own = flask::session(&[("_user_id", "42".into())]);
    let request = Request::get().cookies(&[("session", &own)]).enter(&Auth::new(login()));
    let session = request.session();
    let changing = std::panic::AssertUnwindSafe(|| {
        session.change(|session| {
            session.insert_value("half", 1);
            panic!("in the middle");
        })
    });
    assert!(std::panic::catch_unwind(changing).is_err());
    let response = request.respond().unwrap();
    assert_eq!(response.lines("vary"), ["Cookie"]);
    assert!(response.session().is_none(), "{response:?}");
}

#[test]
fn a_login_without_randomness_is_an_error_and_changes_nothing() {
    struct Nothing;
    impl handstamp_authorizer::Random for Nothing {
        fn fill(&self, _: &mut [u8]) -> Result<(), handstamp_authorizer::Error> {
            Err(handstamp_authorizer::Error::Random)
        }
    }
    let login = builder().random(Nothing).build().unwrap();
    let request = request(&[]).enter(&Auth::new(login));
    let session = request.session();
    assert!(matches!(session.login("42"), Err(LoginError::Random(_))));
    let form = answered(extract::csrf_token(&request)).unwrap();
    assert!(matches!(form.for_form(), Err(CsrfTokenError::Random(_))));
    assert!(request.respond().unwrap().set_cookies().is_empty());
}
