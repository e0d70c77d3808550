//! Sessions in a store: what becomes of ids, of late saves, of remembered users.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
#![cfg(all(feature = "flask", feature = "starlette"))]

mod requests;

use std::sync::Arc;

use handstamp_authorizer::{Auth, Subject as _};
use handstamp_login::{Login, SessionLogin};
use handstamp_session::{IdCodec as _, Session, SignedIds};
use handstamp_value::Value;
use requests::flask::{self, builder, key, now, request};
use requests::response::Response;
use requests::slow_store::SlowStore;
use requests::{Request, answered, poll_once};

const ID: &str = "0123456789abcdef0123456789abcdef";

fn session(fields: &[(&str, Value)]) -> Session {
    Session::from_dict(fields.iter().cloned().collect())
}

/// A store that has one session, and the login of it.
fn app(fields: &[(&str, Value)]) -> (SlowStore, Auth) {
    let store = SlowStore::default();
    store.put(ID, &session(fields), now());
    let auth = Auth::new(login(&store));
    (store, auth)
}

fn login(store: &SlowStore) -> SessionLogin {
    builder().store(Arc::new(store.clone())).build().unwrap()
}

fn with_id(auth: &Auth) -> Request {
    request(&[("session", ID)]).enter(auth)
}

fn new_id(response: &Response) -> &str {
    response.cookie("session").filter(|id| !id.is_empty()).unwrap()
}

#[test]
fn who_gives_up_waiting_takes_nothing_from_the_others() {
    let (store, auth) = app(&[("_user_id", "42".into())]);
    let request = with_id(&auth);
    store.hang(true);
    {
        let mut given_up = Box::pin(auth.user(&request));
        assert!(poll_once(given_up.as_mut()).is_pending());
    }
    store.hang(false);
    assert_eq!(request.user_id().as_deref(), Some("42"));
    assert_eq!(store.loads(), 1);
}

#[test]
fn a_change_is_saved_under_the_same_id() {
    let (store, auth) = app(&[("_user_id", "42".into())]);
    let request = with_id(&auth);
    request.session().insert("cart", &[1, 2]).unwrap();
    let response = request.respond().unwrap();
    assert_eq!(response.lines("cache-control"), ["private"]);
    assert_eq!(response.lines("vary"), ["Cookie"]);
    assert_eq!(response.set_cookies(), [format!("session={ID}; HttpOnly; Path=/")]);
    assert_eq!(store.writes(), 1);
    let stored = store.peek(ID, now()).unwrap();
    assert_eq!(stored.get_as::<Vec<i64>>("cart").unwrap(), Some(vec![1, 2]));
    assert_eq!(stored.get_str("_user_id"), Some("42"));
}

/// Somebody plants an id in the browser, to know the session that begins with it.
#[test]
fn an_unknown_id_is_never_taken_over() {
    let (store, auth) = app(&[]);
    let planted = "planted-planted-planted-planted";
    for (log_in, cookie) in [(true, planted), (false, planted), (true, ID), (true, "!!")] {
        let request = request(&[("session", cookie)]).enter(&auth);
        let session = request.session();
        if log_in {
            session.login("42").unwrap()
        } else {
            session.insert("a", &1).unwrap()
        }
        let response = request.respond().unwrap();
        assert_ne!(new_id(&response), cookie);
        assert!(store.peek(planted, now()).is_none());
        assert!(store.peek(new_id(&response), now()).is_some());
    }
}

#[test]
fn a_login_gets_a_new_id_and_the_old_session_is_deleted() {
    let (store, auth) = app(&[("csrf_token", "planted".into())]);
    let request = with_id(&auth);
    request.session().login(Login::new("42").with_remember()).unwrap();
    let response = request.respond().unwrap();
    let id = new_id(&response);
    assert_ne!(id, ID);
    assert_eq!(id.len(), 43);
    assert!(store.peek(ID, now()).is_none());
    let stored = store.peek(id, now()).unwrap();
    assert_eq!((stored.get_str("_user_id"), stored.get("csrf_token")), (Some("42"), None));
    assert_eq!(response.cookie("remember_token"), Some(flask::remember_token("42").as_str()));
    assert_eq!(store.writes(), 2);
}

#[test]
fn a_remembered_user_gets_a_new_id_too() {
    let (store, auth) = app(&[("csrf_token", "planted".into())]);
    let token = flask::remember_token("42");
    let request = request(&[("session", ID), ("remember_token", &token)]).enter(&auth);
    assert_eq!(answered(auth.user(&request)).unwrap().id(), "42");
    let response = request.respond().unwrap();
    assert_ne!(new_id(&response), ID);
    assert!(store.peek(ID, now()).is_none());
    assert_eq!(store.peek(new_id(&response), now()).unwrap().get("csrf_token"), None);
}

/// A logout that leaves a cart behind: the late save adds its key, and the user stays out.
#[test]
fn a_late_save_does_not_log_in_again() {
    let (store, auth) = app(&[("_user_id", "42".into()), ("cart", 1.into())]);
    let (slow, logout) = (with_id(&auth), with_id(&auth));
    slow.session().insert("seen", &1).unwrap();
    logout.session().logout().unwrap();
    logout.respond().unwrap();
    slow.respond().unwrap();
    let stored = store.peek(ID, now()).unwrap();
    assert_eq!((stored.get("_user_id"), stored.get("seen")), (None, Some(&1.into())));
}

/// A page polls while its user logs in: the answer to the poll comes last, and must not delete the new cookie.
#[test]
fn a_late_refresh_does_not_take_away_the_cookie_of_a_new_login() {
    let (store, auth) = app(&[("_permanent", true.into())]);
    let (slow, login) = (with_id(&auth), with_id(&auth));
    assert!(slow.session().is_valid());
    login.session().login("42").unwrap();
    let response = login.respond().unwrap();
    assert!(slow.respond().unwrap().set_cookies().is_empty());
    assert!(store.peek(ID, now()).is_none(), "and the old session stays deleted");
    assert!(store.peek(new_id(&response), now()).is_some());
}

#[test]
fn a_permanent_session_is_kept_longer_by_each_request_that_touches_it() {
    let (store, auth) = app(&[("_user_id", "42".into()), ("_permanent", true.into())]);
    let request = with_id(&auth);
    assert!(answered(auth.user(&request)).is_ok());
    let response = request.respond().unwrap();
    assert_eq!(response.cookie("session"), Some(ID));
    assert!(response.set_cookies()[0].contains("Expires=Fri, 15 Dec 2023"), "{response:?}");
    assert_eq!(store.writes(), 1);
    // The store has kept it for an hour; now it is there for 31 days.
    assert!(store.peek(ID, now() + std::time::Duration::from_secs(30 * 86_400)).is_some());
}

#[test]
fn signed_ids_are_those_of_flask_session() {
    let (store, _) = app(&[("_user_id", "42".into())]);
    let auth =
        Auth::new(builder().store(Arc::new(store.clone())).signed_ids(true).build().unwrap());
    let signer = handstamp_itsdangerous::Signer::builder(key()).salt("flask-session");
    let signer = signer.key_derivation(handstamp_itsdangerous::KeyDerivation::Hmac).build();
    let signed = SignedIds::new(signer).write(&handstamp_session::SessionId::new(ID).unwrap());
    let id = |cookie: &str| request(&[("session", cookie)]).enter(&auth).user_id();
    assert_eq!(id(&signed).as_deref(), Some("42"));
    assert_eq!(store.loads(), 1);
    for forged in [ID.to_owned(), format!("{ID}.x"), signed.replace('0', "1")] {
        assert_eq!(id(&forged), None);
    }
    assert_eq!(store.loads(), 1, "the signature keeps forged ids away from the store");
}

#[test]
fn starlettes_settings_keep_sessions_in_a_store_as_well() {
    let store = SlowStore::default();
    let login =
        SessionLogin::starlette(key()).clock(now).store(Arc::new(store.clone())).build().unwrap();
    let served = requests::serve(&login, Request::get(), |session| session.login("ann").unwrap());
    let id = served.cookie("session").unwrap();
    assert_eq!(store.peek(id, now()).unwrap().get_str("username"), Some("ann"));
    let request = Request::get().cookies(&[("session", id)]);
    assert_eq!(requests::serve(&login, request, |_| {}).id(), Some("ann"));
}
