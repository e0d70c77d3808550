//! The cross-origin rule: who may change something on behalf of a browser's user.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use handstamp_authorizer::CrossOrigin;
use support::Fake;

fn allows(rule: &CrossOrigin, request: &Fake) -> bool {
    rule.allows(request)
}

fn here(request: &Fake) -> bool {
    allows(&CrossOrigin::same_origin(), request)
}

fn post() -> Fake {
    Fake::post("/").with("host", "app.example").scheme("https")
}

#[test]
fn safe_methods_come_from_anywhere_and_all_others_do_not() {
    for (method, passes) in [
        ("GET", true),
        ("HEAD", true),
        ("OPTIONS", true),
        ("TRACE", true),
        ("POST", false),
        ("PUT", false),
        ("PATCH", false),
        ("DELETE", false),
        ("CONNECT", false),
        ("PROPFIND", false),
        ("get", false),
        ("", false),
    ] {
        let request = Fake::new(method, "/")
            .with("host", "app.example")
            .with("origin", "https://evil.example")
            .with("sec-fetch-site", "cross-site");
        assert_eq!(here(&request), passes, "{method}");
    }
}

/// Each Sec-Fetch-Site with each Origin: the first decides, but for `none`, which a foreign Origin
/// contradicts.
#[test]
fn every_combination_of_the_two_headers() {
    let sites = [
        (None, None),
        (Some("same-origin"), Some(true)),
        (Some("none"), Some(true)),
        (Some("same-site"), Some(false)),
        (Some("cross-site"), Some(false)),
        (Some(""), Some(false)),
        (Some("Same-Origin"), Some(false)),
        (Some("same-origin, cross-site"), Some(false)),
        (Some(" same-origin"), Some(false)),
        (Some("anything"), Some(false)),
    ];
    let origins = [
        (None, false),
        (Some("https://app.example"), true),
        (Some("https://app.example:443"), true),
        (Some("https://APP.example"), true),
        (Some("https://evil.example"), false),
        (Some("https://app.example.evil.example"), false),
        (Some("https://sub.app.example"), false),
        (Some("http://app.example"), false),
        (Some("https://app.example:444"), false),
        (Some("https://app.example:80"), false),
        (Some("HTTPS://app.example"), false),
        (Some("null"), false),
        (Some(""), false),
        (Some("app.example"), false),
        (Some("//app.example"), false),
        (Some("https://"), false),
        (Some("https://app.example/"), false),
        (Some("https://app.example/path"), false),
        (Some("https://app.example?q"), false),
        (Some("https://app.example#f"), false),
        (Some("https://user@app.example"), false),
        (Some("https://user:word@app.example"), false),
        (Some("https://evil.example\\@app.example"), false),
        (Some("https://app.example:"), false),
        (Some("https://app.example:+443"), false),
        (Some("https://app.example:0443x"), false),
        (Some("https://app.example:65979"), false), // 443 + 65536
        (Some("https://app.example https://evil.example"), false),
        (Some("https://app.example, https://evil.example"), false),
        (Some("https://app.example\u{0}"), false),
        (Some("file://app.example"), false),
        (Some("chrome-extension://app.example"), false),
        (Some("javascript://app.example"), false),
    ];
    for (site, by_site) in sites {
        for (origin, by_origin) in origins {
            let mut request = post();
            if let Some(site) = site {
                request = request.with("sec-fetch-site", site);
            }
            if let Some(origin) = origin {
                request = request.with("origin", origin);
            }
            let contradicted = site == Some("none") && origin.is_some();
            let expected = by_site.filter(|_| !contradicted).unwrap_or(by_origin);
            assert_eq!(here(&request), expected, "Sec-Fetch-Site {site:?}, Origin {origin:?}");
        }
    }
}

#[test]
fn two_lines_of_one_header_are_refused() {
    let same = "https://app.example";
    assert!(here(&post().with("origin", same)));
    assert!(!here(&post().with("origin", same).with("origin", same)));
    assert!(!here(&post().with("origin", same).with("origin", "https://evil.example")));
    let twice = post().with("sec-fetch-site", "same-origin").with("sec-fetch-site", "cross-site");
    assert!(!here(&twice));
    let trusting = CrossOrigin::same_origin().trust("https://pal.example").unwrap();
    let twice = post().with("origin", "https://pal.example").with("origin", "https://evil.example");
    assert!(!allows(&trusting, &twice));
}

#[test]
fn headers_that_are_no_text_are_refused() {
    assert!(!here(&post().with("origin", b"https://app.example\xff")));
    assert!(!here(&post().with("sec-fetch-site", b"same-origin\xff")));
    let request = Fake::post("/").with("host", b"app.example\xff").scheme("https");
    assert!(!here(&request.with("origin", "https://app.example")));
}

/// Origin, the Host header, what the framework says is the scheme, the answer.
#[test]
fn origin_against_host() {
    for (origin, host, scheme, same) in [
        ("http://a.example", "a.example", Some("http"), true),
        ("http://a.example", "a.example:80", Some("http"), true),
        ("http://a.example:80", "a.example", Some("http"), true),
        ("http://a.example:8080", "a.example:8080", Some("http"), true),
        ("http://a.example:8080", "a.example", Some("http"), false),
        ("http://a.example:8443", "a.example:8443", Some("https"), false),
        ("http://a.example:443", "a.example", Some("https"), false),
        ("https://a.example", "a.example:443", Some("https"), true),
        ("https://a.example", "a.example:80", Some("https"), false),
        ("https://a.example", "a.example", Some("http"), false),
        ("http://a.example", "a.example", Some("https"), false),
        // The framework does not know the scheme: the authority decides.
        ("https://a.example", "a.example", None, true),
        ("http://a.example", "a.example", None, true),
        ("https://a.example", "a.example:443", None, true),
        ("https://a.example", "a.example:80", None, false),
        ("ftp://a.example", "a.example", None, false),
        ("http://[::1]:8000", "[::1]:8000", None, true),
        ("http://[::1]", "[::1]", None, true),
        ("http://[::1]", "[::1]:80", None, true),
        ("http://[::1]", "[::2]", None, false),
        ("http://[::1]:8000", "[::1]", None, false),
        ("http://::1", "::1", None, false),
        ("http://[::1", "[::1", None, false),
        ("http://[evil.example]", "[evil.example]", None, false),
        ("http://a.example", "a.example/evil", None, false),
        ("http://a.example", "evil@a.example", None, false),
        ("http://a.example", "A.Example", None, true),
        ("http://a.example.", "a.example", None, false),
        ("http://a_b.example", "a_b.example", None, true),
        ("http://*", "*", None, false),
        ("http://a.example,b", "a.example,b", None, false),
        ("http://", "", None, false),
        ("http://:80", ":80", None, false),
    ] {
        let mut request = Fake::post("/").with("host", host).with("origin", origin);
        if let Some(scheme) = scheme {
            request = request.scheme(scheme);
        }
        assert_eq!(here(&request), same, "{origin} at {host} by {scheme:?}");
    }
}

#[test]
fn http_2_has_an_authority_instead_of_a_host() {
    let request = Fake::post("/").authority("app.example").scheme("https");
    assert!(here(&request.clone().with("origin", "https://app.example")));
    assert!(!here(&request.clone().with("origin", "https://evil.example")));
    // The authority counts and not a header beside it.
    let both = request.with("host", "evil.example");
    assert!(!here(&both.with("origin", "https://evil.example")));
    assert!(!here(&Fake::post("/").with("origin", "https://app.example")));
}

#[test]
fn trusted_origins() {
    let rule = CrossOrigin::same_origin()
        .trust("https://pal.example")
        .and_then(|rule| rule.trust("http://localhost:3000"))
        .and_then(|rule| rule.trust("http://[::1]:3000"))
        .unwrap();
    for (origin, passes) in [
        ("https://pal.example", true),
        ("https://PAL.example:443", true),
        ("http://pal.example", false),
        ("http://pal.example:443", false),
        ("https://pal.example:8443", false),
        ("https://x.pal.example", false),
        ("https://pal.example.evil.example", false),
        ("http://localhost:3000", true),
        ("http://localhost", false),
        ("http://[::1]:3000", true),
        ("null", false),
    ] {
        // A browser says `cross-site` of a trusted origin too, so Origin has to come first.
        let request = post().with("origin", origin).with("sec-fetch-site", "cross-site");
        assert_eq!(allows(&rule, &request), passes, "{origin}");
        assert_eq!(allows(&rule, &post().with("origin", origin)), passes, "{origin} alone");
    }
    assert!(!allows(&rule, &post()), "neither header");
}

#[test]
fn what_is_no_origin_cannot_be_trusted() {
    for text in [
        "",
        "null",
        "*",
        "pal.example",
        "//pal.example",
        "https://",
        "https://*",
        "https://*.pal.example",
        "https://pal.example/",
        "https://pal.example/a",
        "https://user@pal.example",
        "https://pal.example:",
        "https://pal.example:70000",
        "https://pal example",
        "https://::1",
        "HTTPS://pal.example",
        "ftp://pal.example",
        "https://münchen.example",
    ] {
        assert!(CrossOrigin::same_origin().trust(text).is_err(), "{text:?}");
    }
}

#[test]
fn the_check_can_be_left_to_the_app() {
    let request =
        post().with("origin", "https://evil.example").with("sec-fetch-site", "cross-site");
    assert!(allows(&CrossOrigin::allow_all_without_csrf_defence(), &request));
}

/// A WebSocket is opened by a GET, from any site's page, with the cookies.
#[test]
fn a_web_socket_is_opened_from_the_same_origin_only() {
    let open = || Fake::get("/live").with("host", "app.example").with("upgrade", "websocket");
    assert!(here(&open().with("origin", "https://app.example")));
    assert!(!here(&open().with("origin", "https://evil.example")));
    assert!(!here(&open().with("origin", "null")));
    assert!(!here(&open().with("sec-fetch-site", "cross-site")));
    assert!(here(&open().with("sec-fetch-site", "same-origin")));
    assert!(here(&open()), "a browser always sends Origin: this is a program");
    for upgrade in ["WebSocket", "h2c, websocket", "websocket/13, websocket"] {
        let request = Fake::get("/live").with("upgrade", upgrade).with("host", "app.example");
        assert!(!here(&request.with("origin", "https://evil.example")), "{upgrade}");
    }
    let h2c = Fake::get("/").with("upgrade", "h2c").with("origin", "https://evil.example");
    assert!(here(&h2c));
    // RFC 8441: WebSockets over HTTP/2.
    let connect = Fake::new("CONNECT", "/live").authority("app.example");
    assert!(!here(&connect.clone().with("origin", "https://evil.example")));
    assert!(here(&connect.with("origin", "https://app.example")));
}

/// `none` is a browser's word for "the user did this": the address bar, a bookmark. With the `Origin` of
/// another page it is not believed.
#[test]
fn sec_fetch_site_none_does_not_excuse_a_foreign_origin() {
    let none = || post().with("sec-fetch-site", "none");
    assert!(here(&none()));
    assert!(here(&none().with("origin", "https://app.example")));
    assert!(!here(&none().with("origin", "https://evil.example")));
    assert!(!here(&none().with("origin", "null")));
    assert!(!here(&none().with("origin", b"\xff")));
    let trusting = CrossOrigin::same_origin().trust("https://pal.example").unwrap();
    assert!(allows(&trusting, &none().with("origin", "https://pal.example")));
}

/// Behind a proxy that is not trusted, host and scheme are the inner ones. The browser's word stands.
#[test]
fn same_origin_is_believed_where_a_proxy_hides_the_scheme() {
    let inner = || {
        Fake::post("/")
            .with("host", "inner:8000")
            .scheme("http")
            .with("origin", "https://app.example")
    };
    assert!(here(&inner().with("sec-fetch-site", "same-origin")));
    assert!(!here(&inner()));
    assert!(!here(&inner().with("sec-fetch-site", "none")));
}

/// Who has no credential yet may begin something, unless it shows that another page does.
#[test]
fn visitors_may_be_silent() {
    let rule = CrossOrigin::same_origin();
    assert!(rule.allows_visitor(&post()));
    assert!(rule.allows_visitor(&post().with("origin", "https://app.example")));
    assert!(!rule.allows_visitor(&post().with("origin", "https://evil.example")));
    assert!(!rule.allows_visitor(&post().with("origin", "null")));
    assert!(!rule.allows_visitor(&post().with("sec-fetch-site", "cross-site")));
    assert!(rule.allows_visitor(&post().with("sec-fetch-site", "same-origin")));
}

/// A program sends no `Origin`. It shows a header that no form can send; a browser cannot hide behind it.
#[test]
fn a_program_shows_a_header_that_forms_cannot_send() {
    assert!(!here(&post()));
    assert!(here(&post().with("x-requested-with", "requests")));
    assert!(here(&post().with("x-requested-with", "")));
    let named = CrossOrigin::same_origin().with_program_header("X-Api-Client").unwrap();
    assert!(allows(&named, &post().with("x-api-client", "1")));
    assert!(
        !allows(&named, &post().with("x-requested-with", "1")),
        "the other header's place is taken"
    );
    for (name, value) in [
        ("origin", "https://evil.example"),
        ("origin", "null"),
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
        ("sec-fetch-site", ""),
    ] {
        let browser = post().with("x-requested-with", "XMLHttpRequest").with(name, value);
        assert!(!here(&browser), "{name}: {value}");
    }
}

#[test]
fn a_header_that_browsers_send_makes_no_program() {
    for name in [
        "",
        "X Api",
        "X-Api:",
        "Accept",
        "content-type",
        "Cookie",
        "Origin",
        "Referer",
        "User-Agent",
        "Authorization",
        "Sec-Fetch-Mode",
        "Proxy-Authorization",
        "Range",
        "Cache-Control",
    ] {
        let refused = CrossOrigin::same_origin().with_program_header(name).unwrap_err();
        assert_eq!(
            refused.to_string(),
            format!(
                "{name:?} cannot tell a program from a browser; take a header name of your own, such as \
                 X-Api-Client"
            )
        );
    }
}
