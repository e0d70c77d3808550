//! The remember cookie: what a login, a logout and a restored login do with it.
#![cfg(feature = "flask")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod requests;

use handstamp_authorizer::Auth;
use handstamp_login::flask::{CookieSettings, FlaskLogin, RememberCookie};
use handstamp_login::{BuildError, Login, SessionHandle, SessionLogin, extract};
use requests::flask::{builder, logged_in, login_of, remember_token, request, request_of, session};
use requests::{Served, answered, serve};

/// A request of the user 42, who is logged in and remembered.
fn of_remembered(handler: impl FnOnce(&SessionHandle)) -> Served {
    let (own, token) = (logged_in("42", &[("cart", 3.into())]), remember_token("42"));
    let cookies = [("session", own.as_str()), ("remember_token", &token)];
    serve(&login_of(FlaskLogin::new()), request(&cookies), handler)
}

#[test]
fn a_logout_and_another_login_leave_no_token_of_the_first_user() {
    let served = of_remembered(|session| {
        session.logout().unwrap();
        session.login("7").unwrap();
    });
    assert!(served.deletes("remember_token"));
    assert_eq!(served.session().unwrap().get_str("_user_id"), Some("7"));
}

#[test]
fn a_logout_and_a_clear_leave_no_token() {
    let served = of_remembered(|session| {
        session.logout().unwrap();
        session.clear().unwrap();
    });
    assert!(served.deletes("remember_token") && served.deletes("session"));
    let served = of_remembered(|session| {
        session.clear().unwrap();
        session.logout().unwrap();
        session.insert("cart", &1).unwrap();
    });
    assert!(served.deletes("remember_token"));
}

#[test]
fn a_login_that_is_not_remembered_deletes_the_token_that_was_brought() {
    let served = of_remembered(|session| session.login("7").unwrap());
    assert!(served.deletes("remember_token"));

    let token = remember_token("42");
    let login = login_of(FlaskLogin::new());
    let served = serve(&login, request(&[("remember_token", &token)]), |session| {
        session.login("7").unwrap();
    });
    assert!(served.deletes("remember_token"));
    let served = serve(&login, request(&[]), |session| session.login("7").unwrap());
    assert_eq!(served.cookie("remember_token"), None, "none was brought");
}

#[test]
fn a_login_that_is_remembered_replaces_the_token() {
    let served = of_remembered(|session| {
        session.logout().unwrap();
        session.login(Login::new("7").with_remember()).unwrap();
    });
    assert_eq!(served.cookie("remember_token"), Some(remember_token("7").as_str()));
    let served = of_remembered(|session| {
        session.login(Login::new("7").with_remember()).unwrap();
        session.login("8").unwrap();
    });
    assert!(served.deletes("remember_token"), "the last login counts");
}

/// Flask-Login keeps what was planted before.
#[test]
fn a_restored_login_starts_from_an_empty_session() {
    let planted = session(&[("cart", 3.into()), ("csrf_token", "known".into())]);
    let token = remember_token("42");
    let cookies = [("session", planted.as_str()), ("remember_token", &token)];
    let served = serve(&login_of(FlaskLogin::new()), request(&cookies), |session| {
        assert_eq!(session.get::<u8>("cart"), Ok(None));
    });
    assert_eq!(served.id(), Some("42"));
    let written = served.session().unwrap();
    let mut keys: Vec<_> = written.iter().map(|(key, _)| format!("{key:?}")).collect();
    keys.sort();
    assert_eq!(keys.len(), 2, "{keys:?}");
    assert_eq!(written.get_str("_user_id"), Some("42"));
    assert_eq!(written.get("_fresh"), Some(&false.into()));
}

#[test]
fn a_logout_holds_for_whoever_asks_later_in_the_request() {
    let auth = Auth::new(login_of(FlaskLogin::new()));
    let token = remember_token("42");
    for asked_before in [true, false] {
        let request = request(&[("remember_token", &token)]).enter(&auth);
        if asked_before {
            assert!(answered(auth.maybe_user(&request)).unwrap().is_some());
        }
        let session = answered(extract::session(&request)).unwrap();
        session.logout().unwrap();
        assert!(answered(auth.maybe_user(&request)).unwrap().is_none());
        assert_eq!(answered(extract::maybe_user_id(&request)).unwrap(), None);
        session.insert("cart", &1).unwrap();
        assert!(answered(auth.maybe_user(&request)).unwrap().is_none());
        let lines = request.finish("set-cookie");
        let deleted = lines.iter().filter(|line| line.starts_with("remember_token=;"));
        assert_eq!(deleted.count(), 1, "{lines:?}");
    }
}

#[test]
fn a_remembered_user_is_judged_by_the_cross_origin_rule() {
    let token = remember_token("42");
    let served = serve(
        &login_of(FlaskLogin::new()),
        request_of("POST", &[("remember_token", &token)]).header("sec-fetch-site", "cross-site"),
        |_| panic!("no session for another site's page"),
    );
    assert_eq!(served.who.unwrap_err(), 403);
}

fn prefixed(
    name: &str,
    change: impl FnOnce(&mut RememberCookie),
) -> Result<SessionLogin, BuildError> {
    let mut cookie = RememberCookie::default();
    cookie.name = name.into();
    change(&mut cookie);
    builder().flask_login(FlaskLogin::new().with_remember_cookie(cookie)).build()
}

#[test]
fn prefixes_are_checked_when_the_login_is_built() {
    for name in ["__Host-remember", "__Secure-remember", "__host-remember", "__SECURE-remember"] {
        let error = prefixed(name, |_| {}).unwrap_err();
        assert!(matches!(&error, BuildError::CookiePrefix { .. }), "{error}");
        assert!(error.to_string().contains(name), "{error}");
        assert!(prefixed(name, |cookie| cookie.secure = true).is_ok(), "{name}");
    }
    let app = |cookie: &mut RememberCookie| {
        cookie.secure = true;
        cookie.path = "/app".into();
    };
    assert!(prefixed("__Host-remember", app).is_err());
    assert!(prefixed("__Secure-remember", app).is_ok());
    let with_domain = |cookie: &mut RememberCookie| {
        cookie.secure = true;
        cookie.domain = Some("example.com".into());
    };
    assert!(prefixed("__Host-remember", with_domain).is_err());

    let mut own = CookieSettings::default();
    own.name = "__Host-session".into();
    assert!(builder().cookie(own.clone()).build().is_err());
    own.secure = true;
    assert!(builder().cookie(own).build().is_ok());
}

#[test]
fn a_prefixed_cookie_can_be_deleted() {
    for name in ["__Host-remember", "__Secure-remember", "__host-remember"] {
        let login = prefixed(name, |cookie| cookie.secure = true).unwrap();
        let token = remember_token("42");
        let served = serve(&login, request(&[(name, &token)]), |session| session.logout().unwrap());
        assert_eq!(served.id(), Some("42"));
        let start = format!("{name}=; ");
        let line = served.cookies().iter().find(|line| line.starts_with(&start)).unwrap();
        assert!(line.contains("; Secure;") && line.contains("Max-Age=0"), "{line}");
    }
}

/// Flask-Login signs the session cookie's id and the remember token with one key: an id that is a salt
/// of the other would be a forgery kit.
#[test]
fn a_token_that_cannot_be_written_costs_the_token_alone() {
    let login = login_of(FlaskLogin::new());
    let served = serve(&login, request(&[]), |session| {
        session.login(Login::new("cookie-session").with_remember()).unwrap();
    });
    assert_eq!(served.cookies().len(), 1, "{:?}", served.response);
    let cookie = served.cookie("session").unwrap();
    assert_eq!(serve(&login, request(&[("session", cookie)]), |_| {}).id(), Some("cookie-session"));
}

/// `_remember` in a session is what a Python app has left to be done.
#[test]
fn what_a_python_app_has_left_is_done() {
    let left = |value: &str| {
        let fields = [("_remember", value.into()), ("_remember_seconds", 3_600.0.into())];
        let own = logged_in("42", &fields);
        serve(&login_of(FlaskLogin::new()), request(&[("session", &own)]), |_| {})
    };
    assert!(left("clear").deletes("remember_token"));
    let set = left("set");
    assert_eq!(set.cookie("remember_token"), Some(remember_token("42").as_str()));
    assert!(
        set.cookies()[0].contains("Expires=Tue, 14 Nov 2023 23:13:20 GMT"),
        "{:?}",
        set.cookies()
    );
    assert_eq!(set.session().unwrap().get("_remember"), None);
    // Flask-Login takes out whatever is there, and acts on these two alone.
    let other = left("no");
    assert_eq!(other.cookie("remember_token"), None);
    assert_eq!(other.session().unwrap().get("_remember"), None);
}

/// A logout takes back what a login of the same request wanted.
#[test]
fn a_logout_forgets_that_a_login_was_to_be_remembered() {
    let served = serve(&login_of(FlaskLogin::new()), request(&[]), |session| {
        session.login(Login::new("42").with_remember()).unwrap();
        session.logout().unwrap();
        session.insert("_user_id", "7").unwrap();
    });
    assert_eq!(served.cookie("remember_token"), None);
}
