//! `Debug` shows no cookie, no token, nothing of a session and no session id.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
#![cfg(feature = "flask")]

mod requests;

use std::fmt::Debug;
use std::sync::Arc;

use handstamp_authorizer::Auth;
use handstamp_flask::RememberToken;
use handstamp_login::flask::{CookieSettings, FlaskLogin, RememberCookie};
use handstamp_login::{ClientInfo, Place, SessionLogin, UserField, extract};
use handstamp_session::{MemoryLimits, MemoryStore, PlainIds, Session};
use requests::answered;
use requests::flask::{builder, key, logged_in, now, remember_token, request};
use requests::slow_store::SlowStore;

const SECRET: &str = "of-nobodys-business";
const ID: &str = "0123456789abcdef0123456789abcdef";

#[test]
fn nothing_secret_is_shown() {
    let (cookie, token) = (logged_in("42", &[("note", SECRET.into())]), remember_token("42"));
    let flask_login = FlaskLogin::new().with_remember_token(RememberToken::new(key()));
    let login = builder().flask_login(flask_login.clone()).build().unwrap();
    let auth = Auth::new(login.clone());
    let csrf = "a-token-that-was-sent";
    let cookies = [("session", cookie.as_str()), ("remember_token", &token)];
    let request = request(&cookies).header("x-csrftoken", csrf).enter(&auth);
    let session = request.session();
    session.insert("more", SECRET).unwrap();
    session.flash("message", SECRET).unwrap();
    let form = answered(extract::csrf_token(&request)).unwrap();
    let made = form.for_form().unwrap();
    let store = MemoryStore::new(MemoryLimits::default());
    let in_store = builder().store(Arc::new(store.clone()));
    let place = Place::store(PlainIds, SlowStore::default());
    let own = SessionLogin::builder(place.clone(), CookieSettings::default(), UserField::new("u"));
    let shown: [&dyn Debug; 16] = [
        &login,
        &auth,
        &session,
        &form,
        &ClientInfo::of(&request),
        &extract::session(&request),
        request.entered(),
        &flask_login,
        &builder(),
        &in_store,
        &place,
        &own,
        &store,
        &RememberCookie::default(),
        &CookieSettings::default(),
        &answered(request.entered().finish()),
    ];
    let (code, made) = (&token[token.len() - 32..], &made[..16]);
    for shown in shown {
        let shown = format!("{shown:?} {shown:#?}");
        for secret in [SECRET, &cookie[..24], code, csrf, made, "2f1d9a0c5be7"] {
            assert!(!shown.contains(secret), "{secret} in {shown}");
        }
    }
}

/// Of a session in a store, and of one that cannot be saved.
#[test]
fn no_session_id_is_shown() {
    let store = SlowStore::default();
    store.put(ID, &Session::new(), now());
    let auth = Auth::new(builder().store(Arc::new(store.clone())).build().unwrap());
    for fails in [false, true] {
        let request = request(&[("session", ID)]).enter(&auth);
        let session = request.session();
        session.insert("note", SECRET).unwrap();
        store.fail_writes(fails);
        let answer = answered(request.entered().finish());
        assert_eq!(answer.is_err(), fails);
        let shown = format!("{answer:?} {session:?} {auth:?}");
        assert!(!shown.contains(ID) && !shown.contains(SECRET), "{shown}");
    }
}
