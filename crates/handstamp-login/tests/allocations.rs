//! What it costs to find out who is asking, in allocations.
//!
//! Its own binary: the counting allocator counts for everybody.
#![cfg(feature = "flask")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod requests;

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use handstamp_authorizer::{Auth, Authentication, Principal, Subject};
use handstamp_flask::SecretKey;
use handstamp_login::flask::FlaskBuilder;
use handstamp_login::{SessionLogin, extract};
use requests::{Request, answered};

/// What Flask-Login 0.6 under Flask 3.1 has set for the user 1742, and when.
const KEY: &str = "dev-secret-key-0123456789abcdef-rotate-me";
const COOKIE: &str = concat!(
    "session=.eJwlzklKBEEQQNG75NpFxpBD9GWKGFEEharulXh3C9w-_uL_tKPOvN7b43m",
    "-8q0dH9EeTdkByWACRuDCAFrgsIAlmGTQNEKYFZppssZCKU1BiqFcAahqlYi",
    "7ECTFracNKpjCy71wpG-OHeaLcfBavcaWzmHKkO7tHnldef7fwB3d4tdZx_P",
    "7M79uc6dymDhzkAJ1Jus4nbdZEVVWCTLpbr9_mJBAXw.awJcLg.mwLhMQvbW",
    "wn9DBHRwvXN6zkqB8c",
);

fn at() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_795_316_842)
}

struct Account(&'static str);

fn flask() -> FlaskBuilder {
    SessionLogin::flask(SecretKey::new(KEY).unwrap()).clock(at)
}

fn app() -> Auth<Arc<Account>> {
    app_of(flask())
}

fn app_of(login: FlaskBuilder) -> Auth<Arc<Account>> {
    let account = Arc::new(Account("1742"));
    let login = login.build().unwrap();
    Auth::new(login.map_user(move |user: Principal, _: &Authentication| {
        (user.id() == account.0).then(|| Arc::clone(&account))
    }))
}

fn entered(auth: &Auth<Arc<Account>>, cookie: &str) -> Request {
    Request::get().header("cookie", cookie).enter(auth)
}

/// How often it allocates, after two that warm up whatever is kept. What asks is made and finished outside.
fn count(cookie: &str, ask: impl Fn(&Auth<Arc<Account>>, &Request)) -> u64 {
    count_of(&app(), cookie, ask)
}

fn count_of(
    auth: &Auth<Arc<Account>>,
    cookie: &str,
    ask: impl Fn(&Auth<Arc<Account>>, &Request),
) -> u64 {
    let counted = || {
        let request = entered(auth, cookie);
        let info = allocation_counter::measure(|| ask(auth, &request));
        assert!(request.finish("set-cookie").is_empty());
        info.count_total
    };
    counted();
    counted();
    counted()
}

/// The session that is kept to the end of the request, and the answer that is kept beside it.
const USER: u64 = 2;

#[test]
fn the_user_of_a_known_cookie() {
    let user = count(COOKIE, |auth, request| {
        assert_eq!(answered(auth.user(request)).unwrap().0, "1742");
    });
    assert!(user <= USER, "{user}");
    let twice = count(COOKIE, |auth, request| {
        answered(auth.user(request)).unwrap();
        answered(auth.maybe_user(request)).unwrap();
    });
    assert!(twice <= USER, "asked again: {twice}");
}

#[test]
fn the_user_in_a_field() {
    let user = count_of(&app_of(flask().user_field("_user_id")), COOKIE, |auth, request| {
        assert_eq!(answered(auth.user(request)).unwrap().0, "1742");
    });
    assert!(user <= USER, "{user}");
}

#[test]
fn a_forged_cookie_costs_no_more_than_a_good_one() {
    let forged = COOKIE.replace("awJcLg", "awJcLh");
    let user = count(&forged, |auth, request| {
        assert!(answered(auth.maybe_user(request)).unwrap().is_none());
    });
    assert!(user <= USER, "{user}");
}

/// The handle's own state, and the cookie that is kept until somebody looks.
const UNREAD: u64 = 3;

#[test]
fn a_session_that_nobody_looks_at() {
    let session = count(COOKIE, |_, request| drop(answered(extract::session(request)).unwrap()));
    assert!(session <= UNREAD, "{session}");
}

/// A session with a login record, as a login here writes it.
#[test]
fn the_user_of_a_login_that_was_made_here() {
    let auth = app();
    let request = entered(&auth, "");
    answered(extract::session(&request)).unwrap().login("1742").unwrap();
    let line = request.finish("set-cookie").remove(0);
    let cookie = line.split(';').next().unwrap();
    let user = count(cookie, |auth, request| {
        let (user, known) = answered(auth.authenticated(request)).unwrap();
        assert!(user.0 == "1742" && known.login_id.is_some());
    });
    assert!(user <= USER, "{user}");
}

/// Who was asked and changed nothing adds nothing at the end.
#[test]
fn the_end_of_a_request() {
    let auth = app();
    let finish = || {
        let request = entered(&auth, COOKIE);
        answered(auth.user(&request)).unwrap();
        allocation_counter::measure(|| assert!(answered(request.entered().finish()).is_ok()))
            .count_total
    };
    finish();
    assert_eq!(finish(), 0);
}
