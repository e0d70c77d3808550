//! Logging in by the page, and by JSON.
#![cfg(feature = "login")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use std::sync::atomic::Ordering::SeqCst;

use handstamp_login::SessionLogin;
use handstamp_login::starlette::{ZopyxRole, ZopyxUser};
use handstamp_starlette::session_codec;
use handstamp_users::login::{AnswerType, BodyType, FieldNames, Texts};
use support::browser::FORM;
use support::{Site, key, now};

#[test]
fn the_page_is_shown_to_anonymous_visitors() {
    let site = Site::new();
    let page = site.browser().get("/auth/login?next=/me%3Fa%3D1%26b");
    assert_eq!(page.status, 200);
    assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"));
    assert_eq!(page.hidden("next"), Some("&#x2f;me?a=1&amp;b"));
    assert!(page.body.contains(r#"name="username""#) && page.body.contains(r#"name="password""#));
    assert!(!page.body.contains("role=\"alert\"") && !page.body.contains("remember"));
    assert_eq!(site.browser().get("/auth/login").hidden("next"), None);
}

#[test]
fn no_cache_keeps_a_page_and_no_page_loads_anything() {
    let site = Site::new();
    let mut browser = site.browser();
    for page in [browser.get("/auth/login"), browser.post("/auth/login", "username=ada&password=x")]
    {
        assert_eq!(page.header("cache-control"), Some("no-store"));
        assert_eq!(page.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(page.header("referrer-policy"), Some("same-origin"));
        assert_eq!(page.header("x-frame-options"), Some("DENY"));
        let policy = page.header("content-security-policy").unwrap();
        let (start, rest) = policy.split_once("; style-src 'sha256-").unwrap();
        assert_eq!(start, "default-src 'none'");
        assert_eq!(&rest[43..], "='; form-action 'self'; frame-ancestors 'none'; base-uri 'none'");
    }
    assert_eq!(browser.log_in("ada", "engine").header("cache-control"), Some("no-store"));
}

#[test]
fn a_right_password_logs_in() {
    let site = Site::new();
    let mut browser = site.browser();
    let reply = browser.post("/auth/login", "username=ada&password=engine&next=%2Fme%3Fa%3D1");
    assert_eq!((reply.status, reply.header("location")), (303, Some("/me?a=1")));
    assert_eq!(browser.user().as_deref(), Some("42"));
    assert_eq!(site.throttle.kinds(), [""; 0]);
}

#[test]
fn a_wrong_password_is_401_and_keeps_the_name() {
    let site = Site::new();
    let mut browser = site.browser();
    let page = browser.post("/auth/login", "username=a%22d%3Ca&password=s3cret%21&next=%2Fme");
    assert_eq!((page.status, page.header("www-authenticate")), (401, Some("APIKey")));
    assert!(page.body.contains("role=\"alert\">Incorrect user name or password."));
    assert!(page.body.contains(r#"value="a&quot;d&lt;a""#), "{}", page.body);
    assert!(!page.body.contains("s3cret"));
    assert_eq!(page.hidden("next"), Some("&#x2f;me"));
    assert_eq!(page.set_cookie("session"), None);
    assert_eq!(browser.user(), None);
}

/// Whether the name is unknown, the password wrong, or the account disabled.
#[test]
fn every_refusal_looks_the_same() {
    let site = Site::new();
    let mut pages = Vec::new();
    for (name, password) in [("mallory", "mallet"), ("mallory", "x"), ("nobody", "mallet")] {
        let page =
            site.browser().post("/auth/login", &format!("username={name}&password={password}"));
        pages.push((page.status, page.headers, page.body.replace(name, "NAME")));
    }
    assert_eq!(pages[0].0, 401);
    assert_eq!(pages[0], pages[1]);
    assert_eq!(pages[0], pages[2]);
}

#[test]
fn only_a_place_of_this_site_is_gone_to() {
    let site = Site::new();
    for next in [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "/..//evil.example",
        "javascript:alert(1)",
        "/auth/login",
        "/auth/logout?x",
        "/auth/%6cogin",
        "",
    ] {
        let encoded: String = form_urlencoded::byte_serialize(next.as_bytes()).collect();
        let page = site.browser().get(&format!("/auth/login?next={encoded}"));
        assert!(!page.body.contains("evil") && !page.body.contains("javascript"), "{next}");
        let body = format!("username=ada&password=engine&next={encoded}");
        let reply = site.browser().post("/auth/login", &body);
        assert_eq!((reply.status, reply.header("location")), (303, Some("/")), "{next}");
    }
}

#[test]
fn who_is_logged_in_goes_on() {
    let site = Site::new();
    let mut browser = site.browser();
    browser.log_in("ada", "engine");
    let reply = browser.get("/auth/login?next=/me");
    assert_eq!((reply.status, reply.header("location")), (303, Some("/me")));
    // A stronger or fresh login is asked for.
    for query in ["max_age=0", "acr_values=2"] {
        let page = browser.get(&format!("/auth/login?next=/me&{query}"));
        assert_eq!((page.status, page.hidden("next")), (200, Some("&#x2f;me")));
    }
}

/// The app would send them back here for ever.
#[test]
fn who_has_a_login_and_no_account_gets_the_form() {
    let site = Site::new();
    let mut browser = site.browser();
    browser.log_in("ada", "engine");
    site.table.is_down.store(true, SeqCst);
    assert_eq!(browser.get("/auth/login?next=/me").status, 200);
    site.table.is_down.store(false, SeqCst);
    assert_eq!(browser.get("/auth/login?next=/me").status, 303);
    site.table.is_empty.store(true, SeqCst);
    assert_eq!(browser.get("/auth/login?next=/me").status, 200);
}

/// What was planted in the browser before the login does not outlive it.
#[test]
fn the_session_is_renewed() {
    let site = Site::flask(|pages| pages);
    let mut browser = site.browser();
    let before = browser.get("/auth/login").hidden("csrf_token").unwrap().to_owned();
    browser.log_in("ada", "engine");
    let body = format!("csrf_token={before}");
    assert_eq!(browser.post("/auth/logout", &body).status, 400);
}

#[test]
fn the_welcome_is_flashed_and_escaped_where_it_is_shown() {
    let site = Site::new();
    let mut browser = site.browser();
    browser.log_in("ada", "engine");
    let page = browser.get("/auth/login?max_age=0");
    assert!(page.body.contains("role=\"status\">Welcome, Ada &lt;Lovelace&gt;.<"), "{}", page.body);
    assert!(!browser.get("/auth/login?max_age=0").body.contains("Welcome"));
    let mut texts = Texts::default();
    texts.welcome = "".into();
    let site = Site::with(|pages| pages.texts(texts));
    let mut browser = site.browser();
    browser.log_in("ada", "engine");
    assert!(!browser.get("/auth/login?max_age=0").body.contains("role=\"status\""));
}

#[test]
fn the_browser_is_remembered_where_it_is_asked_for() {
    let site = Site::flask(|pages| pages.remember(true));
    for (field, remembered) in [("&remember=1", true), ("&remember=0", false), ("", false)] {
        let mut browser = site.browser();
        let page = browser.get("/auth/login");
        assert!(
            page.body.contains(r#"<input type="checkbox" name="remember" value="1"> Remember"#)
        );
        let token = page.hidden("csrf_token").unwrap();
        let body = format!("username=ada&password=engine&csrf_token={token}{field}");
        let reply = browser.post("/auth/login", &body);
        assert_eq!((reply.status, reply.set_cookie("remember_token").is_some()), (303, remembered));
    }
    let site = Site::flask(|pages| pages);
    let mut browser = site.browser();
    let page = browser.get("/auth/login");
    let token = page.hidden("csrf_token").unwrap();
    let body = format!("username=ada&password=engine&csrf_token={token}&remember=1");
    assert_eq!(browser.post("/auth/login", &body).set_cookie("remember_token"), None);
}

#[test]
fn a_tick_is_kept_after_a_wrong_password() {
    let site = Site::with(|pages| pages.remember(true));
    let page = site.browser().post("/auth/login", "username=ada&password=x&remember=1");
    assert!(page.body.contains(r#"value="1" checked>"#));
    let page = site.browser().post("/auth/login", "username=ada&password=x");
    assert!(!page.body.contains("checked"));
}

/// The role routes of a zopyx app accept the login.
#[test]
fn roles_are_written_where_a_session_keeps_them() {
    let user = ZopyxUser::new().with_role(ZopyxRole::new("Viewer", "May look"));
    let login = SessionLogin::starlette(key()).clock(now).user(user).build().unwrap();
    let site = Site::of(login, |pages| pages);
    let mut browser = site.browser();
    browser.log_in("ada", "engine");
    let (cookie, _) = &browser.cookies["session"];
    let session = session_codec(key()).build().decode(cookie, now()).unwrap();
    let user = format!("{:?}", session.get("user").unwrap());
    assert!(user.contains("Viewer") && user.contains("May look"), "{user}");
}

#[test]
fn a_form_of_another_site_is_refused() {
    let site = Site::new();
    let body = b"username=ada&password=engine";
    for headers in [
        [("origin", "https://evil.example"), ("content-type", FORM)],
        [("origin", "null"), ("content-type", FORM)],
        [("sec-fetch-site", "cross-site"), ("content-type", FORM)],
    ] {
        let mut browser = site.browser();
        let reply = browser.send("POST", "/auth/login", &headers, body);
        assert_eq!(reply.status, 403, "{headers:?}");
        assert_eq!(browser.user(), None);
    }
    assert_eq!(site.table.checks.load(SeqCst), 0);
}

#[test]
fn a_form_brings_the_csrf_token_where_there_are_any() {
    let site = Site::flask(|pages| pages);
    let mut browser = site.browser();
    let token = browser.get("/auth/login").hidden("csrf_token").unwrap().to_owned();
    for wrong in ["", "x", &token[1..]] {
        let body = format!("username=ada&password=engine&next=%2Fme&csrf_token={wrong}");
        let page = browser.post("/auth/login", &body);
        assert_eq!(page.status, 400);
        assert!(page.body.contains("open for too long"), "{}", page.body);
        assert!(page.hidden("csrf_token").is_some());
    }
    assert_eq!(site.table.checks.load(SeqCst), 0);
    let body = format!("username=ada&password=engine&csrf_token={token}");
    assert_eq!(browser.post("/auth/login", &body).status, 303);
    // Another site's page cannot send JSON without asking first.
    let mut program = site.browser().with("accept", "*/*");
    let reply = program.send_json("/auth/login", r#"{"username": "ada", "password": "engine"}"#);
    assert_eq!((reply.status, &*reply.body), (200, r#"{"success":true}"#));
}

/// FastAPI's session-cookie tutorial: a form in, JSON out.
#[test]
fn a_form_is_answered_by_json() {
    let site = Site::with(|pages| pages.body_type(BodyType::Form).answer_type(AnswerType::Json));
    let mut browser = site.browser();
    let reply = browser.post("/auth/login", "username=ada&password=wrong");
    assert_eq!(
        (reply.status, &*reply.body),
        (401, r#"{"detail":"Incorrect username or password"}"#)
    );
    assert_eq!(reply.header("www-authenticate"), Some("APIKey"));
    let reply = browser.get("/auth/login");
    assert_eq!((reply.status, &*reply.body), (200, r#"{"authenticated":false}"#));
    let reply = browser.post("/auth/login", "username=ada&password=engine");
    assert_eq!((reply.status, &*reply.body), (200, r#"{"success":true}"#));
    assert_eq!(reply.header("content-type"), Some("application/json"));
    assert_eq!(browser.user().as_deref(), Some("42"));
    assert_eq!(browser.get("/auth/login").body, r#"{"authenticated":true}"#);
    assert!(!browser.cookies["session"].0.is_empty());
}

#[test]
fn body_and_answer_are_chosen_apart() {
    let json = r#"{"username": "ada", "password": "engine", "next": "/me"}"#;
    let form = "username=ada&password=engine&next=%2Fme";
    for (body_type, form_status, json_status) in
        [(BodyType::Form, 303, 415), (BodyType::Json, 415, 303), (BodyType::Either, 303, 303)]
    {
        let site = Site::with(|pages| pages.body_type(body_type).answer_type(AnswerType::Page));
        assert_eq!(site.browser().post("/auth/login", form).status, form_status, "{body_type:?}");
        assert_eq!(
            site.browser().send_json("/auth/login", json).status,
            json_status,
            "{body_type:?}"
        );
    }
    for (accept, status) in [
        ("text/html", 303),
        ("application/json, text/HTML", 303),
        ("*/*", 200),
        ("application/json", 200),
    ] {
        let site = Site::new();
        let mut browser = site.browser().with("accept", accept);
        assert_eq!(browser.post("/auth/login", form).status, status, "{accept}");
    }
}

#[test]
fn json_programs_get_the_csrf_token() {
    let site = Site::flask(|pages| pages.answer_type(AnswerType::Json));
    let mut browser = site.browser();
    let state: serde_json::Value = serde_json::from_str(&browser.get("/auth/login").body).unwrap();
    let token = state["csrf_token"].as_str().unwrap();
    let body = format!("username=ada&password=engine&csrf_token={token}");
    assert_eq!(browser.post("/auth/login", &body).status, 200);
    assert_eq!(browser.post("/auth/login", "username=ada&password=engine").status, 400);
}

#[test]
fn fields_have_the_names_of_the_app() {
    let names = FieldNames::new()
        .with_name("email")
        .with_password("pw")
        .with_next("to")
        .with_remember("keep");
    let site = Site::flask(|pages| pages.fields(names).remember(true));
    let mut browser = site.browser();
    let page = browser.get("/auth/login?to=/me");
    assert_eq!(page.hidden("to"), Some("&#x2f;me"));
    for field in [r#"name="email""#, r#"name="pw""#, r#"name="keep""#] {
        assert!(page.body.contains(field), "{field}");
    }
    let token = page.hidden("csrf_token").unwrap();
    let reply = browser
        .post("/auth/login", &format!("email=ada&pw=engine&to=%2Fme&keep=on&csrf_token={token}"));
    assert_eq!((reply.status, reply.header("location")), (303, Some("/me")));
    assert!(reply.set_cookie("remember_token").is_some());
}

#[test]
fn sources_see_the_whole_attempt() {
    let site = Site::flask(|pages| pages);
    let mut browser = site.browser();
    let token = browser.get("/auth/login").hidden("csrf_token").unwrap().to_owned();
    let body = format!("username=ada&password=x&code=123456&csrf_token={token}");
    browser.post("/auth/login", &body);
    let proxied = browser.clone().from("10.0.0.1").with("x-forwarded-for", "203.0.113.9");
    let body = format!("username=bob&password=x&csrf_token={token}");
    proxied.with("user-agent", "curl").post("/auth/login", &body);
    let seen = site.table.seen.lock().unwrap().clone();
    assert_eq!(
        seen[0],
        r#"("ada", [None, None, None, Some("123456")], Some("Lynx/2.9"), Some(198.51.100.7))"#
    );
    assert_eq!(seen[1], r#"("bob", [None, None, None, None], Some("curl"), Some(203.0.113.9))"#);
}

/// A prefix that a proxy or an outer router took away stays on all links.
#[test]
fn pages_below_a_prefix() {
    let site = Site::with(|pages| pages.device_cookie(key()));
    let mut browser = site.browser();
    let page = browser.get("/app/auth/login");
    assert!(page.body.contains(r#"action="&#x2f;app&#x2f;auth&#x2f;login""#), "{}", page.body);
    let reply = browser.post("/app/auth/login", "username=ada&password=engine");
    assert_eq!(reply.header("location"), Some("/app/"));
    assert!(reply.set_cookie("handstamp_device").unwrap().contains("; Path=/app/auth/login;"));
    let reply = browser.post("/app/auth/logout", "");
    assert_eq!(reply.header("location"), Some("/app/auth/login"));
    let mut proxied = site.browser().from("10.0.0.1").with("x-forwarded-prefix", "/p");
    let reply = proxied.post("/auth/login", "username=ada&password=engine");
    assert_eq!(reply.header("location"), Some("/p/"));
}

#[test]
fn an_outage_is_503_and_no_login() {
    let site = Site::new();
    site.table.is_down.store(true, SeqCst);
    let mut browser = site.browser();
    let page = browser.post("/auth/login", "username=ada&password=engine");
    assert_eq!(page.status, 503);
    assert!(page.body.contains("not possible at the moment"));
    assert_eq!(page.set_cookie("session"), None);
    let reply =
        site.browser().with("accept", "*/*").post("/auth/login", "username=ada&password=engine");
    assert!(
        reply.status == 503 && reply.body.starts_with(r#"{"detail":"Logging in is not possible"#)
    );
}
