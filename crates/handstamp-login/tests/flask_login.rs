//! What Flask-Login does to session and cookies, done here: replays of recorded logins, and its rules.
#![cfg(feature = "flask")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod requests;

use std::time::{Duration, UNIX_EPOCH};

use handstamp_authorizer::Auth;
use handstamp_flask::{SecretKey, Value, session_codec};
use handstamp_login::flask::{CookieSettings, FlaskLogin, RememberCookie, SessionProtection};
use handstamp_login::{LOGIN_RECORD, Login, SessionLogin, extract};
use requests::flask::{
    BROWSER, HOME, NOW, builder, key, login_of, now, other_key, own_id, record, remember_token,
    request, session,
};
use requests::{Request, Served, answered, serve};
use serde_json::Value as Json;

/// Logs in as the recorded app did, and compares with what it answered.
#[test]
fn recorded_logins() {
    let logins = recordings("flask-login-session");
    assert!(logins.len() > 20);
    logins.iter().for_each(recorded_login);
}

fn recorded_login(line: &Json) {
    let now = UNIX_EPOCH + Duration::from_secs(line["signed_at"].as_u64().unwrap());
    let key = SecretKey::allow_weak(line["secret"].as_str().unwrap());
    let input = &line["input"];
    let variable = |name: &str| {
        let value = &input["config"][name.strip_prefix("FLASK_").unwrap()];
        (!value.is_null()).then(|| value.to_string())
    };
    let cookie = RememberCookie::from_vars("FLASK", variable).unwrap();
    let login = SessionLogin::flask(key.clone())
        .flask_login(FlaskLogin::new().with_remember_cookie(cookie))
        .clock(move || now)
        .build()
        .unwrap();
    let request = Request::get()
        .header("user-agent", input["ua"].as_str().unwrap())
        .from(input["addr"].as_str().unwrap());
    let user_id = input["user_id"].as_str().unwrap();
    let served = serve(&login, request, |session| {
        let details = Login::new(user_id);
        let remember = input["remember"] == true;
        session.login(if remember { details.with_remember() } else { details }).unwrap();
        if input["permanent"] == true {
            session.insert("_permanent", &true).unwrap();
        }
        for message in input["flash"].as_array().into_iter().flatten() {
            session.flash(message[0].as_str().unwrap(), message[1].as_str().unwrap()).unwrap();
        }
        if let Some(csrf) = input["csrf"].as_str() {
            session.insert("csrf_token", csrf).unwrap();
        }
        assert!(session.remove(LOGIN_RECORD).unwrap(), "which Flask does not write");
    });
    let recorded: Vec<_> = line["set_cookie"].as_array().unwrap().iter().collect();
    assert_eq!(served.cookies().len(), recorded.len(), "{line}");
    let codec = session_codec(key).build();
    for (ours, flask) in served.cookies().iter().zip(recorded) {
        let flask = flask.as_str().unwrap();
        if !flask.starts_with("session=") {
            assert_eq!(ours, flask);
            continue;
        }
        let ((ours, our_rest), (flask, rest)) =
            (ours.split_once("; ").unwrap(), flask.split_once("; ").unwrap());
        assert_eq!(our_rest, rest);
        let read = |cookie: &str| {
            let value = cookie.strip_prefix("session=").unwrap();
            codec.decode(value, now).unwrap().text().unwrap().to_owned()
        };
        assert_eq!(read(ours), read(flask));
    }
}

#[test]
fn a_login_names_the_user_and_the_browser() {
    let served = serve(&login_of(FlaskLogin::new()), request(&[]), |session| {
        session.login("42").unwrap();
    });
    assert_eq!(served.cookie("remember_token"), None);
    let written = served.session().unwrap();
    assert_eq!(written.get_str("_user_id"), Some("42"));
    assert_eq!(written.get("_fresh"), Some(&Value::Bool(true)));
    assert_eq!(written.get("_id"), Some(&own_id()));
    let login_id = written.get(LOGIN_RECORD).unwrap().as_dict().unwrap().get("l").unwrap();
    assert_eq!(login_id.as_str().unwrap().len(), 22);
    let whole = record(&[("u", "42".into()), ("l", login_id.clone()), ("t", NOW.into())]);
    assert_eq!(written.get(LOGIN_RECORD), Some(&whole));
    assert_eq!(written.as_dict().len(), 4);
}

#[test]
fn a_remembered_login_says_for_how_long() {
    let hour = Duration::from_secs(3_600);
    let login = login_of(FlaskLogin::new());
    let served = serve(&login, request(&[]), |session| {
        session.login(Login::new("42").with_remember_for(hour).with_fresh(false)).unwrap();
    });
    let token = remember_token("42");
    let line =
        format!("remember_token={token}; Expires=Tue, 14 Nov 2023 23:13:20 GMT; HttpOnly; Path=/");
    assert_eq!(served.cookies()[0], line);
    let written = served.session().unwrap();
    assert_eq!(written.get("_remember"), None);
    assert_eq!(written.get("_remember_seconds"), Some(&Value::Float(3_600.0)));
    assert_eq!(written.get("_fresh"), Some(&Value::Bool(false)));
}

#[test]
fn a_remembered_user_comes_back_but_not_fresh() {
    let token = remember_token("42");
    let served =
        serve(&login_of(FlaskLogin::new()), request(&[("remember_token", &token)]), |_| {});
    assert_eq!(served.id(), Some("42"));
    assert_eq!((served.how().fresh, served.how().auth_time), (false, None));
    let written = served.session().unwrap();
    assert_eq!(written.get_str("_user_id"), Some("42"));
    assert_eq!(written.get("_fresh"), Some(&Value::Bool(false)));
    assert_eq!(written.as_dict().len(), 2);

    // The session that this wrote names the user as well, and is not written again.
    let cookie = served.cookie("session").unwrap();
    let again = serve(&login_of(FlaskLogin::new()), request(&[("session", cookie)]), |_| {});
    assert_eq!(again.id(), Some("42"));
    assert!(again.cookies().is_empty());
}

#[test]
fn somebody_elses_login_time_is_not_inherited() {
    let token = remember_token("42");
    for user in ["7", "42"] {
        let left = record(&[("u", user.into()), ("t", (NOW - 1).into())]);
        let left = session(&[(LOGIN_RECORD, left)]);
        let cookies = [("session", left.as_str()), ("remember_token", &token)];
        let served = serve(&login_of(FlaskLogin::new()), request(&cookies), |_| {});
        assert_eq!((served.id(), served.how().auth_time), (Some("42"), None));
    }
}

#[test]
fn a_session_comes_before_the_remember_cookie() {
    let token = remember_token("42");
    let own = session(&[("_user_id", "7".into())]);
    let cookies = [("session", own.as_str()), ("remember_token", &token)];
    assert_eq!(serve(&login_of(FlaskLogin::new()), request(&cookies), |_| {}).id(), Some("7"));
}

#[test]
fn bad_tokens_are_anonymous() {
    let good = remember_token("42");
    let of_empty = remember_token("");
    let upper = good.to_uppercase();
    for token in ["", "|", "42|", "42|é", &of_empty, &upper, &good[..good.len() - 1]] {
        let served =
            serve(&login_of(FlaskLogin::new()), request(&[("remember_token", token)]), |_| {});
        assert!(served.id().is_none(), "{token}");
        assert!(served.cookies().is_empty(), "{token}");
    }
    let revoked = login_of(FlaskLogin::new().with_remember_check(|user_id| user_id != "42"));
    assert!(serve(&revoked, request(&[("remember_token", &good)]), |_| {}).id().is_none());
    let without = login_of(FlaskLogin::new().without_remember_cookie());
    assert!(serve(&without, request(&[("remember_token", &good)]), |_| {}).id().is_none());
    let own_field = builder().user_field("uid").build().unwrap();
    assert!(serve(&own_field, request(&[("remember_token", &good)]), |_| {}).id().is_none());
    let rotated = SessionLogin::flask(other_key()).fallbacks([key()]).clock(now).build().unwrap();
    assert!(serve(&rotated, request(&[("remember_token", &good)]), |_| {}).id().is_none());
}

#[test]
fn an_id_that_is_no_cookie_text_is_quoted_and_comes_back() {
    let served = serve(&login_of(FlaskLogin::new()), request(&[]), |session| {
        session.login(Login::new("jos\u{e9};").with_remember()).unwrap();
    });
    let value = served.cookie("remember_token").unwrap().to_owned();
    assert!(value.starts_with(r#""jos\303\251\073|"#), "{value}");
    let back = serve(&login_of(FlaskLogin::new()), request(&[("remember_token", &value)]), |_| {});
    assert_eq!(back.id(), Some("jos\u{e9};"));
}

#[test]
fn a_logout_forgets_the_user_and_keeps_the_rest() {
    let token = remember_token("42");
    let own = session(&[
        ("_user_id", "42".into()),
        ("_fresh", true.into()),
        ("_id", own_id()),
        (LOGIN_RECORD, record(&[("u", "42".into()), ("t", 1.into())])),
        ("cart", 3.into()),
    ]);
    let login = login_of(FlaskLogin::new());
    let cookies = [("session", own.as_str()), ("remember_token", &token)];
    let served = serve(&login, request(&cookies), |session| session.logout().unwrap());
    let delete = "remember_token=; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; Path=/";
    assert_eq!(served.cookies()[0], delete);
    let written = served.session().unwrap();
    assert_eq!(written.as_dict().len(), 1);
    assert_eq!(written.get("cart"), Some(&Value::from(3)));

    let served = serve(&login, request(&[("session", &own)]), |session| session.logout().unwrap());
    assert_eq!(served.cookies().len(), 1, "no remember cookie came, and none is deleted");

    // The remember cookie of the very request does not bring the user back.
    let auth = Auth::new(login.clone());
    let request = request(&[("remember_token", &token)]).enter(&auth);
    answered(extract::session(&request)).unwrap().logout().unwrap();
    assert_eq!(answered(extract::maybe_user_id(&request)).unwrap(), None);
}

#[test]
fn login_and_logout_in_one_request_leave_nothing() {
    let served = serve(&login_of(FlaskLogin::new()), request(&[]), |session| {
        session.login(Login::new("42").with_remember()).unwrap();
        session.logout().unwrap();
    });
    assert_eq!(served.cookies().len(), 1);
    assert_eq!(served.cookie("session"), Some(""));
}

#[test]
fn a_confirmed_login_is_fresh_and_of_now() {
    let own = session(&[("_user_id", "42".into()), ("_fresh", false.into())]);
    let served = serve(&login_of(FlaskLogin::new()), request(&[("session", &own)]), |session| {
        session.confirm_login().unwrap();
    });
    let written = served.session().unwrap();
    assert_eq!(written.get("_fresh"), Some(&Value::Bool(true)));
    assert_eq!(written.get("_id"), Some(&own_id()));
    let cookie = served.cookie("session").unwrap();
    let again = serve(&login_of(FlaskLogin::new()), request(&[("session", cookie)]), |_| {});
    assert_eq!((again.how().fresh, again.how().auth_time), (true, Some(now())));
    assert_eq!(again.how().login_id.as_ref().unwrap().as_str().len(), 22);
}

fn protected(mode: SessionProtection, fields: &[(&str, Value)], request: Request) -> Served {
    let settings = FlaskLogin::new().with_session_protection(mode);
    let login = builder().flask_login(settings).cookie(CookieSettings::default()).build().unwrap();
    let cookie = session(fields);
    serve(&login, request.header("cookie", format!("session={cookie}")), |_| {})
}

#[test]
fn session_protection() {
    use SessionProtection::{Basic, None as Off, Strong, Unwritten};
    let fields = |id: Value, permanent: bool| {
        let mut fields = vec![("_user_id", "42".into()), ("_fresh", true.into()), ("_id", id)];
        fields.push(("cart", 3.into()));
        if permanent {
            fields.push(("_permanent", true.into()));
        }
        fields
    };
    let (own, other) = (fields(own_id(), false), fields("other".into(), false));
    for mode in [Off, Unwritten, Basic, Strong] {
        let served = protected(mode, &own, request(&[]));
        assert!(served.how().fresh);
        assert!(served.cookies().is_empty());
    }
    assert!(protected(Off, &other, request(&[])).how().fresh);
    let served = protected(SessionProtection::default(), &other, request(&[]));
    assert!(!served.how().fresh, "as in Flask-Login, somebody elsewhere is not fresh");
    assert!(served.cookies().is_empty(), "and Flask is not told");

    for (mode, fields) in [(Basic, other.clone()), (Strong, fields("other".into(), true))] {
        let served = protected(mode, &fields, request(&[]));
        assert!(!served.how().fresh);
        let written = served.session().unwrap();
        assert_eq!(written.get("_fresh"), Some(&Value::Bool(false)));
        assert_eq!(written.get("_id"), Some(&Value::from("other")));
    }

    let served = protected(Strong, &other, request(&[]));
    assert!(served.id().is_none());
    assert!(served.cookies()[0].starts_with("remember_token=; Expires=Thu, 01 Jan 1970"));
    let written = served.session().unwrap();
    assert_eq!(written.as_dict().len(), 1);
    assert_eq!(written.get("cart"), Some(&Value::from(3)));
}

#[test]
fn the_first_forwarded_address_counts_if_a_trusted_proxy_vouches_for_it() {
    let fields = [("_user_id", "42".into()), ("_fresh", true.into()), ("_id", own_id())];
    let fresh = |peer: &str, forwarded: &str| {
        let request = Request::get().header("user-agent", BROWSER).from(peer);
        let request = request.header("x-forwarded-for", forwarded);
        let served = protected(SessionProtection::Basic, &fields, request);
        served.how().fresh
    };
    assert!(fresh("10.0.0.1", HOME));
    assert!(fresh("10.0.0.1", &format!(" {HOME} , 10.0.0.9")));
    assert!(!fresh("203.0.113.9", HOME), "nobody vouches for it");
    assert!(!fresh("10.0.0.1", &format!("{HOME}, 203.0.113.9")), "written by the client");

    // A login notes the address in the same way.
    let login = login_of(FlaskLogin::new());
    let request = Request::get().header("user-agent", BROWSER).from("10.0.0.1");
    let served = serve(&login, request.header("x-forwarded-for", HOME), |session| {
        session.login("42").unwrap();
    });
    assert_eq!(served.session().unwrap().get("_id"), Some(&own_id()));
}

#[test]
fn a_refreshed_remember_cookie_is_only_for_who_has_one() {
    let mut cookie = RememberCookie::default();
    cookie.refresh_each_request = true;
    let login = login_of(FlaskLogin::new().with_remember_cookie(cookie));
    let own = session(&[("_user_id", "42".into())]);
    let token = remember_token("42");
    let served = serve(&login, request(&[("session", &own), ("remember_token", &token)]), |_| {});
    assert_eq!(served.cookie("remember_token"), Some(token.as_str()));
    assert!(serve(&login, request(&[("session", &own)]), |_| {}).cookies().is_empty());
    let foreign = remember_token("7");
    let served = serve(&login, request(&[("session", &own), ("remember_token", &foreign)]), |_| {});
    assert!(served.cookies().is_empty());
}

#[test]
fn a_remember_cookie_is_a_credential_for_the_cross_origin_rule() {
    let token = remember_token("42");
    let auth = Auth::new(login_of(FlaskLogin::new()));
    let cookie = format!("remember_token={token}");
    let request = Request::of("POST").header("cookie", &cookie).enter(&auth);
    assert_eq!(answered(extract::maybe_user_id(&request)).unwrap_err().status, 403);
}

fn recordings(kind: &str) -> Vec<Json> {
    let lines = include_str!("vectors/flask_login.jsonl").lines();
    let lines = lines.map(|line| serde_json::from_str::<Json>(line).unwrap());
    lines.filter(|line| line["kind"] == kind).collect()
}
