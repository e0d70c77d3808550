//! `SessionLogin` through a request and its response: who it is, and what the cookie becomes.
#![cfg(feature = "login")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use handstamp_authorizer::{Auth, AuthContext, MaybeFuture, Principal, RequestView, Subject};
use handstamp_session::login::{self, SessionHandle};
use handstamp_starlette::{CookieSettings, SecretKey, Session, SessionCodec, SessionLogin};

/// 22 November 2026, an hour after `zopyx-samples` logged in.
const NOW: u64 = 1_795_317_185 + 3_600;

fn at(seconds: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(seconds)
}

fn key() -> SecretKey {
    SecretKey::new("c1bb4b1b7e2cf6f2a1b0d5f0e37a2f64").unwrap()
}

fn login() -> SessionLogin {
    SessionLogin::new(key()).with_clock(|| at(NOW))
}

fn cookie_of(json: &str, seconds: u64) -> String {
    let session = Session::from_payload(Default::default(), Default::default(), |text| {
        text.extend_from_slice(json.as_bytes());
        Ok(())
    });
    SessionCodec::new(key()).encode(&session.unwrap(), at(seconds)).unwrap()
}

struct Request {
    cookie: String,
    exchange: Option<AuthContext>,
}

impl RequestView for Request {
    fn method(&self) -> &str {
        "GET"
    }
    fn target(&self) -> &str {
        "/"
    }
    fn header(&self, name: &str, nth: usize) -> Option<&[u8]> {
        (name == "cookie" && nth == 0 && !self.cookie.is_empty()).then_some(self.cookie.as_bytes())
    }
    fn exchange(&self) -> Option<&AuthContext> {
        self.exchange.as_ref()
    }
}

fn now<T>(ready: MaybeFuture<T>) -> T {
    match ready {
        MaybeFuture::Ready(now) => now,
        MaybeFuture::Future(_) => panic!("a cookie is checked right there"),
    }
}

/// Runs a handler; what it found, and the headers of its response.
fn serve<T>(
    login: &SessionLogin,
    cookie: &str,
    handle: impl FnOnce(&Request, &SessionHandle) -> T,
) -> (T, Vec<(&'static str, String)>) {
    let auth: Auth = Auth::new(login.clone());
    let mut request = Request { cookie: cookie.to_owned(), exchange: None };
    request.exchange = auth.entry().enter(&request);
    let session = login::session(&request).unwrap();
    let done = handle(&request, &session);
    let effects = now(request.exchange.take().unwrap().finish()).unwrap();
    (done, effects.headers().map(|(name, value)| (name, value.into_owned())).collect())
}

fn user(login: &SessionLogin, value: &str) -> Option<Principal> {
    let cookie = format!("session={value}");
    serve(login, &cookie, |request, _| {
        login.sessions().user(request, request.exchange.as_ref().unwrap())
    })
    .0
}

fn id(login: &SessionLogin, value: &str) -> Option<String> {
    user(login, value).map(|user| user.id().to_owned())
}

#[test]
fn the_user_is_in_a_field_that_is_settable() {
    let john = cookie_of(r#"{"username": "john", "uid": 7}"#, NOW);
    assert_eq!(id(&login(), &john).as_deref(), Some("john"));
    assert_eq!(id(&login(), &format!("\"{john}\"")).as_deref(), Some("john"), "quoted");
    assert_eq!(id(&login().with_user_id_field("uid"), &john).as_deref(), Some("7"));
    assert_eq!(id(&login().with_user_id_field("name"), &john), None);
    assert_eq!(id(&login(), "null"), None);
    assert_eq!(id(&login(), &john.replace("ey", "eY")), None);
    assert_eq!(id(&login(), &cookie_of("{}", NOW)), None, "an empty session is no login");
    let old = cookie_of(r#"{"username": "john"}"#, NOW - 3_601);
    assert_eq!(id(&login().with_max_age(Duration::from_secs(3_600)), &old), None);
}

#[test]
fn of_two_cookies_the_last_counts() {
    let (ann, bob) =
        (cookie_of(r#"{"username": "ann"}"#, NOW), cookie_of(r#"{"username": "bob"}"#, NOW));
    let two = |first: &str, last: &str| {
        let cookie = format!("session={first}; a=b; session={last}");
        let found = serve(&login(), &cookie, |_, session| session.get::<String>("username"));
        found.0.unwrap()
    };
    assert_eq!(two(&ann, &bob).as_deref(), Some("bob"));
    assert_eq!(two(&ann, "null"), None);
}

#[test]
fn logging_in_and_out_writes_what_starlette_writes() {
    let (_, headers) = serve(&login(), "", |_, session| session.login("john").unwrap());
    let json = format!(r#"{{"username": "john", "_auth_time": {NOW}}}"#);
    let cookie = cookie_of(&json, NOW);
    assert_eq!(
        headers,
        [
            ("vary", "Cookie".to_owned()),
            (
                "set-cookie",
                format!("session={cookie}; path=/; Max-Age=1209600; httponly; samesite=lax")
            )
        ]
    );
    assert_eq!(user(&login(), &cookie).unwrap().auth_time(), Some(at(NOW)));

    let sent = format!("session={cookie}");
    let (_, headers) = serve(&login(), &sent, |_, session| session.logout().unwrap());
    let clear = "session=null; path=/; expires=Thu, 01 Jan 1970 00:00:00 GMT; httponly; \
                 samesite=lax";
    assert_eq!(headers[1], ("set-cookie", clear.to_owned()));

    let (_, headers) = serve(&login(), "", |_, session| session.logout().unwrap());
    assert_eq!(headers, [("vary", "Cookie".to_owned())], "there was nothing to clear");
}

/// What was planted before the login does not outlive it.
#[test]
fn a_login_empties_the_session() {
    let planted = cookie_of(r#"{"csrf_token": "known", "username": "eve", "_auth_time": 1}"#, NOW);
    let sent = format!("session={planted}");
    let (found, _) = serve(&login(), &sent, |_, session| {
        session.login("john").unwrap();
        session.with(|session| SessionCodec::new(key()).to_json(session).unwrap())
    });
    assert_eq!(found, format!(r#"{{"username": "john", "_auth_time": {NOW}}}"#));
}

#[test]
fn read_only_is_not_written_unless_asked_for() {
    let sent = format!("session={}", cookie_of(r#"{"username": "john"}"#, NOW - 60));
    let (_, headers) = serve(&login(), &sent, |_, session| session.is_valid());
    assert_eq!(headers, [("vary", "Cookie".to_owned())]);

    let mut cookie = CookieSettings::default();
    cookie.refresh_each_request = true;
    cookie.max_age = None;
    let before_1_0 = login().with_cookie(cookie);
    let (_, headers) = serve(&before_1_0, &sent, |_, session| session.is_valid());
    let again = cookie_of(r#"{"username": "john"}"#, NOW);
    let line = format!("session={again}; path=/; httponly; samesite=lax");
    assert_eq!(headers[1], ("set-cookie", line));
}

/// The cookie that zopyx-fastapi-auth 0.2.3 set for its user `admin`, under its own key.
#[test]
fn zopyx_writes_a_dict_with_roles_and_an_expiry_that_counts_here() {
    let recorded: serde_json::Value =
        serde_json::from_str(include_str!("vectors/zopyx.json")).unwrap();
    let cookie = recorded["cookie"].as_str().unwrap();
    let key = SecretKey::allow_weak(recorded["key"].as_str().unwrap());
    let zopyx =
        |seconds| SessionLogin::new(key.clone()).with_zopyx_user().with_clock(move || at(seconds));
    let logged_in = 1_795_317_185;
    let admin = user(&zopyx(NOW), cookie).unwrap();
    assert_eq!(admin.id(), "admin");
    assert!(admin.has_role("Administrator") && !admin.has_role("Admin"));
    assert!(["view", "edit", "delete"].iter().all(|name| admin.has_permission(name)));
    assert_eq!(admin.auth_time(), Some(at(logged_in)));
    let day = 24 * 60 * 60;
    assert!(user(&zopyx(logged_in + day - 1), cookie).is_some());
    assert!(user(&zopyx(logged_in + day), cookie).is_none(), "zopyx itself would take it");
}

#[test]
fn a_zopyx_user_that_is_not_whole_is_nobody() {
    let zopyx = login().with_zopyx_user();
    let with = |user: &str| id(&zopyx, &cookie_of(&format!(r#"{{"user": {user}}}"#), NOW));
    assert_eq!(with(r#"{"name": "a", "is_anonymous": false}"#).as_deref(), Some("a"));
    for nobody in [
        r#""a""#,
        r#"{"name": "a"}"#,
        r#"{"name": "a", "is_anonymous": true}"#,
        r#"{"name": "a", "is_anonymous": 0}"#,
        r#"{"name": "", "is_anonymous": false}"#,
        r#"{"name": 1, "is_anonymous": false}"#,
        r#"{"name": "a", "is_anonymous": false, "roles": "Administrator"}"#,
        r#"{"name": "a", "is_anonymous": false, "roles": ["Administrator"]}"#,
        r#"{"name": "a", "is_anonymous": false, "properties": {"expires": "soon"}}"#,
        r#"{"name": "a", "is_anonymous": false, "properties": {"expires": "2099-01-01T00:00:00"}}"#,
        r#"{"name": "a", "is_anonymous": false, "properties": {"expires": null}}"#,
    ] {
        assert_eq!(with(nobody), None, "{nobody}");
    }
}

#[test]
fn a_zopyx_user_is_written_as_zopyx_does() {
    let zopyx = login().with_zopyx_user();
    let (text, headers) = serve(&zopyx, "", |_, session| {
        session.login("bob").unwrap();
        session.with(|session| SessionCodec::new(key()).to_json(session).unwrap())
    });
    let user = concat!(
        r#"{"user": {"name": "bob", "description": "bob", "is_anonymous": false, "roles": [], "#,
        r#""properties": {"source": "handstamp", "logged_in": "2026-11-22T04:13:05+00:00", "#,
        r#""expires": "2026-11-23T04:13:05+00:00"}}, "_auth_time": 1795320785}"#
    );
    assert_eq!(text, user);
    let value = headers[1].1.split(['=', ';']).collect::<Vec<_>>();
    assert_eq!(value[0], "session");
    let cookie = headers[1].1.strip_prefix("session=").unwrap().split(';').next().unwrap();
    assert_eq!(id(&zopyx, cookie).as_deref(), Some("bob"));
}
