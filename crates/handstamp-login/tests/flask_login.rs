//! What Flask-Login does to session and cookies, done here: replays of recorded logins, and its rules.
#![cfg(feature = "login")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod requests;

use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use handstamp_authorizer::{Principal, Subject as _, TrustedProxies};
use handstamp_flask::{
    CookieSettings, FlaskLogin, RememberCookie, RememberToken, SecretKey, Session, SessionCodec,
    SessionLogin, SessionProtection, Value, session_identifier,
};
use handstamp_session::login::{self, AUTH_TIME, Login, SessionHandle};
use requests::Request;
use serde_json::Value as Json;

const BROWSER: &str = "Mozilla/5.0 (X11; Linux x86_64)";
const HOME: &str = "198.51.100.7";

fn now() -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(1_700_000_000)
}

fn key() -> SecretKey {
    SecretKey::new("2f1d9a0c5be74386a1d0f7c2e9b85d34").unwrap()
}

fn login_of(settings: FlaskLogin) -> SessionLogin {
    SessionLogin::new(key()).with_flask_login(settings).with_clock(now)
}

/// What a handler found and what its response set.
struct Served {
    user: Option<Principal>,
    cookies: Vec<String>,
}

impl Served {
    /// The value of a cookie that the response set.
    fn cookie(&self, name: &str) -> Option<&str> {
        let start = format!("{name}=");
        let line = self.cookies.iter().find(|line| line.starts_with(&start))?;
        Some(line.split(';').next().unwrap().strip_prefix(&start).unwrap())
    }

    /// The session that the response set.
    fn session(&self) -> Option<Session> {
        let cookie = self.cookie("session").filter(|cookie| !cookie.is_empty())?;
        Some(SessionCodec::new(key()).decode(cookie, now()).unwrap())
    }
}

/// Serves one request: who is asking, then the handler.
fn serve(login: &SessionLogin, request: Request, handler: impl FnOnce(&SessionHandle)) -> Served {
    let proxies = TrustedProxies::none().trust("10.0.0.0/8").unwrap();
    let auth = handstamp_authorizer::Auth::builder(login.clone()).trusted_proxies(proxies).build();
    let request = request.enter(&auth);
    let mut asked = std::pin::pin!(auth.maybe_user(&request));
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    let std::task::Poll::Ready(user) = asked.as_mut().poll(&mut context) else { panic!("waits") };
    let session: Arc<SessionHandle> = login::session(&request).unwrap();
    handler(&session);
    let cookies = request.finish("set-cookie");
    Served { user: user.unwrap(), cookies }
}

fn request(cookies: &[(&str, &str)]) -> Request {
    let cookies: Vec<_> = cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let request = Request::get().header("user-agent", BROWSER).from(HOME);
    if cookies.is_empty() { request } else { request.header("cookie", cookies.join("; ")) }
}

fn session(fields: &[(&str, Value)]) -> String {
    let mut session = Session::new();
    for (name, value) in fields {
        session.insert_value(*name, value.clone());
    }
    SessionCodec::new(key()).encode(&session, now()).unwrap()
}

fn own_id() -> Value {
    session_identifier(Some(HOME), Some(BROWSER.as_bytes())).into()
}

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
    let login = SessionLogin::new(key.clone())
        .with_flask_login(FlaskLogin::new().with_remember_cookie(cookie))
        .with_clock(move || now);
    let request = Request::get()
        .header("user-agent", input["ua"].as_str().unwrap())
        .from(input["addr"].as_str().unwrap());
    let user_id = input["user_id"].as_str().unwrap();
    let served = serve(&login, request, |session| {
        let details = Login::new(user_id);
        let remember = input["remember"] == true;
        session.login(if remember { details.remember() } else { details }).unwrap();
        if input["permanent"] == true {
            session.insert("_permanent", &true).unwrap();
        }
        for message in input["flash"].as_array().into_iter().flatten() {
            session.flash(message[0].as_str().unwrap(), message[1].as_str().unwrap()).unwrap();
        }
        if let Some(csrf) = input["csrf"].as_str() {
            session.insert("csrf_token", csrf).unwrap();
        }
        assert!(session.remove(AUTH_TIME).unwrap(), "which Flask does not write");
    });
    let recorded: Vec<_> = line["set_cookie"].as_array().unwrap().iter().collect();
    assert_eq!(served.cookies.len(), recorded.len(), "{line}");
    let codec = SessionCodec::new(key);
    for (ours, flask) in served.cookies.iter().zip(recorded) {
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
    assert_eq!(written.get(AUTH_TIME), Some(&Value::from(1_700_000_000)));
    assert_eq!(written.as_dict().len(), 4);
}

#[test]
fn a_remembered_login_says_for_how_long() {
    let hour = Duration::from_secs(3_600);
    let login = login_of(FlaskLogin::new());
    let served = serve(&login, request(&[]), |session| {
        session.login(Login::new("42").remember_for(hour).with_fresh(false)).unwrap();
    });
    let token = RememberToken::new(key()).write("42").unwrap();
    let line =
        format!("remember_token={token}; Expires=Tue, 14 Nov 2023 23:13:20 GMT; HttpOnly; Path=/");
    assert_eq!(served.cookies[0], line);
    let written = served.session().unwrap();
    assert_eq!(written.get("_remember"), None);
    assert_eq!(written.get("_remember_seconds"), Some(&Value::Float(3_600.0)));
    assert_eq!(written.get("_fresh"), Some(&Value::Bool(false)));
}

#[test]
fn a_remembered_user_comes_back_but_not_fresh() {
    let token = RememberToken::new(key()).write("42").unwrap();
    let served =
        serve(&login_of(FlaskLogin::new()), request(&[("remember_token", &token)]), |_| {});
    let user = served.user.as_ref().unwrap();
    assert_eq!((user.id(), user.is_fresh(), user.auth_time()), ("42", false, None));
    let written = served.session().unwrap();
    assert_eq!(written.get_str("_user_id"), Some("42"));
    assert_eq!(written.get("_fresh"), Some(&Value::Bool(false)));
    assert_eq!(written.as_dict().len(), 2);

    // The session that this wrote names the user as well, and is not written again.
    let cookie = served.cookie("session").unwrap();
    let again = serve(&login_of(FlaskLogin::new()), request(&[("session", cookie)]), |_| {});
    assert_eq!(again.user.unwrap().id(), "42");
    assert!(again.cookies.is_empty());
}

#[test]
fn somebody_elses_login_time_is_not_inherited() {
    let token = RememberToken::new(key()).write("42").unwrap();
    let left = session(&[(AUTH_TIME, 1_699_999_999.into())]);
    let cookies = [("session", left.as_str()), ("remember_token", &token)];
    let served = serve(&login_of(FlaskLogin::new()), request(&cookies), |_| {});
    assert_eq!(served.user.unwrap().auth_time(), None);
}

#[test]
fn a_session_comes_before_the_remember_cookie() {
    let token = RememberToken::new(key()).write("42").unwrap();
    let own = session(&[("_user_id", "7".into())]);
    let cookies = [("session", own.as_str()), ("remember_token", &token)];
    assert_eq!(
        serve(&login_of(FlaskLogin::new()), request(&cookies), |_| {}).user.unwrap().id(),
        "7"
    );
}

#[test]
fn bad_tokens_are_nobody() {
    let good = RememberToken::new(key()).write("42").unwrap();
    let of_empty = RememberToken::new(key()).write("").unwrap();
    let upper = good.to_uppercase();
    for token in ["", "|", "42|", "42|é", &of_empty, &upper, &good[..good.len() - 1]] {
        let served =
            serve(&login_of(FlaskLogin::new()), request(&[("remember_token", token)]), |_| {});
        assert!(served.user.is_none(), "{token}");
        assert!(served.cookies.is_empty(), "{token}");
    }
    let revoked = login_of(FlaskLogin::new().with_remember_check(|user_id| user_id != "42"));
    assert!(serve(&revoked, request(&[("remember_token", &good)]), |_| {}).user.is_none());
    let without = login_of(FlaskLogin::new().without_remember_cookie());
    assert!(serve(&without, request(&[("remember_token", &good)]), |_| {}).user.is_none());
    let own_field = SessionLogin::new(key()).with_user_id_field("uid").with_clock(now);
    assert!(serve(&own_field, request(&[("remember_token", &good)]), |_| {}).user.is_none());
    let rotated = SecretKey::new("70a2c1f4d85b4e6f93b0187a2cde5f61").unwrap();
    let rotated = SessionLogin::new(rotated).with_fallbacks([key()]).with_clock(now);
    assert!(serve(&rotated, request(&[("remember_token", &good)]), |_| {}).user.is_none());
}

#[test]
fn an_id_that_is_no_cookie_text_is_quoted_and_comes_back() {
    let served = serve(&login_of(FlaskLogin::new()), request(&[]), |session| {
        session.login(Login::new("jos\u{e9};").remember()).unwrap();
    });
    let value = served.cookie("remember_token").unwrap().to_owned();
    assert!(value.starts_with(r#""jos\303\251\073|"#), "{value}");
    let back = serve(&login_of(FlaskLogin::new()), request(&[("remember_token", &value)]), |_| {});
    assert_eq!(back.user.unwrap().id(), "jos\u{e9};");
}

#[test]
fn a_logout_forgets_the_user_and_keeps_the_rest() {
    let token = RememberToken::new(key()).write("42").unwrap();
    let own = session(&[
        ("_user_id", "42".into()),
        ("_fresh", true.into()),
        ("_id", own_id()),
        (AUTH_TIME, 1.into()),
        ("cart", 3.into()),
    ]);
    let login = login_of(FlaskLogin::new());
    let cookies = [("session", own.as_str()), ("remember_token", &token)];
    let served = serve(&login, request(&cookies), |session| session.logout().unwrap());
    let delete = "remember_token=; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; Path=/";
    assert_eq!(served.cookies[0], delete);
    let written = served.session().unwrap();
    assert_eq!(written.as_dict().len(), 1);
    assert_eq!(written.get("cart"), Some(&Value::from(3)));

    let served = serve(&login, request(&[("session", &own)]), |session| session.logout().unwrap());
    assert_eq!(served.cookies.len(), 1, "no remember cookie came, and none is deleted");

    // The remember cookie of the very request does not bring the user back.
    let auth = handstamp_authorizer::Auth::new(login.clone());
    let request = request(&[("remember_token", &token)]).enter(&auth);
    login::session(&request).unwrap().logout().unwrap();
    assert_eq!(login::maybe_user_id(&request).unwrap(), None);
}

#[test]
fn login_and_logout_in_one_request_leave_nothing() {
    let served = serve(&login_of(FlaskLogin::new()), request(&[]), |session| {
        session.login(Login::new("42").remember()).unwrap();
        session.logout().unwrap();
    });
    assert_eq!(served.cookies.len(), 1);
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
    assert_eq!(login::auth_time(&written), Some(now()));
}

fn protected(mode: SessionProtection, fields: &[(&str, Value)], request: Request) -> Served {
    let login = login_of(FlaskLogin::new().with_session_protection(mode))
        .with_cookie(CookieSettings::default());
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
        assert!(served.user.unwrap().is_fresh());
        assert!(served.cookies.is_empty());
    }
    assert!(protected(Off, &other, request(&[])).user.unwrap().is_fresh());
    let served = protected(SessionProtection::default(), &other, request(&[]));
    assert!(!served.user.unwrap().is_fresh(), "as in Flask-Login, somebody elsewhere is not fresh");
    assert!(served.cookies.is_empty(), "and Flask is not told");

    for (mode, fields) in [(Basic, other.clone()), (Strong, fields("other".into(), true))] {
        let served = protected(mode, &fields, request(&[]));
        assert!(!served.user.as_ref().unwrap().is_fresh());
        let written = served.session().unwrap();
        assert_eq!(written.get("_fresh"), Some(&Value::Bool(false)));
        assert_eq!(written.get("_id"), Some(&Value::from("other")));
    }

    let served = protected(Strong, &other, request(&[]));
    assert!(served.user.is_none());
    assert!(served.cookies[0].starts_with("remember_token=; Expires=Thu, 01 Jan 1970"));
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
        served.user.unwrap().is_fresh()
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
    let token = RememberToken::new(key()).write("42").unwrap();
    let served = serve(&login, request(&[("session", &own), ("remember_token", &token)]), |_| {});
    assert_eq!(served.cookie("remember_token"), Some(token.as_str()));
    assert!(serve(&login, request(&[("session", &own)]), |_| {}).cookies.is_empty());
    let foreign = RememberToken::new(key()).write("7").unwrap();
    let served = serve(&login, request(&[("session", &own), ("remember_token", &foreign)]), |_| {});
    assert!(served.cookies.is_empty());
}

#[test]
fn a_remember_cookie_is_evidence_for_the_cross_origin_rule() {
    let token = RememberToken::new(key()).write("42").unwrap();
    let auth = handstamp_authorizer::Auth::new(login_of(FlaskLogin::new()));
    let cookie = format!("remember_token={token}");
    let request = Request::of("POST").header("cookie", &cookie).enter(&auth);
    assert_eq!(login::maybe_user_id(&request).unwrap_err().status, 403);
}

fn recordings(kind: &str) -> Vec<Json> {
    let lines = include_str!("vectors/flask_login.jsonl").lines();
    let lines = lines.map(|line| serde_json::from_str::<Json>(line).unwrap());
    lines.filter(|line| line["kind"] == kind).collect()
}
