//! What a browser never sends: refused, and never a 5xx.
#![cfg(feature = "login")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use std::sync::atomic::Ordering::SeqCst;

use handstamp_authorizer::endpoint::{Body, Endpoint as _, ReadBody, answer};
use proptest::prelude::*;
use support::browser::FORM;
use support::{Site, answered};

const JSON: &str = "application/json";

#[test]
fn every_body_has_its_status() {
    let site = Site::new();
    let long = |name: usize, password: usize| {
        format!("username={}&password={}", "a".repeat(name), "b".repeat(password)).into_bytes()
    };
    let cases: Vec<(&str, Vec<u8>, u16)> = vec![
        (FORM, b"username=ada&password=engine".into(), 303),
        (
            "Application/X-WWW-Form-URLEncoded ; charset=UTF-8",
            b"username=ada&password=engine".into(),
            303,
        ),
        (FORM, b"username=%61da&password=eng%69ne".into(), 303),
        (FORM, b"".into(), 400),
        (FORM, b"username=ada".into(), 400),
        (FORM, b"password=engine".into(), 400),
        (FORM, b"username=&password=engine".into(), 400),
        (FORM, b"username=ada&password=".into(), 400),
        (FORM, b"username=ada&username=ada&password=engine".into(), 400),
        (FORM, b"username=ada&password=engine&password=engine".into(), 400),
        (FORM, b"username=ada&password=engine&x=1&x=2".into(), 303),
        (FORM, b"username=ada&password=%ff".into(), 400),
        (FORM, b"username=\xff&password=engine".into(), 400),
        (FORM, b"username=ada%00&password=engine".into(), 401),
        (FORM, b"username=ada&password=engine%00".into(), 401),
        (FORM, b"username=ada%0a&password=engine".into(), 401),
        (FORM, b"username=ada%E2%80%AE&password=engine".into(), 401),
        (FORM, b"username=*)(uid=*&password=engine".into(), 401),
        (FORM, long(1_024, 4_096), 401),
        (FORM, long(10_000, 8), 401),
        (FORM, long(3, 8_000), 401),
        (JSON, br#"{"username": "ada", "password": "engine"}"#.into(), 303),
        (JSON, br#"{"username": "ada", "password": null}"#.into(), 400),
        (JSON, br#"{"username": "ada"}"#.into(), 400),
        (JSON, br#"{"username": ["ada"], "password": "engine"}"#.into(), 400),
        (JSON, br#"{"username": "x", "username": "ada", "password": "engine"}"#.into(), 400),
        (JSON, br#"["ada", "engine"]"#.into(), 400),
        (JSON, br#"{"username": "ada", "password": 5}"#.into(), 401),
        (JSON, br#"{"username": "ada", "password": "\u0000"}"#.into(), 401),
        (JSON, b"{\"username\": \"\xff\"}".into(), 400),
        (JSON, b"".into(), 400),
        (JSON, "[".repeat(16_000).into_bytes(), 400),
        ("text/plain", b"username=ada&password=engine".into(), 415),
        ("multipart/form-data; boundary=x", b"--x--".into(), 415),
        ("", b"username=ada&password=engine".into(), 415),
        ("application/json-patch+json", b"{}".into(), 415),
    ];
    for (content_type, body, status) in cases {
        let shown = String::from_utf8_lossy(&body[..body.len().min(60)]).into_owned();
        for accept in ["text/html", "*/*"] {
            let mut browser = site.browser().with("accept", accept);
            let reply =
                browser.send("POST", "/auth/login", &[("content-type", content_type)], &body);
            let status = if status == 303 && accept == "*/*" { 200 } else { status };
            assert_eq!(reply.status, status, "{content_type} {shown}");
            assert!(!reply.body.contains("engine"), "{}", reply.body);
        }
        site.throttle.counts.lock().unwrap().clear();
    }
    let mut browser = site.browser();
    assert_eq!(browser.send("POST", "/auth/login", &[], b"").status, 415);
    let headers = [("content-type", FORM), ("content-encoding", "gzip")];
    assert_eq!(browser.send("POST", "/auth/login", &headers, b"\x1f\x8b").status, 415);
    assert_eq!(
        browser.send("POST", "/auth/login", &[], b"username=ada&password=engine").status,
        415
    );
}

/// What is not counted costs no password's hash.
#[test]
fn what_is_no_attempt_is_neither_counted_nor_checked() {
    let site = Site::new();
    for body in [
        "",
        "username=ada&password=",
        "username=a&username=b&password=c",
        "username=%ff&password=x",
    ] {
        site.browser().post("/auth/login", body);
    }
    assert_eq!((site.throttle.kinds().len(), site.table.checks.load(SeqCst)), (0, 0));
    site.browser().post("/auth/login", "username=ada&password=x%00");
    assert_eq!(
        (site.throttle.kinds(), site.table.checks.load(SeqCst)),
        (vec!["address", "name"], 0)
    );
}

/// As every endpoint answers them.
#[test]
fn other_methods_and_bodies_that_are_too_long() {
    let site = Site::new();
    for (method, status) in [("PUT", 405), ("DELETE", 405), ("OPTIONS", 204), ("HEAD", 200)] {
        assert_eq!(site.browser().send(method, "/auth/login", &[], b"").status, status, "{method}");
    }
    assert_eq!(site.browser().send("HEAD", "/auth/login", &[], b"").body, "");
    assert_eq!(site.pages.body_limit(), 16 * 1024);
    let request = NoLayer;
    for read in [ReadBody::Whole(Body::default()), ReadBody::TooLong, ReadBody::Broken] {
        let status = match read {
            ReadBody::TooLong => 413,
            ReadBody::Broken => 400,
            _ => 500, // an app without the layer is misconfigured
        };
        assert_eq!(answered(answer(&site.pages, "/auth/login", &request, read)).status, status);
    }
}

struct NoLayer;

impl handstamp_authorizer::RequestView for NoLayer {
    fn method(&self) -> &str {
        "POST"
    }
    fn target(&self) -> &str {
        "/auth/login"
    }
    fn header(&self, _: &str, _: usize) -> Option<&[u8]> {
        None
    }
    fn context(&self) -> Option<&handstamp_authorizer::adapter::AuthContext> {
        None
    }
}

proptest! {
    #[test]
    fn no_body_is_a_5xx_or_a_login(body in proptest::collection::vec(any::<u8>(), 0..200), json: bool) {
        let site = Site::new();
        let mut browser = site.browser();
        let content_type = if json { JSON } else { FORM };
        let reply = browser.send("POST", "/auth/login", &[("content-type", content_type)], &body);
        prop_assert!(matches!(reply.status, 400 | 401), "{}", reply.status);
    }

    #[test]
    fn no_name_breaks_out_of_the_page(name: String, next: String) {
        let site = Site::new();
        let fields = [("username", &*name), ("password", "x"), ("next", &next)];
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let page = site.browser().post("/auth/login", &body);
        prop_assert!(matches!(page.status, 400 | 401));
        let plain = site.browser().post("/auth/login", "username=a&password=x&next=/a");
        let tags = |page: &str| page.matches('<').count();
        let hidden = usize::from(page.hidden("next").is_none());
        prop_assert_eq!(tags(&page.body) + hidden, tags(&plain.body));
    }
}
