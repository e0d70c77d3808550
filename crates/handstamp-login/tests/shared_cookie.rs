//! Two logins on one cookie at the edges: nobody sees what it did not verify, and nobody loses what it did.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
#![cfg(all(feature = "flask", feature = "starlette"))]

mod requests;

use std::sync::Arc;
use std::time::Duration;

use handstamp_authorizer::{Auth, FirstOf, Subject as _};
use handstamp_flask::session_codec;
use handstamp_login::flask::{FlaskLogin, RememberCookie};
use handstamp_login::{Login, SessionHandle, SessionLogin, starlette};
use handstamp_session::{PlainIds, Session};
use handstamp_value::Value;
use requests::flask::{self, builder, key, login, now, other_key};
use requests::slow_store::SlowStore;
use requests::{Request, answered};

/// A request behind the layers of both, the second inside the first, and their sessions.
fn both(one: &SessionLogin, two: &SessionLogin, cookies: &[(&str, &str)]) -> Both {
    let auths = [Auth::new(one.clone()), Auth::new(two.clone())];
    let outer = Request::get().cookies(cookies).enter(&auths[0]);
    let one = outer.session();
    let request = outer.enter(&auths[1]);
    let two = request.session();
    Both { auths, request, one, two }
}

struct Both {
    auths: [Auth; 2],
    request: Request,
    one: SessionHandle,
    two: SessionHandle,
}

impl Both {
    /// Whom each of the two knows.
    fn ids(&self) -> [Option<String>; 2] {
        [0, 1].map(|nth| {
            let user = answered(self.auths[nth].maybe_user(&self.request)).unwrap();
            user.map(|user| user.id().to_owned())
        })
    }

    /// The value of the one cookie that the response sets.
    fn cookie(&self) -> Option<String> {
        let response = self.request.respond().unwrap();
        assert!(response.set_cookies().len() <= 1, "{response:?}");
        response.cookie("session").map(str::to_owned)
    }
}

fn some(id: &str) -> Option<String> {
    Some(id.to_owned())
}

/// Permanent, so that it is written again by whoever touches it.
fn permanent() -> String {
    flask::session(&[("_user_id", "42".into()), ("_permanent", true.into())])
}

fn of_other_key() -> SessionLogin {
    SessionLogin::flask(other_key()).clock(now).build().unwrap()
}

/// With no cookie, and with one that neither takes.
#[test]
fn a_login_by_one_is_seen_by_the_other_with_the_same_keys() {
    for cookies in [&[][..], &[("session", "expired")]] {
        let both = both(&login(), &login(), cookies);
        assert_eq!(both.ids(), [None, None]);
        both.one.login("7").unwrap();
        both.two.flash("message", "hello").unwrap();
        assert_eq!(both.ids(), [some("7"), some("7")]);
        let session = both.request.respond().unwrap().session().unwrap();
        assert_eq!(session.get_str("_user_id"), Some("7"), "the flash did not log out");
        assert!(session.get("_flashes").is_some());
    }
}

/// The other login is asked for the first time after it.
#[test]
fn a_login_by_one_is_seen_by_who_takes_what_it_writes() {
    for (second, expected) in [(login(), some("7")), (of_other_key(), None)] {
        for cookies in [&[][..], &[("session", "expired")], &[("session", &permanent())]] {
            let auths = [Auth::new(login()), Auth::new(second.clone())];
            let request = Request::get().cookies(cookies).enter(&auths[0]);
            request.session().login("7").unwrap();
            let request = request.enter(&auths[1]);
            assert_eq!(request.user_id(), expected);
            assert_eq!(request.session().get::<String>("_user_id"), Ok(expected.clone()));
            assert_eq!(request.respond().unwrap().set_cookies().len(), 1);
        }
    }
}

#[test]
fn a_login_by_one_is_not_seen_by_the_other_with_other_keys() {
    for cookies in [&[][..], &[("session", "expired")], &[("session", &permanent())]] {
        let both = both(&login(), &of_other_key(), cookies);
        both.one.login("7").unwrap();
        assert_eq!(both.ids(), [some("7"), None]);
        assert_eq!(both.two.get::<String>("_user_id").unwrap(), None);
        assert!(session_codec(key()).build().decode(both.cookie().unwrap(), now()).is_ok());
    }
}

/// Of two cookies of one name Flask takes the first and Starlette the last: what one login verified, the other
/// has not.
#[test]
fn what_one_verified_of_another_cookie_is_not_taken() {
    let short_lived = || {
        let mut last = starlette::CookieSettings::default();
        last.max_age = Some(Duration::from_secs(60));
        let short = session_codec(key()).max_age(Duration::from_secs(60)).build();
        let place = handstamp_login::Place::cookie(short);
        SessionLogin::builder(place, last, handstamp_login::UserField::new("_user_id"))
            .clock(now)
            .build()
            .unwrap()
    };
    let session: Session = Session::from_dict([("_user_id", "victim")].into_iter().collect());
    let stolen =
        session_codec(key()).build().encode(&session, now() - Duration::from_secs(3_600)).unwrap();
    let own = flask::session(&[("_user_id", "attacker".into())]);
    let cookies = [("session", stolen.as_str()), ("session", &own)];
    for (one, two, strict) in [(login(), short_lived(), 1), (short_lived(), login(), 0)] {
        let ids = both(&one, &two, &cookies).ids();
        assert_ne!(ids[strict].as_deref(), Some("victim"), "{ids:?}");
    }
    let both = both(&login(), &short_lived(), &[("session", &own)]);
    assert_eq!(both.ids(), [some("attacker"), some("attacker")], "one cookie is one for both");
}

#[test]
fn a_handler_of_one_that_changes_nothing_leaves_the_others_session_alone() {
    let own = permanent();
    let both = both(&login(), &of_other_key(), &[("session", &own)]);
    assert_eq!(both.ids(), [some("42"), None]);
    assert_eq!(both.two.take_flashes().unwrap().len(), 0);
    assert!(!both.two.remove("cart").unwrap());
    both.two.confirm_login().unwrap();
    assert_eq!(both.ids(), [some("42"), None]);
    let cookie = both.cookie().unwrap();
    let session = session_codec(key()).build().decode(cookie, now()).unwrap();
    assert_eq!(session.get_str("_user_id"), Some("42"));
}

#[test]
fn a_handler_of_one_that_writes_takes_the_cookie() {
    let own = permanent();
    let both = both(&login(), &of_other_key(), &[("session", &own)]);
    both.two.insert("cart", &1).unwrap();
    let cookie = both.cookie().unwrap();
    assert!(session_codec(key()).build().decode(&cookie, now()).is_err());
    let session = session_codec(other_key()).build().decode(cookie, now()).unwrap();
    assert_eq!(session.into_dict(), [("cart", Value::from(1))].into_iter().collect());
}

/// The other login has no remember cookie, and saves last.
#[test]
fn a_remember_cookie_is_deleted_whoever_saves() {
    let (own, token) = (permanent(), flask::remember_token("42"));
    let plain = builder().user_field("uid").build().unwrap();
    for (one, two, by_the_second) in
        [(login(), plain.clone(), false), (plain.clone(), login(), true)]
    {
        let cookies = [("session", own.as_str()), ("remember_token", &token)];
        let both = both(&one, &two, &cookies);
        let (flask, other) =
            if by_the_second { (&both.two, &both.one) } else { (&both.one, &both.two) };
        flask.logout().unwrap();
        other.insert("seen", &1).unwrap();
        let response = both.request.respond().unwrap();
        assert!(response.deletes("remember_token"), "{response:?}");
    }
    let both = both(&login(), &plain, &[]);
    both.one.login(Login::new("42").with_remember()).unwrap();
    both.two.insert("seen", &1).unwrap();
    assert_eq!(both.request.respond().unwrap().cookie("remember_token"), Some(token.as_str()));
}

/// What one login was about to write is of its own user; another login has nothing to do with it.
#[test]
fn no_remember_cookie_is_written_for_the_user_of_another_login() {
    let mut refreshes = RememberCookie::default();
    refreshes.refresh_each_request = true;
    let customers = FlaskLogin::new().with_remember_cookie(refreshes);
    let customers = builder().flask_login(customers).build().unwrap();
    let staff = SessionLogin::flask(other_key()).clock(now);
    let staff = staff.flask_login(FlaskLogin::new().without_remember_cookie()).build().unwrap();
    let (own, token) = (flask::session(&[("_user_id", "42".into())]), flask::remember_token("42"));
    let cookies = [("session", own.as_str()), ("remember_token", &token)];
    let refreshed = both(&customers, &staff, &cookies);
    assert_eq!(refreshed.ids(), [some("42"), None]);
    let response = refreshed.request.respond().unwrap();
    assert_eq!(response.cookie("remember_token"), Some(token.as_str()), "it is the case");

    type Act = fn(&SessionHandle);
    let acts: [Act; 2] =
        [|staff| staff.login("7").unwrap(), |staff| staff.insert("_user_id", "7").unwrap()];
    for act in acts {
        let both = both(&customers, &staff, &cookies);
        assert_eq!(both.ids(), [some("42"), None]);
        act(&both.two);
        assert_eq!(both.request.respond().unwrap().cookie("remember_token"), None);
    }
    let same_key = builder().flask_login(FlaskLogin::new().without_remember_cookie());
    let both = both(&customers, &same_key.build().unwrap(), &cookies);
    assert_eq!(both.ids(), [some("42"), some("42")]);
    both.two.login("7").unwrap();
    assert_eq!(both.request.respond().unwrap().cookie("remember_token"), None);
}

/// The other login has no remember cookie, or another one.
#[test]
fn a_logout_by_another_login_does_not_bring_the_remember_cookie_back() {
    let (own, token) = (permanent(), flask::remember_token("42"));
    let mut other_cookie = RememberCookie::default();
    other_cookie.name = "other_token".into();
    let other_cookie = FlaskLogin::new().with_remember_cookie(other_cookie);
    let plain = builder().user_field("uid").build().unwrap();
    let remembering = builder().flask_login(other_cookie).build().unwrap();
    type Then = fn(&SessionHandle);
    let then: [Then; 2] = [
        |other| other.logout().unwrap(),
        |other| other.login(Login::new("7").with_remember()).unwrap(),
    ];
    for (other, then) in [(&plain, then[0]), (&remembering, then[0]), (&remembering, then[1])] {
        let cookies = [("session", own.as_str()), ("remember_token", &token)];
        let both = both(&login(), other, &cookies);
        both.one.logout().unwrap();
        then(&both.two);
        assert_eq!(both.ids()[0].as_deref().filter(|id| *id == "42"), None);
        assert!(both.request.respond().unwrap().deletes("remember_token"));
    }
}

#[test]
fn signed_ids_do_not_take_what_plain_ids_took() {
    let store = SlowStore::default();
    let id = "0123456789abcdef0123456789abcdef";
    let session = Session::from_dict([("_user_id", "42")].into_iter().collect());
    store.put(id, &session, now());
    let shared = Arc::new(store);
    let of = |ids: Arc<dyn handstamp_session::IdCodec>| {
        let place = handstamp_login::Place::Store { ids, store: shared.clone() };
        let cookie = handstamp_login::flask::CookieSettings::default();
        let user = handstamp_login::UserField::new("_user_id");
        SessionLogin::builder(place, cookie, user).clock(now).build().unwrap()
    };
    let signer = handstamp_itsdangerous::Signer::builder(key()).build();
    let signed = of(Arc::new(handstamp_session::SignedIds::new(signer)));
    let plain = of(Arc::new(PlainIds));
    for (one, two, expected) in [
        (plain.clone(), signed.clone(), [some("42"), None]),
        (signed, plain.clone(), [None, some("42")]),
        (plain.clone(), plain, [some("42"), some("42")]),
    ] {
        assert_eq!(both(&one, &two, &[("session", id)]).ids(), expected);
    }
}

/// Two handles of one store, made apart.
#[test]
fn two_handles_of_one_store_find_the_same_session() {
    let store = SlowStore::default();
    let id = "0123456789abcdef0123456789abcdef";
    store.put(id, &Session::from_dict([("_user_id", "7")].into_iter().collect()), now());
    let stored = || builder().store(Arc::new(store.clone())).build().unwrap();
    let both = both(&stored(), &stored(), &[("session", id)]);
    assert_eq!(both.ids(), [some("7"), some("7")]);
    both.two.insert("a", &1).unwrap();
    assert_eq!(both.one.get("a"), Ok(Some(1)));
    assert_eq!(both.cookie().as_deref(), Some(id));
    assert_eq!(store.peek(id, now()).unwrap().get("a"), Some(&1.into()));
}

/// An id that both stores have, with other contents: somebody has planted it in one of them.
#[test]
fn what_one_store_has_is_not_taken_for_what_the_other_has() {
    let id = "0123456789abcdef0123456789abcdef";
    let stored = |user: &str| {
        let store = SlowStore::default();
        store.put(id, &Session::from_dict([("_user_id", user)].into_iter().collect()), now());
        builder().store(Arc::new(store)).build().unwrap()
    };
    let both = both(&stored("7"), &stored("42"), &[("session", id)]);
    assert_eq!(both.ids(), [some("7"), None]);
    assert_eq!(both.two.get::<String>("_user_id"), Ok(None));
}

/// An app that moves its sessions from the cookie to a store, under the same name.
#[test]
fn one_in_a_store_and_one_in_the_cookie_each_find_their_own() {
    let store = SlowStore::default();
    let id = "0123456789abcdef0123456789abcdef";
    store.put(id, &Session::from_dict([("_user_id", "7")].into_iter().collect()), now());
    let stored = || builder().store(Arc::new(store.clone())).build().unwrap();
    let own = permanent();
    for (one, two, stored_is) in [(login(), stored(), 1), (stored(), login(), 0)] {
        let by_cookie = both(&one, &two, &[("session", &own)]).ids();
        assert_eq!(by_cookie[1 - stored_is], some("42"));
        assert_eq!(by_cookie[stored_is], None);
        let by_id = both(&one, &two, &[("session", id)]).ids();
        assert_eq!(by_id[stored_is], some("7"), "{stored_is}");
        assert_eq!(by_id[1 - stored_is], None);

        let first_of = Auth::new(FirstOf::new(one).or(two));
        for (cookie, expected) in [(own.as_str(), "42"), (id, "7")] {
            let request = Request::get().cookies(&[("session", cookie)]).enter(&first_of);
            assert_eq!(answered(first_of.user(&request)).unwrap().id(), expected);
        }
    }
}

/// Of two cookies of one name, each names another session of the same store.
#[test]
fn each_login_asks_the_store_for_its_own_id() {
    let store = SlowStore::default();
    let (gone, id) = ("0123456789abcdef0123456789abcdef", "fedcba9876543210fedcba9876543210");
    store.put(id, &Session::from_dict([("_user_id", "7")].into_iter().collect()), now());
    let store: Arc<dyn handstamp_session::Store> = Arc::new(store);
    let first = builder().user_field("_user_id").store(store.clone()).build().unwrap();
    let last = SessionLogin::starlette(key()).user_field("_user_id").clock(now).store(store);
    let last = last.build().unwrap();
    let cookies = [("session", gone), ("session", id)];
    assert_eq!(both(&first, &last, &cookies).ids(), [None, some("7")]);
    assert_eq!(both(&last, &first, &cookies).ids(), [some("7"), None]);
}
