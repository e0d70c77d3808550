//! What the log says of logins, and what it never says.
#![cfg(feature = "login")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use std::sync::atomic::Ordering::SeqCst;
use std::time::Duration;

use handstamp_authorizer::throttle::Limit;
use handstamp_users::login::LoginLimits;
use support::browser::Browser;
use support::log::logged;
use support::{Site, key};

/// The lines about logins, without those of the adapter's side.
fn lines<T>(act: impl FnOnce() -> T) -> Vec<String> {
    let (_, lines) = logged(act);
    let all = lines.join("\n");
    for secret in ["engine", "s3cret", "mallet", "handstamp_device", "session="] {
        assert!(!all.contains(secret), "{all}");
    }
    lines.into_iter().filter(|line| line.contains(" login.") || line.contains(" logout")).collect()
}

fn type_in(browser: &mut Browser<'_>, name: &str, password: &str) {
    browser.post("/auth/login", &format!("username={name}&password={password}"));
}

#[test]
fn logins_and_logouts() {
    let site = Site::new();
    let mut browser = site.browser();
    assert_eq!(
        lines(|| type_in(&mut browser, "ada", "engine")),
        [
            r#"INFO login.accepted message=login accepted user="42" source="table" address="198.51.100.7""#
        ]
    );
    assert_eq!(
        lines(|| browser.post("/auth/logout", "")),
        [r#"INFO logout message=logged out user="42" address="198.51.100.7" revoked=Some(false)"#]
    );
    let everywhere = "/auth/logout-everywhere";
    let site = Site::flask(|pages| pages.logout_everywhere_path(everywhere));
    let mut browser = site.browser();
    browser.log_in("ada", "engine");
    let token = browser.get(everywhere).hidden("csrf_token").unwrap().to_owned();
    assert_eq!(
        lines(|| browser.post(everywhere, &format!("csrf_token={token}"))),
        [
            r#"INFO logout.everywhere message=logged out everywhere user="42" address="198.51.100.7""#
        ]
    );
}

/// It may be a password in the wrong field.
#[test]
fn a_name_that_nobody_knows_is_not_written() {
    let site = Site::new();
    let refused = |name: &str| {
        let lines = lines(|| type_in(&mut site.browser(), name, "s3cret"));
        assert_eq!(lines.len(), 1, "{lines:?}");
        lines[0].clone()
    };
    let line = refused("s3cret");
    let start = r#"WARN login.refused message=login refused reason="unknown" name_tag=""#;
    assert!(line.starts_with(start) && line.ends_with(r#"" address="198.51.100.7""#), "{line}");
    assert_eq!(line.len(), start.len() + 8 + r#"" address="198.51.100.7""#.len());
    assert_eq!(refused("s3cret"), line);
    assert_ne!(refused("other"), line);
    // Another process has other tags.
    let other = Site::new();
    let tag = lines(|| type_in(&mut other.browser(), "s3cret", "x"));
    assert_ne!(tag, [line]);
}

#[test]
fn a_name_that_is_known_is_written() {
    let site = Site::with(|pages| pages.device_cookie(key()));
    let disabled = lines(|| type_in(&mut site.browser(), "mallory", "mallet"));
    assert_eq!(
        disabled,
        [
            r#"WARN login.refused message=login refused reason="disabled" user="66" source="table" address="198.51.100.7""#
        ]
    );
    let mut known = site.browser();
    type_in(&mut known, "ada", "engine");
    assert_eq!(
        lines(|| type_in(&mut known, "ada", "s3cret")),
        [
            r#"WARN login.refused message=login refused reason="unknown" typed="ada" address="198.51.100.7""#
        ]
    );
}

#[test]
fn throttled_and_unavailable() {
    let one = LoginLimits::new().with_name(Limit::new(1, Duration::from_secs(60)));
    let site = Site::with(|pages| pages.limits(one));
    type_in(&mut site.browser(), "ada", "s3cret");
    let throttled = lines(|| type_in(&mut site.browser(), "ada", "s3cret"));
    assert!(
        throttled[0].starts_with("WARN login.throttled message=login throttled name_tag="),
        "{throttled:?}"
    );
    assert!(throttled[0].ends_with(r#"address="198.51.100.7" wait=90"#), "{throttled:?}");
    site.table.is_down.store(true, SeqCst);
    let unavailable = lines(|| type_in(&mut site.browser(), "bob", "s3cret"));
    assert_eq!(unavailable.len(), 2, "{unavailable:?}");
    assert!(unavailable[0].starts_with("ERROR login.source_unavailable"), "{unavailable:?}");
    assert!(unavailable[1].starts_with("ERROR login.unavailable"), "{unavailable:?}");
    site.throttle.is_down.store(true, SeqCst);
    let unavailable = lines(|| type_in(&mut site.browser(), "eve", "s3cret"));
    assert!(unavailable[0].contains("the throttle did not answer"), "{unavailable:?}");
}

#[test]
fn anonymous_visits_are_not_written() {
    let site = Site::new();
    let mut browser = site.browser();
    let written = |lines: Vec<String>| lines.iter().any(|line| !line.starts_with("DEBUG"));
    assert!(!written(lines(|| browser.get("/auth/login"))));
    assert!(!written(lines(|| browser.get("/auth/logout"))));
    assert!(!written(lines(|| browser.post("/auth/logout", ""))));
}
