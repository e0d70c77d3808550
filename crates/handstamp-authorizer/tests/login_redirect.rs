//! Redirects to the login page: for whom, where to, and back to where.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use handstamp_authorizer::denial::{
    Denial, JsonDenial, LoginRedirect, Misconfigured, Missing, ProblemDenial,
};
use handstamp_authorizer::rules::{fresh, role, scope};
use handstamp_authorizer::{
    Auth, Authentication, CredentialKind, Identity, MaybeFuture, Principal, Refusal, TrustedProxies,
};
use percent_encoding::percent_decode_str;
use proptest::prelude::*;
use support::{Fake, ada, block_on, body, denial_of, header, says};

const HTML: &str = "text/html,application/xhtml+xml,*/*;q=0.8";

fn anonymous_at(login_url: &str) -> Auth {
    Auth::builder(says(|_| MaybeFuture::Ready(Identity::anonymous())))
        .login_url(login_url)
        .unwrap()
        .build()
}

fn page(target: &str) -> Fake {
    Fake::get(target).with("accept", HTML).with("sec-fetch-mode", "navigate")
}

fn location(login_url: &str, target: &str) -> String {
    let auth = anonymous_at(login_url);
    let reply = block_on(auth.user(page(target).enter(&auth))).unwrap_err();
    assert_eq!((reply.status, body(&reply)), (303, ""));
    assert_eq!(header(&reply, "set-cookie"), None, "a first login may be tried again and again");
    assert_eq!(header(&reply, "cache-control"), Some("no-store"));
    assert_eq!(header(&reply, "www-authenticate"), None);
    header(&reply, "location").unwrap().to_owned()
}

#[test]
fn only_a_browser_that_goes_to_a_page_is_redirected() {
    let ask = |request: Fake| {
        let auth = anonymous_at("/login");
        block_on(auth.user(request.enter(&auth))).unwrap_err().status
    };
    assert_eq!(ask(Fake::get("/").with("accept", HTML)), 303);
    assert_eq!(ask(page("/")), 303);
    assert_eq!(ask(Fake::new("HEAD", "/").with("accept", HTML)), 303);
    for method in ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "get"] {
        assert_eq!(ask(Fake::new(method, "/").with("accept", HTML)), 401, "{method}");
    }
    assert_eq!(ask(Fake::get("/")), 401);
    assert_eq!(ask(Fake::get("/").with("accept", "*/*")), 401);
    assert_eq!(ask(Fake::get("/").with("accept", "application/json")), 401);
    assert_eq!(ask(Fake::get("/").with("accept", b"text/html\xff")), 401);
    for mode in ["cors", "no-cors", "same-origin", "websocket", "", "Navigate"] {
        let request = Fake::get("/").with("accept", HTML).with("sec-fetch-mode", mode);
        assert_eq!(ask(request), 401, "{mode:?}");
    }
}

#[test]
fn only_who_could_log_in_is_redirected() {
    let redirect = LoginRedirect::new("/login", JsonDenial::default()).unwrap();
    let auth: Auth =
        Auth::builder(says(|_| MaybeFuture::Ready(Identity::anonymous()))).denial(redirect).build();
    let request = page("/").enter(&auth);
    let again = denial_of(Authentication::cookie(), fresh());
    let no_scope = denial_of(Authentication::cookie(), scope("x"));
    for (denial, status) in [
        (Denial::Anonymous(Missing::User), 303),
        (Denial::Anonymous(Missing::Session), 303),
        (Denial::Anonymous(Missing::UserId), 303),
        (again, 303),
        (Denial::Refused(Refusal::new("bad")), 401),
        (Denial::Forbidden, 403),
        (no_scope, 403),
        (Denial::CrossOrigin, 403),
        (Denial::Csrf, 400),
        (Denial::Unavailable, 503),
        (Denial::Misconfigured(Misconfigured::NoLayer), 500),
    ] {
        assert_eq!(request.innermost().deny(&denial, &request).status, status, "{denial:?}");
    }
    // A login loop: somebody who is known and may not would come back for ever.
    let known: Auth = Auth::builder(says(|_| MaybeFuture::Ready(ada(CredentialKind::Cookie))))
        .login_url("/login")
        .unwrap()
        .build();
    let request = page("/admin").enter(&known);
    assert_eq!(block_on(known.require_user(&request, role("x"))).unwrap_err().status, 403);
    assert_eq!(block_on(known.require_user(&request, fresh())).unwrap_err().status, 303);
}

/// Everything else is answered by the other policy.
#[test]
fn otherwise_another_policy_answers() {
    let redirect = LoginRedirect::new("/login", ProblemDenial::default()).unwrap();
    let says = says(|_| MaybeFuture::Ready(Identity::anonymous()));
    let auth: Auth = Auth::builder(says).denial(redirect).build();
    let reply = block_on(auth.user(Fake::get("/").enter(&auth))).unwrap_err();
    assert_eq!(header(&reply, "content-type"), Some("application/problem+json"));
}

#[test]
fn where_to() {
    assert_eq!(location("/login", "/me"), "/login?next=/me");
    assert_eq!(location("/login", "/a?b=c&d=%20"), "/login?next=/a%3Fb%3Dc%26d%3D%2520");
    assert_eq!(location("/login?lang=en", "/me"), "/login?lang=en&next=/me");
    assert_eq!(location("/#/login", "/me"), "/?next=/me#/login");
    assert_eq!(location("/l?a=b#c?d", "/me"), "/l?a=b&next=/me#c?d");
    assert_eq!(location("https://id.example/login", "/me"), "https://id.example/login?next=/me");
    let other =
        LoginRedirect::new("/login", JsonDenial::default()).unwrap().with_parameter("a b&c");
    let auth: Auth =
        Auth::builder(says(|_| MaybeFuture::Ready(Identity::anonymous()))).denial(other).build();
    let reply = block_on(auth.user(page("/me").enter(&auth))).unwrap_err();
    assert_eq!(header(&reply, "location"), Some("/login?a%20b%26c=/me"));
}

#[test]
fn what_is_not_safe_is_left_out() {
    for target in [
        "//evil.example",
        "/\\evil.example",
        "/%5cevil.example",
        "/..//evil.example",
        "https://evil.example/",
        "*",
        "",
        "/a\r\nSet-Cookie: a=b",
        "/é",
    ] {
        assert_eq!(location("/login", target), "/login", "{target:?}");
    }
}

#[test]
fn behind_a_proxy_that_strips_a_prefix() {
    let proxies = TrustedProxies::none().trust("10.0.0.1").unwrap();
    let auth: Auth = Auth::builder(says(|_| MaybeFuture::Ready(Identity::anonymous())))
        .login_url("/login")
        .unwrap()
        .trusted_proxies(proxies)
        .build();
    let ask = |prefix: &str, peer: &str| {
        let request = page("/me").peer(peer).with("x-forwarded-prefix", prefix);
        let reply = block_on(auth.user(request.enter(&auth))).unwrap_err();
        header(&reply, "location").unwrap().to_owned()
    };
    assert_eq!(ask("/app", "10.0.0.1"), "/login?next=/app/me");
    assert_eq!(ask("/app", "10.0.0.2"), "/login?next=/me");
    assert_eq!(ask("//evil.example", "10.0.0.1"), "/login?next=/me");
    assert_eq!(ask("javascript:alert(1)", "10.0.0.1"), "/login?next=/me");
}

#[test]
fn what_is_no_login_url_is_an_error() {
    for url in [
        "",
        "login",
        "//id.example",
        "/\\id.example",
        "javascript:alert(1)",
        "ftp://id.example",
        "https://",
        "https:///login",
        "http:// ",
        "https://id.example/\r\nx: y",
        "/lo gin",
        "/login\n",
        "https://id.example\\@evil.example",
        "/é",
        "https://münchen.example/",
        "/..//id.example",
    ] {
        let made = LoginRedirect::new(url, JsonDenial::default());
        assert!(made.is_err(), "{url:?}");
        let builder =
            Auth::<Principal>::builder(says(|_| MaybeFuture::Ready(Identity::anonymous())));
        assert!(builder.login_url(url).is_err(), "{url:?}");
    }
    for url in ["/login", "/", "http://localhost:5000/login", "https://[::1]/login", "/l?a=b#c"] {
        assert!(LoginRedirect::new(url, JsonDenial::default()).is_ok(), "{url:?}");
    }
}

proptest! {
    /// Whatever was asked for: the redirect goes to the login, and `next` is what was asked for.
    #[test]
    fn any_target(target in "/?[/\\\\.%a-z0-9?&=#: \r\n-]{0,30}|.{0,30}") {
        let found = location("/login", &target);
        prop_assert!(found.bytes().all(|byte| byte.is_ascii_graphic()));
        match found.strip_prefix("/login?next=") {
            None => prop_assert_eq!(found, "/login"),
            Some(next) => {
                prop_assert!(!next.contains(['?', '&', '#', '=']));
                prop_assert_eq!(percent_decode_str(next).decode_utf8().unwrap(), target);
            }
        }
    }
}
