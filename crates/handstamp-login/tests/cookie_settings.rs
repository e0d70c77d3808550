//! Settings of cookies at their edges, as the frameworks take them, and what is refused when a login is
//! built.
#![cfg(all(feature = "flask", feature = "starlette"))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod requests;

use handstamp_login::flask::{CookieSettings, FlaskLogin, RememberCookie};
use handstamp_login::{BuildError, SessionLogin, starlette};
use requests::flask::{builder, key, logged_in, login_of, request};
use requests::{Request, serve};

/// The session cookie's line with this domain.
fn line(domain: &str) -> String {
    let mut cookie = CookieSettings::default();
    cookie.domain = Some(domain.to_owned());
    let login = builder().cookie(cookie).build().unwrap();
    let served = serve(&login, request(&[]), |session| session.insert("a", &1).unwrap());
    let line = &served.cookies()[0];
    line.split_once("; ").unwrap().1.to_owned()
}

/// `domain.partition(":")[0].lstrip(".")` of Werkzeug 3.1, and no attribute where nothing is left.
#[test]
fn a_domain_has_no_port_and_no_leading_dot() {
    assert_eq!(line("example.com"), "Domain=example.com; HttpOnly; Path=/");
    assert_eq!(line(".example.com"), "Domain=example.com; HttpOnly; Path=/");
    assert_eq!(line("..example.com:5000"), "Domain=example.com; HttpOnly; Path=/");
    for nothing in [".", ":80", "", ".:80"] {
        assert_eq!(line(nothing), "HttpOnly; Path=/", "{nothing}");
    }
}

#[test]
fn a_remember_cookies_domain_is_read_alike() {
    for nothing in [".", ":80"] {
        let mut cookie = RememberCookie::default();
        cookie.domain = Some(nothing.into());
        let login = login_of(FlaskLogin::new().with_remember_cookie(cookie));
        let served = serve(&login, request(&[("remember_token", "x")]), |session| {
            session.logout().unwrap();
        });
        let line = "remember_token=; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; Path=/";
        assert_eq!(served.cookies()[0], line);
    }
}

fn built(change: impl FnOnce(&mut starlette::CookieSettings)) -> Result<SessionLogin, BuildError> {
    let mut cookie = starlette::CookieSettings::default();
    change(&mut cookie);
    SessionLogin::starlette(key()).cookie(cookie).build()
}

/// Starlette writes a path in Latin-1: what is not in it is an error 500 there, on each response.
#[test]
fn what_no_line_can_carry_is_refused_when_the_login_is_built() {
    for error in [
        built(|cookie| cookie.path = "/\u{e9}".into()).unwrap_err(),
        built(|cookie| cookie.path = "/; secure".into()).unwrap_err(),
        built(|cookie| cookie.domain = Some("a.example; path=/".into())).unwrap_err(),
        built(|cookie| cookie.session_cookie = "a b".into()).unwrap_err(),
        built(|cookie| cookie.session_cookie = String::new()).unwrap_err(),
        builder().cookie_name("a;b").build().unwrap_err(),
    ] {
        assert!(matches!(error, BuildError::Cookie { .. }), "{error:?}");
    }
    assert!(built(|cookie| cookie.path = "/app".into()).is_ok());
    let flask = |path: &str| {
        let mut cookie = CookieSettings::default();
        cookie.path = path.to_owned();
        let login = builder().cookie(cookie).build().unwrap();
        let served = serve(&login, request(&[]), |session| session.insert("a", &1).unwrap());
        served.cookies()[0].rsplit("; ").next().unwrap().to_owned()
    };
    assert_eq!(flask("/\u{e9}"), "Path=/%C3%A9", "Flask percent-encodes it");
}

#[test]
fn prefixes_hold_for_starlette_too() {
    let host =
        |cookie: &mut starlette::CookieSettings| cookie.session_cookie = "__Host-session".into();
    assert!(matches!(built(host).unwrap_err(), BuildError::CookiePrefix { .. }));
    let secure = |cookie: &mut starlette::CookieSettings| {
        host(cookie);
        cookie.https_only = true;
    };
    assert!(built(secure).is_ok());
}

/// The user whom this raw `Cookie` header names.
fn user_of(header: &[u8]) -> Option<String> {
    let request = Request::get().header("cookie", header);
    serve(&login_of(FlaskLogin::new()), request, |_| {}).id().map(str::to_owned)
}

/// Python's `str.strip` takes U+00A0 for white space. A browser does not: any page of a sibling domain may
/// set such a cookie, which carries no promise of the prefix `__Host-`.
#[test]
fn a_name_padded_with_a_no_break_space_is_another_cookie() {
    let (own, planted) = (logged_in("42", &[]), logged_in("7", &[]));
    let padded = |before: &[u8], after: &[u8]| {
        user_of(&[before, b"session", after, b"=", planted.as_bytes()].concat())
    };
    assert_eq!(padded(b" \t", b" ").as_deref(), Some("7"), "blanks are dropped");
    for space in [&b"\xc2\xa0"[..], b"\xa0", b"\xe2\x80\x80", b"\xe3\x80\x80", b"\x85", b"\x0b"] {
        for (before, after) in [(space, &b""[..]), (b"", space), (space, space)] {
            assert_eq!(padded(before, after), None, "{space:?}");
            let both = [
                before,
                b"session",
                after,
                b"=",
                planted.as_bytes(),
                b"; session=",
                own.as_bytes(),
            ];
            assert_eq!(user_of(&both.concat()).as_deref(), Some("42"), "{space:?}");
        }
    }
}
