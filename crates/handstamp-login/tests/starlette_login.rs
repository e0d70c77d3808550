//! `SessionLogin` through a request and its response: who it is, and what the cookie becomes.
#![cfg(feature = "starlette")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod requests;

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use handstamp_authorizer::{Auth, Principal, Subject};
use handstamp_login::starlette::{CookieSettings, StarletteBuilder, ZopyxRole, ZopyxUser};
use handstamp_login::{Login, SessionHandle, SessionLogin, extract};
use handstamp_starlette::{Limits, SecretKey, Session, session_codec};
use handstamp_value::json::Tags;
use handstamp_value::{Dict, Value};
use requests::{Request, answered, serve as served};

/// 22 November 2026, an hour after `zopyx-samples` logged in.
const NOW: u64 = 1_795_317_185 + 3_600;

fn at(seconds: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(seconds)
}

fn key() -> SecretKey {
    SecretKey::new("c1bb4b1b7e2cf6f2a1b0d5f0e37a2f64").unwrap()
}

fn builder() -> StarletteBuilder {
    SessionLogin::starlette(key()).clock(|| at(NOW)).random(|bytes: &mut [u8]| bytes.fill(5))
}

fn login() -> SessionLogin {
    builder().build().unwrap()
}

/// The login record of this user.
fn record(user_id: &str) -> String {
    format!(r#""_handstamp": {{"u": "{user_id}", "l": "5555555555555555555555", "t": {NOW}}}"#)
}

fn cookie_of(json: &str, seconds: u64) -> String {
    let session = Session::from_payload(Tags::Plain, Limits::default(), |text| {
        text.extend_from_slice(json.as_bytes());
        Ok::<(), handstamp_starlette::ReadError>(())
    });
    session_codec(key()).build().encode(&session.unwrap(), at(seconds)).unwrap()
}

fn json_of(session: &Session) -> String {
    session_codec(key()).build().to_json(session).unwrap()
}

fn request(cookie: &str) -> Request {
    if cookie.is_empty() { Request::get() } else { Request::get().header("cookie", cookie) }
}

/// Runs a handler; what it found, and the headers of its response.
fn serve<T>(
    login: &SessionLogin,
    cookie: &str,
    handle: impl FnOnce(&SessionHandle) -> T,
) -> (T, Vec<(&'static str, String)>) {
    let request = request(cookie).enter(&Auth::new(login.clone()));
    let done = handle(&answered(extract::session(&request)).unwrap());
    (done, request.finished().unwrap())
}

fn user(login: &SessionLogin, value: &str) -> Option<Principal> {
    let who = served(login, request(&format!("session={value}")), |_| {}).who;
    who.ok().map(|(user, _)| user)
}

fn logged_in_at(login: &SessionLogin, value: &str) -> Option<SystemTime> {
    served(login, request(&format!("session={value}")), |_| {}).how().auth_time
}

fn id(login: &SessionLogin, value: &str) -> Option<String> {
    user(login, value).map(|user| user.id().to_owned())
}

#[test]
fn the_user_is_in_a_field_that_is_settable() {
    let john = cookie_of(r#"{"username": "john", "uid": 7}"#, NOW);
    assert_eq!(id(&login(), &john).as_deref(), Some("john"));
    assert_eq!(id(&login(), &format!("\"{john}\"")).as_deref(), Some("john"), "quoted");
    assert_eq!(id(&builder().user_field("uid").build().unwrap(), &john).as_deref(), Some("7"));
    assert_eq!(id(&builder().user_field("name").build().unwrap(), &john), None);
    assert_eq!(id(&login(), "null"), None);
    assert_eq!(id(&login(), &john.replace("ey", "eY")), None);
    assert_eq!(id(&login(), &cookie_of("{}", NOW)), None, "an empty session is no login");
    let old = cookie_of(r#"{"username": "john"}"#, NOW - 3_601);
    assert_eq!(id(&builder().max_age(Duration::from_secs(3_600)).build().unwrap(), &old), None);
}

#[test]
fn of_two_cookies_the_last_counts() {
    let (ann, bob) =
        (cookie_of(r#"{"username": "ann"}"#, NOW), cookie_of(r#"{"username": "bob"}"#, NOW));
    let two = |first: &str, last: &str| {
        let cookie = format!("session={first}; a=b; session={last}");
        let found = serve(&login(), &cookie, |session| session.get::<String>("username"));
        found.0.unwrap()
    };
    assert_eq!(two(&ann, &bob).as_deref(), Some("bob"));
    assert_eq!(two(&ann, "null"), None);
}

#[test]
fn logging_in_and_out_writes_what_starlette_writes() {
    let (_, headers) = serve(&login(), "", |session| session.login("john").unwrap());
    let json = format!(r#"{{"username": "john", {}}}"#, record("john"));
    let cookie = cookie_of(&json, NOW);
    assert_eq!(
        headers,
        [
            ("vary", "Cookie".to_owned()),
            ("cache-control", "private".to_owned()),
            (
                "set-cookie",
                format!("session={cookie}; path=/; Max-Age=1209600; httponly; samesite=lax")
            )
        ]
    );
    assert_eq!(logged_in_at(&login(), &cookie), Some(at(NOW)));

    let sent = format!("session={cookie}");
    let (_, headers) = serve(&login(), &sent, |session| session.logout().unwrap());
    let clear = "session=null; path=/; expires=Thu, 01 Jan 1970 00:00:00 GMT; httponly; \
                 samesite=lax";
    assert_eq!(headers[2], ("set-cookie", clear.to_owned()));

    let (_, headers) = serve(&login(), "", |session| session.logout().unwrap());
    assert_eq!(headers, [("vary", "Cookie".to_owned())], "there was nothing to clear");
}

/// What was planted before the login does not outlive it.
#[test]
fn a_login_empties_the_session() {
    let planted = cookie_of(
        r#"{"csrf_token": "known", "username": "eve", "_handstamp": {"u": "john", "t": 1}}"#,
        NOW,
    );
    let sent = format!("session={planted}");
    let (found, _) = serve(&login(), &sent, |session| {
        session.login("john").unwrap();
        session.with(json_of)
    });
    assert_eq!(found, format!(r#"{{"username": "john", {}}}"#, record("john")));
}

#[test]
fn read_only_is_not_written_unless_asked_for() {
    let sent = format!("session={}", cookie_of(r#"{"username": "john"}"#, NOW - 60));
    let (_, headers) = serve(&login(), &sent, |session| session.is_valid());
    assert_eq!(headers, [("vary", "Cookie".to_owned())]);

    let mut cookie = CookieSettings::default();
    cookie.refresh_each_request = true;
    cookie.max_age = None;
    let before_1_0 = builder().cookie(cookie).build().unwrap();
    let (_, headers) = serve(&before_1_0, &sent, |session| session.is_valid());
    let again = cookie_of(r#"{"username": "john"}"#, NOW);
    let line = format!("session={again}; path=/; httponly; samesite=lax");
    assert_eq!(headers[2], ("set-cookie", line));
}

/// The cookie that zopyx-fastapi-auth 0.2.3 set for its user `admin`, under its own key.
#[test]
fn zopyx_writes_a_dict_with_roles_and_an_expiry_that_counts_here() {
    let recorded: serde_json::Value =
        serde_json::from_str(include_str!("vectors/zopyx.json")).unwrap();
    let cookie = recorded["cookie"].as_str().unwrap();
    let key = SecretKey::allow_weak(recorded["key"].as_str().unwrap());
    let zopyx = |seconds| {
        let builder = SessionLogin::starlette(key.clone()).user(ZopyxUser::new());
        builder.clock(move || at(seconds)).build().unwrap()
    };
    let logged_in = 1_795_317_185;
    let admin = user(&zopyx(NOW), cookie).unwrap();
    assert_eq!(admin.id(), "admin");
    assert!(admin.has_role("Administrator") && !admin.has_role("Admin"));
    assert!(["view", "edit", "delete"].iter().all(|name| admin.has_permission(name)));
    assert_eq!(logged_in_at(&zopyx(NOW), cookie), Some(at(logged_in)));
    let day = 24 * 60 * 60;
    assert!(user(&zopyx(logged_in + day - 1), cookie).is_some());
    assert!(user(&zopyx(logged_in + day), cookie).is_none(), "zopyx itself would take it");
}

#[test]
fn a_zopyx_user_that_is_not_whole_is_anonymous() {
    let zopyx = builder().user(ZopyxUser::new()).build().unwrap();
    let with = |user: &str| id(&zopyx, &cookie_of(&format!(r#"{{"user": {user}}}"#), NOW));
    assert_eq!(with(r#"{"name": "a", "is_anonymous": false}"#).as_deref(), Some("a"));
    for anonymous in [
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
        assert_eq!(with(anonymous), None, "{anonymous}");
    }
}

#[test]
fn a_zopyx_user_is_written_as_zopyx_does() {
    let zopyx = builder().user(ZopyxUser::new()).build().unwrap();
    let (text, headers) = serve(&zopyx, "", |session| {
        session.login("bob").unwrap();
        session.with(json_of)
    });
    let user = [
        r#"{"user": {"name": "bob", "description": "bob", "is_anonymous": false, "roles": [], "#,
        r#""properties": {"source": "handstamp", "logged_in": "2026-11-22T04:13:05+00:00", "#,
        r#""expires": "2026-11-23T04:13:05+00:00"}}, "#,
        &record("bob"),
        "}",
    ];
    assert_eq!(text, user.concat());
    let value = headers[2].1.split(['=', ';']).collect::<Vec<_>>();
    assert_eq!(value[0], "session");
    let cookie = headers[2].1.strip_prefix("session=").unwrap().split(';').next().unwrap();
    assert_eq!(id(&zopyx, cookie).as_deref(), Some("bob"));
}

/// zopyx compares whole roles: what its own login wrote for `admin` is what a login here has to write.
#[test]
fn a_zopyx_login_has_the_roles_that_zopyx_compares() {
    let recorded: serde_json::Value =
        serde_json::from_str(include_str!("vectors/zopyx.json")).unwrap();
    let key = SecretKey::allow_weak(recorded["key"].as_str().unwrap());
    let codec = session_codec(key).build();
    let theirs = codec.decode(recorded["cookie"].as_str().unwrap(), at(NOW)).unwrap();
    let roles = |session: &Session| {
        session.get("user").unwrap().as_dict().unwrap().get("roles").unwrap().clone()
    };
    let admin = ZopyxRole::new("Administrator", "Admin role")
        .with_permission("view", "View permission")
        .with_permission("edit", "Edit permission")
        .with_permission("delete", "Delete permission");
    let zopyx = builder().user(ZopyxUser::new().with_role(admin)).build().unwrap();
    let (ours, _) = serve(&zopyx, "", |session| {
        let login = Login::new("admin").with_roles(&["Administrator", "Unheard of"]);
        session.login(login).unwrap();
        session.with(roles)
    });
    assert_eq!(ours, roles(&theirs), "and the role that nobody has described is left out");
}

#[test]
fn a_zopyx_profile_is_a_description_and_properties() {
    let zopyx = builder().user(ZopyxUser::new()).build().unwrap();
    let profile = Dict::from_iter([("description", Value::from("Bob B.")), ("team", 7.into())]);
    let (text, _) = serve(&zopyx, "", |session| {
        session.login(Login::new("bob").with_profile(&profile)).unwrap();
        session.with(json_of)
    });
    assert!(text.contains(r#""name": "bob", "description": "Bob B.", "#), "{text}");
    assert!(text.contains(r#""expires": "2026-11-23T04:13:05+00:00", "team": 7}"#), "{text}");
}
