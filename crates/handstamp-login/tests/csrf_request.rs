//! Flask-WTF's CSRF token in a request: headers, referrer, session.
#![cfg(feature = "flask")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod requests;

use handstamp_authorizer::{Auth, TrustedProxies};
use handstamp_flask::{FlaskWtf, Session, session_codec};
use handstamp_login::flask::CsrfProtect;
use handstamp_login::{CsrfError, CsrfProvider as _, extract};
use requests::flask::{builder, key, now};
use requests::{Request, answered};

fn protect() -> CsrfProtect {
    CsrfProtect::new(FlaskWtf::builder(key()).build())
}

#[test]
fn by_https_the_referrer_is_a_page_of_the_same_host() {
    let check = |host: &str, referrer: Option<&str>| {
        let request = Request::of("POST").by("https").header("host", host);
        let request = match referrer {
            Some(referrer) => request.header("referer", referrer),
            None => request,
        };
        protect().check_request(&request)
    };
    for good in ["https://app.example/", "https://App.Example:443/a?b", "HTTPS://app.example#x"] {
        assert_eq!(check("app.example", Some(good)), Ok(()), "{good}");
    }
    assert_eq!(check("app.example:8443", Some("https://app.example:8443/")), Ok(()));
    assert_eq!(check("[::1]:8443", Some("https://[::1]:8443/x")), Ok(()));
    assert_eq!(check("app.example", None), Err(CsrfError::NoReferrer));
    assert_eq!(check("app.example", Some("")), Err(CsrfError::NoReferrer));
    for bad in [
        "http://app.example/",
        "https://evil.example/",
        "https://app.example:8443/",
        "https://app.example.evil.example/",
        "https://app.example@evil.example/",
        "https://evil.example\\@app.example/",
        "https://evil.example/https://app.example/",
        "https:app.example/",
        "app.example",
        "https://",
        "https:///app.example",
        "https://app.example:x/",
    ] {
        assert_eq!(check("app.example", Some(bad)), Err(CsrfError::OtherReferrer), "{bad}");
    }
    assert_eq!(protect().check_request(&Request::of("POST")), Ok(()), "no HTTPS");
    let off = protect().with_referrer_check(false);
    assert_eq!(off.check_request(&Request::of("POST").by("https")), Ok(()));
}

/// A request to an app that has a session with a secret in it, and that session's token.
fn request(change: impl FnOnce(Request) -> Request) -> (Request, String) {
    let mut session = Session::new();
    protect().prepare(&mut session, [0xa5; 64]);
    let token = protect().token(&session, now()).unwrap();
    let cookie = session_codec(key()).build().encode(&session, now()).unwrap();
    let request = Request::of("POST")
        .header("cookie", format!("session={cookie}"))
        .header("sec-fetch-site", "same-origin");
    let login = builder().csrf(protect()).build().unwrap();
    let proxies = TrustedProxies::none().trust("10.0.0.1").unwrap();
    let auth = Auth::builder(login).trusted_proxies(proxies).build();
    (change(request).enter(&auth), token)
}

#[test]
fn a_form_is_checked_by_its_field_or_a_header() {
    let (plain, token) = request(|request| request);
    let form = answered(extract::csrf_token(&plain)).unwrap();
    assert_eq!(form.field_name(), "csrf_token");
    assert_eq!(form.for_form().unwrap(), token);
    assert!(form.check(Some(&token)).is_ok());
    for bad in [None, Some(""), Some("x"), Some("a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5")] {
        let reply = form.check(bad).unwrap_err();
        assert_eq!(reply.status, 400);
        assert_eq!(&*reply.body, br#"{"detail":"The CSRF token is missing or invalid."}"#);
    }
    assert!(answered(extract::csrf_header(&plain)).is_err());
    assert!(plain.finish("set-cookie").is_empty(), "the secret was there");

    for name in ["x-csrftoken", "x-csrf-token"] {
        let (sent, _) = request(|request| request.header(name, &token));
        assert!(answered(extract::csrf_header(&sent)).is_ok());
        assert!(
            answered(extract::csrf_token(&sent)).unwrap().check(Some("x")).is_err(),
            "the field is first"
        );
    }
    let auth = Auth::new(builder().build().unwrap());
    let get = Request::get().enter(&auth);
    assert!(answered(extract::csrf_header(&get)).is_ok(), "changes nothing");
}

#[test]
fn a_proxy_that_is_trusted_says_whether_it_is_https() {
    let secured = |peer: &'static str, referrer: Option<&'static str>| {
        let (request, token) = request(|request| {
            let request = request.from(peer).header("host", "inside");
            let request = request.header("x-forwarded-proto", "https");
            let request = request.header("x-forwarded-host", "app.example");
            match referrer {
                Some(referrer) => request.header("referer", referrer),
                None => request,
            }
        });
        answered(extract::csrf_token(&request)).unwrap().check(Some(&token)).is_ok()
    };
    assert!(secured("10.0.0.1", Some("https://app.example/form")));
    assert!(!secured("10.0.0.1", Some("https://inside/form")));
    assert!(!secured("10.0.0.1", None));
    assert!(secured("10.0.0.2", None), "not trusted: not known to be HTTPS");
}

#[test]
fn a_new_visitors_form_sets_the_session() {
    let auth = Auth::new(builder().csrf(protect()).build().unwrap());
    let request = Request::get().enter(&auth);
    let form = answered(extract::csrf_token(&request)).unwrap();
    let token = form.for_form().unwrap();
    assert_eq!(form.for_form().unwrap(), token);
    assert!(form.check(Some(&token)).is_ok());
    assert_eq!(request.finish("set-cookie").len(), 1);
    assert!(form.for_form().is_ok(), "it can be read still");
}

#[test]
fn a_login_renews_the_secret() {
    let (request, token) = request(|request| request);
    answered(extract::session(&request)).unwrap().login("42").unwrap();
    assert!(answered(extract::csrf_token(&request)).unwrap().check(Some(&token)).is_err());
}

#[test]
fn a_secret_is_random() {
    let secret = || {
        let request = Request::get().enter(&Auth::new(builder().build().unwrap()));
        answered(extract::csrf_token(&request)).unwrap().for_form().unwrap();
        let session = answered(extract::session(&request)).unwrap();
        session.get::<String>("csrf_token").unwrap().unwrap()
    };
    assert_ne!(secret(), secret());
}
