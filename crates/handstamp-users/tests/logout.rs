//! Logging out, here and everywhere.
#![cfg(feature = "login")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use std::sync::Arc;

use handstamp_authorizer::endpoint::Endpoint as _;
use handstamp_authorizer::revocation::MemoryRevocation;
use handstamp_login::SessionLogin;
use support::browser::{Browser, FORM, Response};
use support::{Site, key, now};

const EVERYWHERE: &str = "/auth/logout-everywhere";

fn flask() -> Site {
    Site::flask(|pages| pages.remember(true).logout_everywhere_path(EVERYWHERE))
}

/// A Flask login whose `Revocation` has room for so many.
fn with_room_for(revocations: usize) -> Site {
    let login = SessionLogin::flask(key()).clock(now);
    let login = login.revocation(Arc::new(MemoryRevocation::new(revocations))).build().unwrap();
    Site::of(login, |pages| pages.logout_everywhere_path(EVERYWHERE))
}

/// Answers the page that asks.
fn confirm(browser: &mut Browser<'_>, path: &str) -> Response {
    let page = browser.get(path);
    assert_eq!(page.status, 200);
    let token = page.hidden("csrf_token").unwrap_or_default();
    browser.post(path, &format!("csrf_token={token}"))
}

#[test]
fn get_asks_and_post_logs_out() {
    let site = Site::new();
    let mut browser = site.browser();
    browser.log_in("ada", "engine");
    let page = browser.get("/auth/logout");
    assert!(page.body.contains("Do you want to log out?"), "{}", page.body);
    assert!(page.body.contains(r#"action="&#x2f;auth&#x2f;logout""#));
    assert!(page.header("content-security-policy").unwrap().contains("style-src 'sha256-"));
    assert_eq!(page.header("cache-control"), Some("no-store"));
    assert_eq!(browser.user().as_deref(), Some("42"));
    let reply = browser.post("/auth/logout", "");
    assert_eq!((reply.status, reply.header("location")), (303, Some("/auth/login")));
    assert_eq!(browser.user(), None);
    let page = browser.get("/auth/login");
    assert!(page.body.contains("role=\"status\">You are logged out.<"), "{}", page.body);
    assert!(!browser.get("/auth/login").body.contains("logged out"));
}

#[test]
fn an_anonymous_visitor_goes_on() {
    let site = Site::with(|pages| pages.logout_everywhere_path(EVERYWHERE).after_logout("/bye"));
    for path in ["/auth/logout", EVERYWHERE] {
        let reply = site.browser().get(path);
        assert_eq!((reply.status, reply.header("location")), (303, Some("/bye")), "{path}");
    }
    assert_eq!(site.browser().post("/auth/logout", "").header("location"), Some("/bye"));
    assert_eq!(site.browser().post(EVERYWHERE, "").header("location"), Some("/auth/login"));
    let mut program = site.browser().with("accept", "*/*");
    assert_eq!(program.get("/auth/logout").body, r#"{"authenticated":false}"#);
    assert_eq!(program.send_json(EVERYWHERE, "{}").status, 401);
}

/// Flask's `session.clear()` would leave a copy of the cookie good until it expires.
#[test]
fn copies_of_the_cookie_are_no_login_after_it() {
    let site = flask();
    let (mut laptop, mut phone) = (site.browser(), site.browser());
    laptop.log_in("ada", "engine");
    phone.log_in("ada", "engine");
    let thief = laptop.clone();
    assert_eq!(thief.user().as_deref(), Some("42"));
    assert_eq!(confirm(&mut laptop, "/auth/logout").status, 303);
    assert_eq!((laptop.user(), thief.user()), (None, None));
    // A welcome that no page has shown is not for the next user.
    let page = laptop.get("/auth/login");
    assert!(page.body.contains("logged out") && !page.body.contains("Welcome"), "{}", page.body);
    assert_eq!(phone.user().as_deref(), Some("42"));
}

#[test]
fn everywhere_ends_all_logins_of_the_user() {
    let site = flask();
    let (mut laptop, mut phone) = (site.browser(), site.browser());
    laptop.log_in("ada", "engine");
    phone.log_in("ada", "engine");
    let page = laptop.get(EVERYWHERE);
    assert!(page.body.contains("This ends your logins in all browsers"), "{}", page.body);
    let reply = confirm(&mut laptop, EVERYWHERE);
    assert_eq!((reply.status, reply.header("location")), (303, Some("/auth/login")));
    assert_eq!((laptop.user(), phone.user()), (None, None));
    assert!(laptop.get("/auth/login").body.contains("You are logged out everywhere."));
    // Within the same second.
    phone.log_in("ada", "engine");
    assert_eq!(phone.user().as_deref(), Some("42"));
}

#[test]
fn there_is_no_such_page_where_it_is_not_wanted() {
    let site = Site::new();
    assert_eq!(site.pages.paths(), ["/auth/login", "/auth/logout"]);
    let paths = flask().pages.paths();
    assert_eq!(paths, ["/auth/login", "/auth/logout", EVERYWHERE]);
}

#[test]
fn the_remember_cookie_goes_too() {
    let site = flask();
    let mut browser = site.browser();
    let token = browser.get("/auth/login").hidden("csrf_token").unwrap().to_owned();
    let body = format!("username=ada&password=engine&remember=1&csrf_token={token}");
    browser.post("/auth/login", &body);
    assert!(browser.cookies.contains_key("remember_token"));
    confirm(&mut browser, "/auth/logout");
    assert!(!browser.cookies.contains_key("remember_token"));
    assert_eq!(browser.user(), None);
}

#[test]
fn another_site_cannot_log_anybody_out() {
    for site in [Site::new(), flask()] {
        let mut browser = site.browser();
        browser.log_in("ada", "engine");
        let headers = [("origin", "https://evil.example"), ("content-type", FORM)];
        assert_eq!(browser.send("POST", "/auth/logout", &headers, b"").status, 403);
        assert_eq!(browser.send("POST", "/auth/logout", &[], b"").status, 403);
        assert_eq!(browser.user().as_deref(), Some("42"));
    }
    let site = flask();
    let mut browser = site.browser();
    browser.log_in("ada", "engine");
    for path in ["/auth/logout", EVERYWHERE] {
        let page = browser.post(path, "csrf_token=x");
        assert_eq!(page.status, 400, "{path}");
        assert!(page.hidden("csrf_token").is_some() && page.body.contains("open for too long"));
        assert_eq!(browser.post(path, "").status, 400);
        let headers = [("origin", "http://app.example"), ("content-type", "text/plain")];
        assert_eq!(browser.send("POST", path, &headers, b"x").status, 415);
    }
    assert_eq!(browser.user().as_deref(), Some("42"));
}

#[test]
fn programs_log_out_by_json() {
    let site = flask();
    let mut program = site.browser().with("accept", "application/json");
    program.headers.push(("origin", "http://app.example".into()));
    program.log_in("ada", "engine");
    program.send_json("/auth/login", r#"{"username": "ada", "password": "engine"}"#);
    assert_eq!(program.user().as_deref(), Some("42"));
    assert!(program.get("/auth/logout").body.contains(r#""authenticated":true"#));
    let reply = program.send_json("/auth/logout", "{}");
    assert_eq!((reply.status, &*reply.body), (200, r#"{"success":true}"#));
    assert_eq!(program.user(), None);
}

#[test]
fn a_revocation_that_fails_is_told() {
    let site = with_room_for(0);
    let mut browser = site.browser();
    browser.log_in("ada", "engine");
    // Everywhere: nothing is over, and it can be tried again.
    assert_eq!(confirm(&mut browser, EVERYWHERE).status, 503);
    assert_eq!(browser.user().as_deref(), Some("42"));
    // Here: this browser is out, and knows that its copies are not.
    let page = confirm(&mut browser, "/auth/logout");
    assert_eq!(page.status, 503);
    assert!(page.body.contains("Copies of the login may still work"), "{}", page.body);
    assert_eq!(browser.user(), None);
}

#[test]
fn everywhere_without_a_revocation_is_misconfigured() {
    let site = Site::with(|pages| pages.logout_everywhere_path(EVERYWHERE));
    let mut browser = site.browser();
    browser.log_in("ada", "engine");
    assert_eq!(confirm(&mut browser, EVERYWHERE).status, 500);
    assert_eq!(browser.user().as_deref(), Some("42"));
}
