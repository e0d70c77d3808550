//! What Flask-Security 5.9 keeps beside Flask-Login's keys (`login_user` and `logout_user` of its `utils.py`).
#![cfg(feature = "flask")]
#![allow(clippy::unwrap_used, clippy::panic)]

mod requests;

use std::time::Duration;

use handstamp_login::flask::FlaskLogin;
use handstamp_login::{Login, SessionLogin};
use handstamp_value::Value;
use requests::flask::{NOW, at, logged_in, login, login_of, remember_token, request, session};
use requests::serve;

fn flask_security() -> SessionLogin {
    login_of(FlaskLogin::new().with_flask_security(true))
}

#[test]
fn a_login_is_as_new_as_one_that_was_made_there() {
    let served = serve(&flask_security(), request(&[]), |session| session.login("7").unwrap());
    let written = served.session().unwrap();
    assert_eq!(written.get("fs_paa"), Some(&Value::Float(NOW as f64)));
    assert_eq!(written.get_str("fs_cc"), Some("set"));

    let served = serve(&flask_security(), request(&[]), |session| {
        session.login(Login::new("7").with_fresh(false)).unwrap();
    });
    assert_eq!(served.session().unwrap().get("fs_paa"), None, "no password was shown");

    let served = serve(&login(), request(&[]), |session| session.login("7").unwrap());
    assert_eq!(served.session().unwrap().get("fs_paa"), None, "the app has no Flask-Security");
}

#[test]
fn a_login_that_was_made_there_has_its_time_here() {
    let time = |paa: Value, fresh: bool| {
        let cookie = logged_in("7", &[("fs_paa", paa), ("_fresh", fresh.into())]);
        let served = serve(&flask_security(), request(&[("session", &cookie)]), |_| {});
        served.how().auth_time
    };
    let (hour_ago, whole) = (NOW - 3_600, at(NOW - 3_600));
    assert_eq!(
        time(Value::Float(hour_ago as f64 + 0.5), true),
        Some(whole + Duration::from_millis(500))
    );
    assert_eq!(time(hour_ago.into(), true), Some(whole));
    assert_eq!(time(hour_ago.into(), false), None, "it may be of the one who logged in before");
    for no_time in
        [Value::Float(f64::NAN), Value::Float(-1.0), Value::Float(1e300), "now".into(), (-1).into()]
    {
        assert_eq!(time(no_time.clone(), true), None, "{no_time:?}");
    }
    let cookie = logged_in("7", &[("fs_paa", hour_ago.into())]);
    let served = serve(&login(), request(&[("session", &cookie)]), |_| {});
    assert_eq!(served.how().auth_time, None, "the app has no Flask-Security");
}

#[test]
fn the_time_of_one_user_vouches_for_no_other() {
    let left = session(&[("fs_paa", NOW.into())]);
    let token = remember_token("8");
    let cookies = [("session", left.as_str()), ("remember_token", &token)];
    let served = serve(&flask_security(), request(&cookies), |_| {});
    assert_eq!((served.id(), served.how().auth_time), (Some("8"), None));
    assert_eq!(served.session().unwrap().get("fs_paa"), None);
}

#[test]
fn a_logout_takes_out_what_theirs_does() {
    let more = [
        ("fs_paa", NOW.into()),
        ("fs_gexp", NOW.into()),
        ("csrf_token", "a".into()),
        ("cart", 1.into()),
    ];
    let cookie = logged_in("7", &more);
    let served = serve(&flask_security(), request(&[("session", &cookie)]), |session| {
        session.logout().unwrap();
    });
    let left = served.session().unwrap();
    let keys: Vec<_> = left.iter().map(|(key, _)| key.as_str().unwrap()).collect();
    assert_eq!(keys, ["cart", "fs_cc"]);
    assert_eq!(left.get_str("fs_cc"), Some("clear"));
}

#[test]
fn a_password_that_is_given_once_more_renews_the_time() {
    let cookie = logged_in("7", &[("fs_paa", 1.into())]);
    let served = serve(&flask_security(), request(&[("session", &cookie)]), |session| {
        session.confirm_login().unwrap();
    });
    assert_eq!(served.session().unwrap().get("fs_paa"), Some(&Value::Float(NOW as f64)));
}
