//! Two logins on one cookie share one session, each if it takes the cookie itself.
#![cfg(feature = "flask")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod requests;

use std::time::Duration;

use handstamp_authorizer::{Auth, Subject};
use handstamp_flask::{Session, session_codec};
use handstamp_login::{SessionHandle, SessionLogin, extract};
use requests::flask::{NOW, at, builder, key, logged_in, now, other_key, request};
use requests::{Request, answered};

fn user(request: &Request, login: &SessionLogin) -> Option<String> {
    let auth = Auth::new(login.clone());
    let user = answered(auth.maybe_user(request)).unwrap();
    user.map(|user| user.id().to_owned())
}

/// A request that both logins are around, and a handle of each.
fn handles(
    cookie: &str,
    a: &SessionLogin,
    b: &SessionLogin,
) -> (Request, SessionHandle, SessionHandle) {
    let request = request(&[("session", cookie)]).enter(&Auth::new(a.clone()));
    let of_a = answered(extract::session(&request)).unwrap();
    let request = request.enter(&Auth::new(b.clone()));
    let of_b = answered(extract::session(&request)).unwrap();
    (request, of_a, of_b)
}

fn permanent() -> String {
    logged_in("42", &[("_permanent", true.into())])
}

/// The value of the one session cookie that the response sets.
fn only_cookie(request: &Request) -> String {
    let lines = request.finish("set-cookie");
    assert_eq!(lines.len(), 1, "{lines:?}");
    let value = lines[0].strip_prefix("session=").unwrap();
    value.split(';').next().unwrap().to_owned()
}

fn asked_with(cookie: &str, login: &SessionLogin) -> Option<String> {
    if cookie.is_empty() {
        return None;
    }
    user(&request(&[("session", cookie)]).enter(&Auth::new(login.clone())), login)
}

fn other_keys() -> SessionLogin {
    SessionLogin::flask(other_key()).clock(now).build().unwrap()
}

fn rotated() -> SessionLogin {
    SessionLogin::flask(other_key()).fallbacks([key()]).clock(now).build().unwrap()
}

#[test]
fn a_logout_by_one_is_not_undone_by_the_refresh_of_the_other() {
    let a = builder().build().unwrap();
    let shorter = builder().lifetime(Duration::from_secs(60)).build().unwrap();
    for b in [builder().build().unwrap(), shorter, rotated(), other_keys()] {
        for by_a_first in [true, false] {
            let (request, of_a, of_b) = handles(&permanent(), &a, &b);
            if by_a_first {
                of_a.logout().unwrap();
                of_b.with(|_| ());
                user(&request, &b);
            } else {
                user(&request, &b);
                of_b.with(|_| ());
                assert_eq!(user(&request, &a).as_deref(), Some("42"));
                of_a.logout().unwrap();
            }
            assert_eq!((user(&request, &a), user(&request, &b)), (None, None));
            let cookie = only_cookie(&request);
            assert_eq!((asked_with(&cookie, &a), asked_with(&cookie, &b)), (None, None));
        }
    }
}

/// The other login takes the cookie by an older key, and logs out what both saw.
#[test]
fn a_logout_by_the_second_is_one_for_both() {
    let (a, b) = (builder().build().unwrap(), rotated());
    let (request, of_a, of_b) = handles(&permanent(), &a, &b);
    assert_eq!(user(&request, &a).as_deref(), Some("42"));
    assert_eq!(user(&request, &b).as_deref(), Some("42"));
    of_b.logout().unwrap();
    of_a.with(|session| assert_eq!(session.get("_user_id"), None));
    let cookie = only_cookie(&request);
    assert_eq!((asked_with(&cookie, &a), asked_with(&cookie, &b)), (None, None));
}

#[test]
fn a_change_by_one_is_seen_by_the_other_that_takes_the_cookie() {
    let (a, b) = (builder().build().unwrap(), builder().build().unwrap());
    let (request, of_a, of_b) = handles(&permanent(), &a, &b);
    of_a.insert("a", &1).unwrap();
    of_b.insert("b", &2).unwrap();
    assert_eq!((of_a.get("b"), of_b.get("a")), (Ok(Some(2)), Ok(Some(1))));
    let written = session_codec(key()).build().decode(only_cookie(&request), now()).unwrap();
    assert!(written.get("a").is_some() && written.get("b").is_some());
}

/// A session of two minutes ago, and a login that wants one of the last minute.
#[test]
fn a_stricter_login_does_not_take_what_a_laxer_one_took() {
    let lax = builder().build().unwrap();
    let strict = builder().lifetime(Duration::from_secs(60)).build().unwrap();
    let codec = session_codec(key()).build();
    let mut old = Session::new();
    old.insert("_user_id", "42").unwrap();
    old.insert("secret", "of the lax one").unwrap();
    let old = codec.encode(&old, at(NOW - 120)).unwrap();

    for strict_first in [true, false] {
        let request = request(&[("session", &old)]).enter(&Auth::new(lax.clone()));
        if strict_first {
            assert_eq!(user(&request, &strict), None);
        }
        assert_eq!(user(&request, &lax).as_deref(), Some("42"));
        assert_eq!(user(&request, &strict), None);
        answered(extract::session(&request)).unwrap().insert("a", &1).unwrap();
        assert_eq!(user(&request, &strict), None, "also after the lax one wrote");
    }

    let (request, of_lax, of_strict) = handles(&old, &lax, &strict);
    assert!(of_lax.is_valid() && !of_strict.is_valid());
    of_strict.with(|session| assert!(session.is_empty()));
    assert_eq!(of_strict.get::<String>("secret"), Ok(None));
    of_strict.login("7").unwrap();
    assert_eq!(
        user(&request, &lax).as_deref(),
        Some("7"),
        "which takes what the strict one writes"
    );
    let written = codec.decode(only_cookie(&request), now()).unwrap();
    assert_eq!(written.get_str("_user_id"), Some("7"));
    assert_eq!(written.get("secret"), None, "it starts anew");
}

/// What the strict one does not take, it does not sign either.
#[test]
fn a_change_by_the_stricter_login_gives_nothing_old_a_new_signature() {
    let lax = builder().build().unwrap();
    let codec = session_codec(key()).build();
    let mut old = Session::new();
    old.insert("_user_id", "42").unwrap();
    let old = codec.encode(&old, at(NOW - 120)).unwrap();
    let strict = builder().lifetime(Duration::from_secs(60)).build().unwrap();
    for strict in [strict, other_keys()] {
        let (request, of_lax, of_strict) = handles(&old, &lax, &strict);
        assert_eq!(of_lax.get("_user_id"), Ok(Some("42".to_owned())));
        of_strict.insert("a", &1).unwrap();
        let cookie = only_cookie(&request);
        assert!(!cookie.is_empty());
        assert_eq!((asked_with(&cookie, &strict), asked_with(&cookie, &lax)), (None, None));
    }
}

#[test]
fn of_two_visitors_logins_the_one_that_logs_in_counts() {
    let (a, b) = (builder().build().unwrap(), other_keys());
    let request = request(&[]).enter(&Auth::new(a.clone()));
    assert_eq!((user(&request, &a), user(&request, &b)), (None, None));
    answered(extract::session(&request)).unwrap().login("42").unwrap();
    let cookie = only_cookie(&request);
    assert_eq!(asked_with(&cookie, &a).as_deref(), Some("42"));
    assert_eq!(asked_with(&cookie, &b), None);
}
