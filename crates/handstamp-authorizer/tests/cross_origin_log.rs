//! What the log says of a request from another origin: its origin, the one that was expected, and the cure.
#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use handstamp_authorizer::{Auth, Authentication, Identity, MaybeFuture, Principal};
use support::log::logged;
use support::{Fake, block_on, says};

fn line(request: Fake) -> String {
    let known = || Identity::known(Principal::new("ann"), Authentication::cookie());
    let auth: Auth = Auth::new(says(move |_| MaybeFuture::Ready(known())));
    let request = request.enter(&auth);
    let (answer, log) = logged(|| block_on(auth.user(&request)));
    assert_eq!(answer.unwrap_err().status, 403);
    let line = log.trim_end().to_owned();
    let start = "INFO access.denied message=access denied method=\"POST\" path=\"/pay\" reason=\"cross-origin\"";
    line.strip_prefix(start).unwrap_or_else(|| panic!("{line}")).trim_start().to_owned()
}

fn post() -> Fake {
    Fake::post("/pay?secret=1").with("host", "app.example").scheme("https")
}

fn said(origin: &str, expected: &str, cure: &str) -> String {
    format!("origin={origin:?} expected={expected:?} cure={cure:?}")
}

#[test]
fn another_sites_page_is_named_and_may_be_trusted() {
    let cure = "if the page is yours, add its origin by CrossOrigin::trust";
    let evil = post().with("origin", "https://evil.example");
    assert_eq!(line(evil), said("https://evil.example", "https://app.example", cure));
    let port = post().with("origin", "https://app.example:8443");
    assert_eq!(line(port), said("https://app.example:8443", "https://app.example", cure));
}

#[test]
fn a_program_learns_the_header() {
    let cure = "a program sends a header that forms cannot send (CrossOrigin::with_program_header), or a CSRF \
                token; a browser sends Origin";
    assert_eq!(line(post()), said("(none)", "https://app.example", cure));
}

#[test]
fn a_proxy_that_is_not_trusted_is_the_likely_reason() {
    let inner = |name, value| {
        let request = Fake::post("/pay").with("host", "inner:8000").scheme("http");
        request.with("origin", "https://app.example").with(name, value)
    };
    let trust = "the request comes through a proxy: trust it by trusted_proxies, or have it pass on Host and \
                 the scheme";
    let host = inner("x-forwarded-host", "app.example").peer("10.0.0.1");
    assert_eq!(line(host), said("https://app.example", "http://inner:8000", trust));
    let unknown = "the request comes through a proxy, and the connection's address is unknown: pass it on (in \
                   axum by into_make_service_with_connect_info), and trust the proxy by trusted_proxies";
    let nameless = inner("x-forwarded-proto", "https");
    assert_eq!(line(nameless), said("https://app.example", "http://inner:8000", unknown));
    let tls = "the host is right and the scheme is not: a proxy that ends TLS has to send X-Forwarded-Proto, \
               and trusted_proxies has to trust it";
    let plain = Fake::post("/pay").with("host", "app.example").scheme("http");
    let plain = plain.with("origin", "https://app.example");
    assert_eq!(line(plain), said("https://app.example", "http://app.example", tls));
}

#[test]
fn what_a_browser_says_without_an_origin_is_explained() {
    let other = "the request is another site's: if that page is yours, it has to send Origin, and \
                 CrossOrigin::trust takes it";
    let request = post().with("sec-fetch-site", "cross-site");
    assert_eq!(line(request), said("(none)", "https://app.example", other));
    let null = "the page has no origin of its own: serve the form from this site";
    assert_eq!(line(post().with("origin", "null")), said("null", "https://app.example", null));
    let twice = "send one line of Origin and one of Sec-Fetch-Site";
    let request =
        post().with("origin", "https://app.example").with("origin", "https://evil.example");
    assert_eq!(line(request), said("https://app.example", "https://app.example", twice));
}

/// It cannot begin a line of its own in the log.
#[test]
fn a_hostile_origin_is_quoted() {
    let line = line(post().with("origin", "https://evil.example\nINFO login.accepted"));
    assert!(line.contains(r#"origin="https://evil.example\nINFO login.accepted""#), "{line}");
}
