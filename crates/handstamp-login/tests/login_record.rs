//! The login record vouches for the user who logged in here, and for nobody else.
#![cfg(feature = "flask")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod requests;

use std::time::Duration;

use handstamp_authorizer::Auth;
use handstamp_authorizer::rules::logged_in_within;
use handstamp_flask::{Session, Value, session_codec};
use handstamp_login::flask::FlaskLogin;
use handstamp_login::{LOGIN_RECORD, Login};
use requests::flask::{
    NOW, at, builder, key, logged_in, login_of, now, own_id, record, remember_token, request,
    session,
};
use requests::{Served, answered, serve};

fn asked(cookies: &[(&str, &str)]) -> Served {
    serve(&login_of(FlaskLogin::new()), request(cookies), |_| {})
}

/// Whether the rule that wants a login of the last five minutes lets these cookies pass.
fn is_recent(cookies: &[(&str, &str)]) -> bool {
    let auth = Auth::new(login_of(FlaskLogin::new()));
    let request = request(cookies).enter(&auth);
    let rule = logged_in_within(Duration::from_secs(300)).with_clock(now);
    answered(auth.require_user(&request, rule)).is_ok()
}

/// The session of a user who has logged in here.
fn of_rust(user_id: &str) -> Session {
    let served = serve(&login_of(FlaskLogin::new()), request(&[]), |session| {
        session.login(user_id).unwrap();
    });
    served.session().unwrap()
}

/// `logout_user()` of Flask-Login, which keeps what it does not know.
fn flask_logs_out(session: &mut Session) {
    for key in ["_user_id", "_fresh", "_id"] {
        assert!(session.remove(key).is_some());
    }
}

/// `login_user()`, and what it does for a user that is remembered (not fresh).
fn flask_logs_in(session: &mut Session, user_id: &str, fresh: bool) {
    session.insert_value("_user_id", user_id);
    session.insert_value("_fresh", fresh);
    session.insert_value("_id", own_id());
}

fn signed(session: &Session) -> String {
    session_codec(key()).build().encode(session, now()).unwrap()
}

#[test]
fn a_login_here_is_known_by_its_record() {
    let cookie = signed(&of_rust("ann"));
    let served = asked(&[("session", &cookie)]);
    assert_eq!(served.id(), Some("ann"));
    assert_eq!((served.how().fresh, served.how().auth_time), (true, Some(now())));
    assert!(served.how().login_id.is_some());
    assert!(is_recent(&[("session", &cookie)]));
}

#[test]
fn a_record_does_not_vouch_for_who_logs_in_after_at_flask() {
    let mut session = of_rust("ann");
    flask_logs_out(&mut session);
    assert!(session.get(LOGIN_RECORD).is_some(), "Flask keeps it");
    flask_logs_in(&mut session, "bob", true);
    let cookie = signed(&session);
    let served = asked(&[("session", &cookie)]);
    assert_eq!((served.id(), served.how().fresh), (Some("bob"), true));
    assert_eq!(served.how().auth_time, None);
    assert_eq!((&served.how().login_id, served.how().generation), (&None, None));
    assert!(!is_recent(&[("session", &cookie)]));
}

#[test]
fn a_record_does_not_vouch_for_a_remembered_victim() {
    let mut left = of_rust("ann");
    flask_logs_out(&mut left);
    let left = signed(&left);
    for victim in ["bob", "ann"] {
        let token = remember_token(victim);
        let cookies = [("session", left.as_str()), ("remember_token", &token)];
        let served = asked(&cookies);
        assert_eq!((served.id(), served.how().fresh), (Some(victim), false));
        assert_eq!((served.how().auth_time, &served.how().login_id), (None, &None));
        assert!(!is_recent(&cookies));
        assert_eq!(served.session().unwrap().get(LOGIN_RECORD), None);
    }
}

#[test]
fn a_record_gives_no_time_to_its_own_user_who_was_remembered_at_flask() {
    let mut session = of_rust("ann");
    flask_logs_out(&mut session);
    flask_logs_in(&mut session, "ann", false);
    let cookie = signed(&session);
    let served = asked(&[("session", &cookie)]);
    assert_eq!((served.id(), served.how().fresh), (Some("ann"), false));
    assert_eq!(served.how().auth_time, None);
    assert!(!is_recent(&[("session", &cookie)]));
}

/// A, then B at Flask, then A again: the record is A's own, of A's own earlier login.
#[test]
fn a_left_record_of_the_same_user_is_never_too_young() {
    let left = record(&[("u", "ann".into()), ("t", (NOW - 3_600).into())]);
    let cookie = logged_in("ann", &[(LOGIN_RECORD, left)]);
    assert_eq!(asked(&[("session", &cookie)]).how().auth_time, Some(at(NOW - 3_600)));
    assert!(!is_recent(&[("session", &cookie)]));
}

#[test]
fn a_login_that_is_not_fresh_has_no_time() {
    let login = login_of(FlaskLogin::new());
    let served = serve(&login, request(&[]), |session| {
        session.login(Login::new("ann").with_fresh(false)).unwrap();
    });
    let written = served.session().unwrap();
    let written = written.get(LOGIN_RECORD).unwrap().as_dict().unwrap();
    assert_eq!(written.get("u").unwrap().as_str(), Some("ann"));
    assert!(written.get("l").is_some());
    assert_eq!(written.get("t"), None);
    let cookie = served.cookie("session").unwrap();
    assert_eq!(
        (asked(&[("session", cookie)]).how().auth_time, is_recent(&[("session", cookie)])),
        (None, false)
    );
}

/// An app without Flask-Login: the record alone says whether the login is fresh.
#[test]
fn a_field_of_the_app_is_fresh_by_its_record() {
    let login = builder().user_field("uid").build().unwrap();
    let how = |fields: &[(&str, Value)]| {
        let cookie = session(fields);
        serve(&login, request(&[("session", &cookie)]), |_| {}).how().clone()
    };
    let of = |user: &str| record(&[("u", user.into()), ("t", NOW.into())]);
    let own = how(&[("uid", "ann".into()), (LOGIN_RECORD, of("ann"))]);
    assert_eq!((own.fresh, own.auth_time), (true, Some(now())));
    let without_time = record(&[("u", "ann".into())]);
    let own = how(&[("uid", "ann".into()), (LOGIN_RECORD, without_time)]);
    assert_eq!((own.fresh, own.auth_time), (false, None));
    let others = how(&[("uid", "ann".into()), (LOGIN_RECORD, of("bob"))]);
    assert_eq!((others.fresh, others.auth_time), (false, None));
    assert!(!how(&[("uid", "ann".into())]).fresh);
}

#[test]
fn a_logout_takes_the_record_out() {
    let mut session = of_rust("ann");
    session.insert_value("cart", 3);
    let cookie = signed(&session);
    let served = serve(&login_of(FlaskLogin::new()), request(&[("session", &cookie)]), |session| {
        session.logout().unwrap();
    });
    let written = served.session().unwrap();
    assert_eq!(written.as_dict().len(), 1);
    assert_eq!(written.get("cart"), Some(&3.into()));
}
