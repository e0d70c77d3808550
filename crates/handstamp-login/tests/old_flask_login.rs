//! Requests to apps with Flask-Login 0.2.11 to 0.4.1, asked here with `FlaskLogin::before_0_5`: who it is,
//! and whether the login is fresh.
#![cfg(feature = "flask")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod requests;

use std::path::Path;

use handstamp_authorizer::rules::{Anyone, fresh};
use handstamp_authorizer::{Auth, Subject, TrustedProxies};
use handstamp_flask::{Epoch, SecretKey, session_identifier_python2};
use handstamp_login::flask::{FlaskLogin, SessionProtection};
use handstamp_login::{LOGIN_RECORD, Login, SessionLogin};
use requests::flask::{BROWSER, HOME, at, builder, request};
use requests::{Request, answered, serve};
use serde_json::Value as Json;

/// What the app answered to a request.
#[derive(Debug, PartialEq)]
struct Answer {
    taken: bool,
    user_id: Option<String>,
    fresh: bool,
}

/// The line's app, as handstamp has it.
fn login_of(line: &Json) -> SessionLogin {
    let now = at(line["now"].as_u64().unwrap());
    let protection = match &line["input"]["session_protection"] {
        Json::Null if line["input"].get("session_protection").is_some() => SessionProtection::None,
        Json::Null => SessionProtection::Basic,
        Json::String(strong) if strong == "strong" => SessionProtection::Strong,
        Json::String(basic) if basic == "basic" => SessionProtection::Basic,
        other => panic!("{other}"),
    };
    let itsdangerous = line["deps"]["itsdangerous"].as_str().unwrap();
    let epoch = if itsdangerous.starts_with("0.") { Epoch::Year2011 } else { Epoch::Unix };
    let settings = FlaskLogin::before_0_5()
        .with_python2(line["python"].as_str().unwrap().starts_with("2."))
        .with_session_protection(protection);
    SessionLogin::flask(SecretKey::allow_weak(line["secret"].as_str().unwrap()))
        .codec(|codec| codec.epoch(epoch))
        .flask_login(settings)
        .clock(move || now)
        .build()
        .unwrap()
}

fn request_of(line: &Json) -> Request {
    let input = &line["input"];
    let mut request = Request::get().from(input["addr"].as_str().unwrap());
    for (header, name) in
        [("user-agent", "ua"), ("x-forwarded-for", "x_forwarded_for"), ("cookie", "cookie")]
    {
        if let Some(value) = input[name].as_str() {
            request = request.header(header, value);
        }
    }
    request
}

fn ours(line: &Json) -> Answer {
    let proxies = TrustedProxies::none().trust("10.0.0.1").unwrap();
    let auth = Auth::builder(login_of(line)).trusted_proxies(proxies).build();
    let request = request_of(line).enter(&auth);
    let known = answered(auth.authenticated(&request)).ok();
    let taken = match line["input"]["view"].as_str().unwrap() {
        "who" => true,
        "private" => answered(auth.require_user(&request, Anyone)).is_ok(),
        "fresh" => answered(auth.require_user(&request, fresh())).is_ok(),
        other => panic!("{other}"),
    };
    assert!(request.finished().is_ok());
    let user_id = known.as_ref().map(|(user, _)| user.id().to_owned()).filter(|_| taken);
    Answer { taken, fresh: user_id.is_some() && known.is_some_and(|(_, how)| how.fresh), user_id }
}

fn theirs(line: &Json) -> Answer {
    let answer = &line["answer"];
    let taken = answer["status"] == 200;
    let user_id = answer["user_id"].as_str().filter(|_| taken).map(str::to_owned);
    Answer { taken, fresh: user_id.is_some() && answer["fresh"] == true, user_id }
}

/// Where the browser is another one to this version than to the next, less may be taken here.
fn is_stricter(ours: &Answer, theirs: &Answer) -> bool {
    (ours.user_id.is_none() || ours.user_id == theirs.user_id)
        && (!ours.fresh || theirs.fresh)
        && (!ours.taken || theirs.taken)
}

/// Holds every line against this crate; how many are equal, and how many of those have a user.
fn hold(text: &str) -> (usize, usize) {
    let (mut equal, mut with_user, mut differing) = (0, 0, Vec::new());
    for text in text.lines() {
        let line: Json = serde_json::from_str(text).unwrap();
        if line["kind"] != "flask-login-session" || line["answer"].is_null() {
            continue;
        }
        let (ours, theirs) = (ours(&line), theirs(&line));
        if ours == theirs {
            equal += 1;
            with_user += usize::from(ours.user_id.is_some());
        } else if line["loose"] != true || !is_stricter(&ours, &theirs) {
            differing.push(format!("{ours:?}, not {theirs:?}: {text}"));
        }
    }
    assert!(differing.is_empty(), "{} differ\n{}", differing.len(), differing.join("\n"));
    (equal, with_user)
}

#[test]
fn a_selection() {
    let (equal, with_user) = hold(include_str!("vectors/flask_login_old.jsonl"));
    assert!(equal >= 80 && with_user >= 35, "{equal} equal, {with_user} with a user");
}

/// An app on Flask-Login 0.2 whose session protection is off asks for no browser.
#[test]
fn without_session_protection_a_login_of_0_2_is_fresh() {
    let lines = include_str!("vectors/flask_login_old.jsonl").lines();
    let lines = lines.map(|line| serde_json::from_str::<Json>(line).unwrap());
    let is_fresh_there = |line: &Json| {
        line["lib_version"] == "0.2.11"
            && line["answer"]["fresh"] == true
            && !line["token"].is_string()
    };
    let mut seen = 0;
    for mut line in lines.filter(is_fresh_there) {
        assert!(!ours(&line).fresh, "an MD5 is not read");
        line["input"]["session_protection"] = Json::Null;
        assert_eq!(ours(&line), theirs(&line));
        seen += 1;
    }
    assert!(seen > 1, "{seen}");
}

#[test]
#[ignore = "needs ../shared/vectors: cargo xtask test vectors"]
fn everything_that_was_recorded() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/vectors/python");
    let text = std::fs::read_to_string(folder.join("flask_login_old.jsonl")).unwrap();
    let (equal, with_user) = hold(&text);
    assert!(equal >= 850 && with_user >= 350, "{equal} equal, {with_user} with a user");
}

fn before_0_5() -> SessionLogin {
    builder().flask_login(FlaskLogin::before_0_5()).build().unwrap()
}

#[test]
fn a_login_writes_the_old_keys_and_a_logout_takes_all_of_them_out() {
    let served = serve(&before_0_5(), request(&[]), |session| {
        let hour = std::time::Duration::from_secs(3_600);
        session.login(Login::new("42").with_remember_for(hour)).unwrap();
    });
    let written = served.session().unwrap();
    let mut keys: Vec<_> = ["user_id", "_fresh", "_id", "remember_seconds", LOGIN_RECORD].into();
    keys.retain(|key| written.get(key).is_none());
    assert!(keys.is_empty() && written.as_dict().len() == 5, "{:?}", written.as_dict());

    let both = requests::flask::session(&[("user_id", "42".into()), ("_user_id", "42".into())]);
    let served = serve(&before_0_5(), request(&[("session", &both)]), |session| {
        session.logout().unwrap();
    });
    assert_eq!(served.id(), Some("42"));
    assert!(served.deletes("session"));
}

#[test]
fn a_login_for_python_2_is_fresh_there() {
    let python2 =
        builder().flask_login(FlaskLogin::before_0_5().with_python2(true)).build().unwrap();
    let served = serve(&python2, request(&[]), |session| session.login("42").unwrap());
    let expected = session_identifier_python2(Some(HOME), Some(BROWSER.as_bytes()));
    assert_eq!(served.session().unwrap().get_str("_id"), Some(&*expected));
    let cookie = served.cookie("session").unwrap();
    assert!(serve(&python2, request(&[("session", cookie)]), |_| {}).how().fresh);
    assert!(!serve(&before_0_5(), request(&[("session", cookie)]), |_| {}).how().fresh);
}

#[test]
fn an_app_that_is_being_updated_has_either_key() {
    let asked = |login: &SessionLogin, key: &'static str| {
        let cookie = requests::flask::session(&[(key, "42".into())]);
        serve(login, request(&[("session", &cookie)]), |_| {}).id().map(str::to_owned)
    };
    assert_eq!(asked(&before_0_5(), "user_id").as_deref(), Some("42"));
    assert_eq!(asked(&before_0_5(), "_user_id").as_deref(), Some("42"));
    let since_0_5 = requests::flask::login_of(FlaskLogin::new());
    assert_eq!(asked(&since_0_5, "user_id"), None, "may be a key of the app's own");
}
