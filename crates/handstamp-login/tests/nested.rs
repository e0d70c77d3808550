//! Several `Auth`s around one request: the one that offers the session judges it.
#![cfg(feature = "flask")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod requests;

use std::sync::Arc;

use handstamp_authorizer::{
    Auth, Authentication, Authenticator, CredentialKind, CrossOrigin, Identity, Known, MaybeFuture,
    Principal, Reply, RequestView, Subject, TrustedProxies,
};
use handstamp_flask::FlaskWtf;
use handstamp_login::flask::FlaskLogin;
use handstamp_login::{CsrfTokenError, InsertError, LoginError, extract};
use requests::flask::{
    BROWSER, HOME, builder, key, logged_in, login_of, now, own_id, remember_token, request_of,
    session,
};
use requests::{Request, answered};

/// Knows users by a header of their own.
struct HeaderKey;

impl Authenticator for HeaderKey {
    fn authenticate(&self, request: &dyn RequestView) -> MaybeFuture<Identity> {
        MaybeFuture::Ready(match request.text("x-api-key") {
            Some(name) => Identity::Known(Known::new(
                Principal::new(name),
                Authentication::new(CredentialKind::Header, "APIKey"),
            )),
            None => Identity::anonymous(),
        })
    }

    fn presented(&self, request: &dyn RequestView) -> Option<CredentialKind> {
        request.header("x-api-key", 0).map(|_| CredentialKind::Header)
    }
}

/// An inner `Auth` that checks no origin and trusts no proxy.
fn inner() -> Auth {
    let anywhere = CrossOrigin::allow_all_without_csrf_defence();
    Auth::builder(HeaderKey).cross_origin(anywhere).build()
}

fn status<T>(answer: Result<T, Reply>) -> u16 {
    answer.map_or_else(|reply| reply.status, |_| 200)
}

/// The status of each session extractor, and of the outer `Auth` itself.
fn statuses(outer: &Auth, request: &Request) -> [u16; 7] {
    [
        status(answered(extract::session(request))),
        status(answered(extract::maybe_session(request))),
        status(answered(extract::require_session(request))),
        status(answered(extract::maybe_user_id(request))),
        status(answered(extract::require_user_id(request))),
        status(answered(extract::csrf_token(request))),
        status(answered(outer.user(request))),
    ]
}

#[test]
fn the_outer_cross_origin_rule_holds_below_an_inner_auth() {
    let outer = Auth::new(login_of(FlaskLogin::new()));
    let own = logged_in("42", &[]);
    for (site, expected) in [("cross-site", 403), ("same-site", 403), ("same-origin", 200)] {
        let request = request_of("POST", &[("session", &own)]).header("sec-fetch-site", site);
        let request = request.enter(&outer).enter(&inner());
        assert_eq!(statuses(&outer, &request), [expected; 7], "{site}");
    }
    let request = request_of("POST", &[("session", &own)]).enter(&outer).enter(&inner());
    assert_eq!(statuses(&outer, &request), [403; 7], "it does not say where it comes from");
}

#[test]
fn the_inner_auth_judges_its_own_users() {
    let (outer, inner) = (Auth::new(login_of(FlaskLogin::new())), inner());
    let own = logged_in("42", &[]);
    let request = request_of("POST", &[("session", &own)]).header("sec-fetch-site", "cross-site");
    let request = request.header("x-api-key", "robot").enter(&outer).enter(&inner);
    assert_eq!(answered(inner.user(&request)).unwrap().id(), "robot");
    assert_eq!(status(answered(extract::session(&request))), 403);
}

#[test]
fn the_outer_proxies_count_below_an_inner_auth() {
    let proxies = TrustedProxies::none().trust("10.0.0.1").unwrap();
    let outer = Auth::builder(login_of(FlaskLogin::new())).trusted_proxies(proxies).build();
    let own = logged_in("42", &[]);
    let request = Request::get().from("10.0.0.1").header("user-agent", BROWSER);
    let request =
        request.header("x-forwarded-for", HOME).header("cookie", format!("session={own}"));
    let request = request.enter(&outer).enter(&inner());
    let (_, how) = answered(outer.authenticated(&request)).unwrap();
    assert!(how.fresh, "session protection sees the browser's address");
    let session = answered(extract::session(&request)).unwrap();
    session.login("7").unwrap();
    assert_eq!(session.with(|session| session.get("_id").cloned()), Some(own_id()));
}

/// Forms by HTTPS behind a proxy: which host and scheme it was, the outer `Auth` says.
#[test]
fn the_referrer_is_checked_as_the_outer_auth_sees_it() {
    let proxies = TrustedProxies::none().trust("10.0.0.1").unwrap();
    let outer = Auth::builder(login_of(FlaskLogin::new())).trusted_proxies(proxies).build();
    let (cookie, token) = with_secret();
    let checked = |referrer: &str| {
        let request = Request::of("POST").from("10.0.0.1").header("host", "inside");
        let request = request.header("x-forwarded-proto", "https");
        let request = request.header("x-forwarded-host", "app.example");
        let request = request.header("sec-fetch-site", "same-origin").header("referer", referrer);
        let request = request.header("cookie", format!("session={cookie}"));
        let request = request.enter(&outer).enter(&inner());
        answered(extract::csrf_token(&request)).unwrap().check(Some(&token)).is_ok()
    };
    assert!(checked("https://app.example/form"));
    assert!(!checked("https://inside/form"));
}

/// A logged-in session with a CSRF secret, and a token of it.
fn with_secret() -> (String, String) {
    let tokens = FlaskWtf::builder(key()).build();
    let fields = [("_user_id", "42".into()), ("csrf_token", "a secret of this session".into())];
    let cookie = session(&fields);
    let opened = handstamp_flask::session_codec(key()).build().decode(&cookie, now()).unwrap();
    (cookie, tokens.token(&opened, now()).unwrap())
}

#[test]
fn a_csrf_token_in_a_header_stands_in_for_the_origin() {
    let auth = Auth::new(login_of(FlaskLogin::new()));
    let (cookie, token) = with_secret();
    let sent = |method, header, token: &str| {
        let request = request_of(method, &[("session", &cookie)]).header(header, token);
        statuses(&auth, &request.enter(&auth))
    };
    assert_eq!(sent("POST", "x-csrftoken", &token), [200; 7]);
    assert_eq!(sent("DELETE", "x-csrf-token", &token), [200; 7]);
    for bad in ["x", "", &token[1..], &token.to_uppercase()] {
        assert_eq!(sent("POST", "x-csrftoken", bad), [403; 7], "{bad}");
    }
    assert_eq!(sent("POST", "x-other", &token), [403; 7]);

    // A token of another session: the secret is what another site cannot know.
    let other = session(&[("_user_id", "42".into()), ("csrf_token", "another".into())]);
    let request = request_of("POST", &[("session", &other)]).header("x-csrftoken", &token);
    assert_eq!(statuses(&auth, &request.enter(&auth)), [403; 7]);
}

/// As `maybe_user_id`, but for sessions in a store, where the token can be checked only after the wait.
/// Somebody plants a session with a secret of theirs beside the user's remember cookie.
#[test]
fn a_token_of_a_session_that_is_left_behind_stands_in_for_nothing() {
    let auth = Auth::new(login_of(FlaskLogin::new()));
    let (_, token) = with_secret();
    let planted = session(&[("csrf_token", "a secret of this session".into())]);
    let remembered = remember_token("42");
    let cookies = [("session", planted.as_str()), ("remember_token", &remembered)];
    let request = || request_of("POST", &cookies).header("x-csrftoken", &token).enter(&auth);
    assert_eq!(status(answered(auth.maybe_user(&request()))), 403);
    assert_eq!(status(answered(extract::maybe_user_id(&request()))), 403);
    assert_eq!(status(answered(extract::require_user_id(&request()))), 403);
}

#[test]
fn a_csrf_token_is_checked_after_the_store_has_answered() {
    let store = requests::slow_store::SlowStore::default();
    let login = builder().store(Arc::new(store)).build().unwrap();
    let auth = Auth::new(login.clone());
    let mut token = String::new();
    let served = requests::serve(&login, request_of("GET", &[]), |session| {
        session.login("42").unwrap();
        session.insert("csrf_token", "a secret of this session").unwrap();
        let tokens = FlaskWtf::builder(key()).build();
        token = session.with(|session| tokens.token(session, now()).unwrap());
    });
    let id = served.cookie("session").unwrap();
    let sent = |token: &str| {
        let request = request_of("POST", &[("session", id)]).header("x-csrftoken", token);
        statuses(&auth, &request.enter(&auth))
    };
    assert_eq!(sent(&token), [200; 7]);
    assert_eq!(sent("x"), [403; 7]);
}

#[test]
fn a_change_after_the_response_is_an_error() {
    let auth = Auth::new(login_of(FlaskLogin::new()));
    let own = logged_in("42", &[]);
    for opened_before in [true, false] {
        let request = request_of("GET", &[("session", &own)]).enter(&auth);
        if opened_before {
            answered(extract::session(&request)).unwrap().with(|_| ());
        }
        assert!(request.finish("set-cookie").is_empty());
        let session = answered(extract::session(&request)).unwrap();
        assert!(matches!(session.insert("a", &1), Err(InsertError::Closed(_))));
        assert!(session.remove("_user_id").is_err());
        assert!(session.clear().is_err() && session.logout().is_err());
        assert!(session.flash("info", "late").is_err() && session.take_flashes().is_err());
        assert!(matches!(session.login("7"), Err(LoginError::Closed(_))));
        assert!(matches!(session.confirm_login(), Err(LoginError::Closed(_))));
        assert_eq!(session.get("_user_id"), Ok(Some("42".to_owned())), "it can be read");
        let form = answered(extract::csrf_token(&request)).unwrap();
        assert!(matches!(form.for_form(), Err(CsrfTokenError::Closed(_))));
        assert!(request.finish("set-cookie").is_empty());
    }
}
