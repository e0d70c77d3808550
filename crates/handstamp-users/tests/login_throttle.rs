//! Who guesses is slowed down, and a browser that is known is not locked out by it.
#![cfg(feature = "login")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use std::sync::atomic::Ordering::SeqCst;
use std::time::Duration;

use handstamp_authorizer::throttle::Limit;
use handstamp_login::SessionLogin;
use handstamp_users::login::LoginLimits;
use support::browser::Browser;
use support::{Site, key, now};

fn limits(name: u32, address: u32, device: u32) -> LoginLimits {
    let limit = |burst| Limit::new(burst, Duration::from_secs(60));
    let limits = LoginLimits::new().with_name(limit(name)).with_address(limit(address));
    limits.with_device(limit(device))
}

fn site(name: u32, address: u32, device: u32) -> Site {
    Site::with(|pages| pages.limits(limits(name, address, device)).device_cookie(key()))
}

fn guess(browser: &mut Browser<'_>, name: &str) -> u16 {
    browser.post("/auth/login", &format!("username={name}&password=x")).status
}

#[test]
fn a_name_has_so_many_wrong_passwords() {
    let site = site(3, 100, 100);
    let from = |host: usize| site.browser().from(&format!("192.0.2.{host}"));
    for host in 0..3 {
        assert_eq!(guess(&mut from(host), ["ada", "Ada", "%20ada"][host]), 401);
    }
    let reply = from(9).post("/auth/login", "username=ADA&password=engine");
    assert_eq!((reply.status, reply.header("retry-after")), (429, Some("91")));
    assert!(reply.body.contains("Too many attempts"));
    let reply = from(9).with("accept", "*/*").post("/auth/login", "username=ada&password=engine");
    assert_eq!((reply.status, reply.header("retry-after")), (429, Some("91")));
    assert!(reply.body.starts_with(r#"{"detail":"Too many attempts"#), "{}", reply.body);
    assert_eq!(site.table.checks.load(SeqCst), 3);
    assert_eq!(guess(&mut from(9), "bob"), 401);
}

#[test]
fn an_address_has_so_many_and_an_ipv6_site_is_one() {
    let site = site(100, 3, 100);
    for (number, host) in ["2001:db8::1", "2001:db8::2", "2001:db8::3:4"].iter().enumerate() {
        assert_eq!(guess(&mut site.browser().from(host), &format!("user{number}")), 401);
    }
    assert_eq!(guess(&mut site.browser().from("2001:db8::ffff:1"), "user9"), 429);
    assert_eq!(guess(&mut site.browser().from("2001:db8:0:1::1"), "user9"), 401);
    // The client's, not that of its proxy.
    for number in 0..5 {
        let client = format!("203.0.113.{number}");
        let browser = site.browser().from("10.0.0.1").with("x-forwarded-for", &client);
        assert_eq!(guess(&mut browser.clone(), &format!("other{number}")), 401);
    }
    let mut unknown = site.browser();
    unknown.peer = None;
    for number in 0..5 {
        assert_eq!(guess(&mut unknown, &format!("nowhere{number}")), 401);
    }
}

#[test]
fn right_passwords_are_given_back_and_nothing_else_is() {
    let site = site(100, 100, 100);
    site.browser().log_in("ada", "engine");
    assert_eq!(site.throttle.kinds(), [""; 0]);
    site.browser().log_in("mallory", "mallet");
    assert_eq!(site.throttle.count("name", "mallory"), 1);
    // One of several sources may have said that it was wrong.
    site.table.is_down.store(true, SeqCst);
    site.browser().log_in("ada", "engine");
    assert_eq!(site.throttle.count("name", "ada"), 1);
    assert_eq!(site.throttle.count("address", "198.51.100.7"), 2);
}

#[test]
fn strangers_do_not_lock_out_a_browser_that_is_known() {
    let site = site(3, 100, 2);
    let mut known = site.browser();
    known.log_in("ada", "engine");
    known.cookies.remove("session");
    let mut stranger = site.browser().from("192.0.2.66");
    while guess(&mut stranger, "ada") == 401 {}
    assert_eq!(stranger.log_in("ada", "engine").status, 429);
    let reply = known.log_in("ada", "engine");
    assert_eq!(reply.status, 303);
    // It has a count of its own, and is a stranger past it.
    assert_eq!((guess(&mut known, "ada"), guess(&mut known, "ada")), (401, 401));
    assert_eq!(guess(&mut known, "ada"), 429);
    assert_eq!(site.throttle.count("name", "ada"), 3);
}

#[test]
fn a_known_browser_past_its_limit_counts_as_a_stranger() {
    let site = site(3, 100, 1);
    let mut known = site.browser();
    known.log_in("ada", "engine");
    assert_eq!(guess(&mut known, "ada"), 401);
    assert_eq!(site.throttle.count("name", "ada"), 0);
    assert_eq!(guess(&mut known, "ada"), 401);
    assert_eq!(site.throttle.count("name", "ada"), 1);
    assert_eq!(site.throttle.kinds(), ["address", "device", "name"]);
}

#[test]
fn a_browser_is_known_by_the_name_that_it_logged_in_with() {
    let site = site(100, 100, 100);
    let mut known = site.browser();
    known.log_in("ada", "engine");
    guess(&mut known, "mallory");
    assert_eq!(site.throttle.kinds(), ["address", "name"]);
    let cookie = known.cookies["handstamp_device"].0.clone();
    // The id stays, so that a login does not give a new count.
    known.log_in("ada", "engine");
    let id = |cookie: &str| cookie.split('~').next().unwrap().to_owned();
    assert_eq!(id(&known.cookies["handstamp_device"].0), id(&cookie));
    let mut other = site.browser();
    other.log_in("ada", "engine");
    assert_ne!(id(&other.cookies["handstamp_device"].0), id(&cookie));
}

#[test]
fn the_cookie_of_a_known_browser_is_no_login() {
    let site = site(100, 100, 100);
    let mut known = site.browser();
    let reply = known.log_in("ada", "engine");
    let line = reply.set_cookie("handstamp_device").unwrap();
    assert!(
        line.ends_with("; Path=/auth/login; Max-Age=15552000; HttpOnly; SameSite=Lax"),
        "{line}"
    );
    assert!(!line.contains("ada"));
    let cookie = known.cookies["handstamp_device"].0.clone();
    for name in ["session", "remember_token"] {
        let mut thief = site.browser();
        thief.cookies.insert(name.into(), (cookie.clone(), "/".into()));
        assert_eq!(thief.user(), None, "{name}");
    }
    let login = SessionLogin::flask(key()).clock(now).build().unwrap();
    let flask = Site::of(login, |pages| pages);
    let mut thief = flask.browser();
    thief.cookies.insert("remember_token".into(), (cookie, "/".into()));
    assert_eq!(thief.user(), None);
    // Nor does a session mark a browser.
    let mut forged = site.browser();
    let session = known.cookies["session"].0.clone();
    forged.cookies.insert("handstamp_device".into(), (session, "/".into()));
    guess(&mut forged, "ada");
    assert_eq!(site.throttle.count("name", "ada"), 1);
    let mut secure = site.browser();
    secure.scheme = "https";
    assert!(
        secure
            .log_in("ada", "engine")
            .set_cookie("handstamp_device")
            .unwrap()
            .contains("; Secure;")
    );
}

#[test]
fn a_browser_is_marked_by_a_login_alone_and_where_it_is_wanted() {
    let site = site(100, 100, 100);
    for (name, password) in [("ada", "x"), ("mallory", "mallet")] {
        let reply = site.browser().log_in(name, password);
        assert_eq!(reply.set_cookie("handstamp_device"), None);
    }
    let without = Site::new();
    assert_eq!(without.browser().log_in("ada", "engine").set_cookie("handstamp_device"), None);
}

#[test]
fn a_throttle_that_does_not_answer_is_503() {
    let site = site(100, 100, 100);
    site.throttle.is_down.store(true, SeqCst);
    let reply = site.browser().log_in("ada", "engine");
    assert_eq!(reply.status, 503);
    assert_eq!(site.table.checks.load(SeqCst), 0);
}

#[test]
fn without_a_throttle_nothing_is_counted() {
    let site = Site::with(|pages| pages.limits(limits(1, 1, 1)).without_throttle());
    for _ in 0..5 {
        assert_eq!(guess(&mut site.browser(), "ada"), 401);
    }
    assert_eq!(site.throttle.kinds(), [""; 0]);
}
