//! A store that fails, hangs or is full: an outage is a 503, and a good login is not answered with one because of
//! what nobody asked for.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
#![cfg(feature = "flask")]

mod requests;

use std::pin::pin;
use std::sync::Arc;

use handstamp_authorizer::{Auth, Reply};
use handstamp_login::extract;
use handstamp_session::{MemoryLimits, MemoryStore, Session};
use handstamp_value::Value;
use requests::flask::{self, builder, now, request};
use requests::log::logged;
use requests::slow_store::SlowStore;
use requests::{Request, answered, poll_once};

const ID: &str = "0123456789abcdef0123456789abcdef";

fn app(fields: &[(&str, Value)]) -> (SlowStore, Auth) {
    let store = SlowStore::default();
    store.put(ID, &Session::from_dict(fields.iter().cloned().collect()), now());
    let auth = Auth::new(builder().store(Arc::new(store.clone())).build().unwrap());
    (store, auth)
}

fn with_id(auth: &Auth) -> Request {
    request(&[("session", ID)]).enter(auth)
}

fn status<T>(answer: Result<T, Reply>) -> u16 {
    answer.map_or_else(|reply| reply.status, |_| 200)
}

#[test]
fn a_store_that_cannot_be_read_is_a_503_on_every_route() {
    let (store, auth) = app(&[("_user_id", "42".into())]);
    store.fail_reads(true);
    let request = with_id(&auth);
    let ((), names) = logged(|| {
        assert_eq!(status(answered(auth.user(&request))), 503);
        assert_eq!(status(answered(auth.maybe_user(&request))), 503, "nobody is anonymous");
        assert_eq!(status(answered(extract::session(&request))), 503);
        assert_eq!(status(answered(extract::maybe_session(&request))), 503);
        assert_eq!(status(answered(extract::require_session(&request))), 503);
        assert_eq!(status(answered(extract::maybe_user_id(&request))), 503);
        assert_eq!(status(answered(extract::require_user_id(&request))), 503);
        assert_eq!(status(answered(extract::csrf_token(&request))), 503);
    });
    assert!(names.contains(&"login.unavailable") && names.contains(&"session.unavailable"));
    assert_eq!(store.loads(), 1, "asked once, also if it fails");
    assert!(request.respond().unwrap().set_cookies().is_empty());
    // Who brings no id needs no store.
    assert_eq!(status(answered(auth.maybe_user(Request::get().enter(&auth)))), 200);
    store.fail_reads(false);
    assert_eq!(with_id(&auth).user_id().as_deref(), Some("42"), "the session is there still");
}

#[test]
fn a_change_that_cannot_be_saved_is_a_503() {
    let (store, auth) = app(&[("_user_id", "42".into()), ("a", 1.into())]);
    store.fail_writes(true);
    type Change = fn(&handstamp_login::SessionHandle);
    let changes: [Change; 5] = [
        |session| session.insert("b", &2).unwrap(),
        |session| session.login("7").unwrap(),
        |session| session.logout().unwrap(),
        |session| session.clear().unwrap(),
        |session| session.confirm_login().unwrap(),
    ];
    for change in changes {
        let request = with_id(&auth);
        change(&request.session());
        assert_eq!(request.respond().unwrap_err().status, 503);
    }
    assert_eq!(store.peek(ID, now()).unwrap().as_dict().len(), 2);
}

#[test]
fn a_refresh_that_cannot_be_saved_costs_the_cookie_alone() {
    let (store, auth) = app(&[("_user_id", "42".into()), ("_permanent", true.into())]);
    store.fail_writes(true);
    let request = with_id(&auth);
    let (response, names) = logged(|| {
        assert!(answered(auth.user(&request)).is_ok());
        assert_eq!(request.session().take_flashes().unwrap().len(), 0);
        request.respond().unwrap()
    });
    assert_eq!(response.0, [("vary", "Cookie".to_owned())]);
    assert!(names.contains(&"session.not_refreshed"), "{names:?}");
}

/// The same for what the login itself writes.
#[test]
fn a_restored_login_that_cannot_be_saved_costs_the_cookie_alone() {
    let (store, auth) = app(&[]);
    store.fail_writes(true);
    let token = flask::remember_token("42");
    for cookies in
        [&[("remember_token", token.as_str())][..], &[("remember_token", &token), ("session", ID)]]
    {
        let request = request(cookies).enter(&auth);
        assert!(answered(auth.user(&request)).is_ok());
        assert_eq!(request.session().take_flashes().unwrap().len(), 0);
        assert!(request.respond().unwrap().set_cookies().is_empty());
    }
    // With a change of the handler it is one.
    let request = request(&[("remember_token", &token)]).enter(&auth);
    assert!(answered(auth.user(&request)).is_ok());
    request.session().flash("message", "hello").unwrap();
    assert_eq!(request.respond().unwrap_err().status, 503);
}

#[test]
fn a_full_store_refuses_a_new_session_and_keeps_those_that_are_there() {
    let limits = MemoryLimits::default().with_sessions(1);
    let login = builder().store(Arc::new(MemoryStore::new(limits))).build().unwrap();
    let auth = Auth::new(login);
    let first = Request::get().enter(&auth);
    first.session().insert("a", &1).unwrap();
    let id = first.respond().unwrap().cookie("session").unwrap().to_owned();
    let second = Request::get().enter(&auth);
    second.session().insert("a", &2).unwrap();
    assert_eq!(second.respond().unwrap_err().status, 503);
    let again = request(&[("session", &id)]).enter(&auth);
    assert_eq!(again.session().get::<i64>("a").unwrap(), Some(1));
}

/// The response waits for the store, and a request that is given up leaves nothing half done.
#[test]
fn the_response_waits_for_a_store_that_hangs() {
    let (store, auth) = app(&[("_user_id", "42".into())]);
    let request = with_id(&auth);
    request.session().insert("a", &1).unwrap();
    store.hang(true);
    let mut finishing = pin!(request.entered().finish().into_future());
    for _ in 0..5 {
        assert!(poll_once(finishing.as_mut()).is_pending());
    }
    assert!(request.session().insert("late", &1).is_err(), "it is closed by then");
    store.hang(false);
    assert!(answered(finishing).is_ok());
    let stored = store.peek(ID, now()).unwrap();
    assert_eq!((stored.get("a"), stored.get("late")), (Some(&1.into()), None));
}

#[test]
fn a_store_that_panics_is_a_503_for_all_who_wait() {
    struct Panics;
    impl handstamp_session::Store for Panics {
        fn load<'a>(
            &'a self,
            _: &'a handstamp_session::SessionId,
            _: std::time::SystemTime,
        ) -> handstamp_session::BoxFuture<
            'a,
            Result<Option<handstamp_session::Loaded>, handstamp_session::StoreError>,
        > {
            Box::pin(async { panic!("in the store") })
        }
        fn create<'a>(
            &'a self,
            _: &'a handstamp_session::SessionId,
            _: &'a Session,
            _: std::time::SystemTime,
            _: std::time::Duration,
        ) -> handstamp_session::BoxFuture<'a, Result<(), handstamp_session::StoreError>> {
            Box::pin(async { Ok(()) })
        }
        fn update<'a>(
            &'a self,
            _: &'a handstamp_session::SessionId,
            _: &'a Session,
            _: &'a handstamp_session::Revision,
            _: std::time::SystemTime,
            _: std::time::Duration,
        ) -> handstamp_session::BoxFuture<
            'a,
            Result<handstamp_session::Updated, handstamp_session::StoreError>,
        > {
            Box::pin(async { Ok(handstamp_session::Updated::Kept) })
        }
        fn delete<'a>(
            &'a self,
            _: &'a handstamp_session::SessionId,
        ) -> handstamp_session::BoxFuture<'a, Result<(), handstamp_session::StoreError>> {
            Box::pin(async { Ok(()) })
        }
    }
    let auth = Auth::new(builder().store(Arc::new(Panics)).build().unwrap());
    let request = with_id(&auth);
    assert_eq!(status(answered(extract::session(&request))), 503);
    assert_eq!(status(answered(auth.user(&request))), 503);
}

/// A cookie that is no id is none: nobody asks the store.
#[test]
fn a_cookie_that_is_no_id_is_anonymous_and_logged() {
    let (store, auth) = app(&[]);
    let signed = flask::session(&[("_user_id", "42".into())]);
    for value in [signed.as_str(), "../../etc/passwd", "short"] {
        let request = request(&[("session", value)]).enter(&auth);
        let (id, names) = logged(|| request.user_id());
        assert_eq!(id, None);
        assert!(names.contains(&"session.rejected"), "{names:?}");
    }
    assert_eq!(store.loads(), 0);
}
