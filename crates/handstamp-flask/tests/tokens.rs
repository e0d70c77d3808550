//! Flask-WTF's CSRF token and Flask-Security's authentication token: recordings, and their rules.
#![cfg(feature = "login")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod requests;

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use handstamp_authorizer::{Auth, TrustedProxies};
use handstamp_flask::{
    AuthTokenError, AuthTokenReader, Csrf, CsrfError, Dict, Epoch, SecretKey, Session,
    SessionCodec, SessionLogin, Value,
};
use handstamp_session::login::{self, CsrfTokens as _};
use requests::Request;
use serde_json::Value as Json;

fn now() -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(1_700_000_000)
}

fn key() -> SecretKey {
    SecretKey::new("2f1d9a0c5be74386a1d0f7c2e9b85d34").unwrap()
}

fn csrf() -> Csrf {
    Csrf::new(key()).with_random(|bytes: &mut [u8]| bytes.fill(0xa5))
}

fn lines(text: &str) -> impl Iterator<Item = Json> + '_ {
    text.lines().map(|line| serde_json::from_str(line).unwrap())
}

fn instant(json: &Json) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(json.as_u64().unwrap())
}

fn secret(json: &Json) -> SecretKey {
    SecretKey::allow_weak(json["secret"].as_str().unwrap())
}

#[test]
fn recorded_csrf_tokens() {
    let mut seen = 0;
    for line in lines(include_str!("vectors/flask_wtf.jsonl")) {
        seen += 1;
        let old = line["deps"]["itsdangerous"].as_str().unwrap().starts_with("0.");
        let csrf = Csrf::new(secret(&line))
            .with_epoch(if old { Epoch::Year2011 } else { Epoch::Unix })
            .with_clock_tolerance(Duration::ZERO)
            .with_time_limit(line["max_age"].as_u64().map(Duration::from_secs));
        let mut session = Session::new();
        session.insert_value("csrf_token", line["session_token"].as_str().unwrap());
        let token = line["token"].as_str().unwrap();
        let expected = match line["expect"]["error"].as_str() {
            // itsdangerous before 2.0 takes a token from the future.
            None if line["case"] == "future" => Err(CsrfError::Expired),
            None => Ok(()),
            Some("The CSRF token is missing.") => Err(CsrfError::Missing),
            Some("The CSRF token has expired.") => Err(CsrfError::Expired),
            Some("The CSRF token is invalid.") => Err(CsrfError::Invalid),
            Some("The CSRF tokens do not match.") => Err(CsrfError::OtherSession),
            Some(other) => panic!("{other}"),
        };
        assert_eq!(csrf.check(&session, token, instant(&line["now"])), expected, "{line}");
        if line["case"] == "ok" {
            let written = csrf.token(&mut session, instant(&line["signed_at"])).unwrap();
            assert_eq!(written, token, "{line}");
        }
    }
    assert!(seen > 80, "{seen}");
}

#[test]
fn a_session_is_given_one_secret() {
    let mut session = Session::new();
    let token = csrf().token(&mut session, now()).unwrap();
    assert_eq!(session.get_str("csrf_token"), Some(&*"a5".repeat(20)));
    let other = Csrf::new(key()).token(&mut session, now()).unwrap();
    assert_eq!(other, token, "the secret stays");
    assert_eq!(csrf().check(&session, &token, now()), Ok(()));
    assert_eq!(csrf().check(&Session::new(), &token, now()), Err(CsrfError::NoSecret));

    // What is no text is replaced.
    session.insert_value("csrf_token", 7);
    let again = csrf().token(&mut session, now()).unwrap();
    assert_eq!(again, token);

    let (mut one, mut two) = (Session::new(), Session::new());
    let system = Csrf::new(key());
    system.token(&mut one, now()).unwrap();
    system.token(&mut two, now()).unwrap();
    assert_ne!(one.get_str("csrf_token"), two.get_str("csrf_token"));
}

#[test]
fn clocks_may_differ_and_keys_rotate() {
    let mut session = Session::new();
    let token = csrf().token(&mut session, now()).unwrap();
    let at = |seconds: i64| {
        let distance = Duration::from_secs(seconds.unsigned_abs());
        let at = if seconds < 0 { now() - distance } else { now() + distance };
        csrf().check(&session, &token, at)
    };
    assert_eq!([at(-30), at(-31), at(3_600)], [Ok(()), Err(CsrfError::Expired), Ok(())]);
    assert_eq!(at(3_601), Err(CsrfError::Expired));

    let newer = SecretKey::new("70a2c1f4d85b4e6f93b0187a2cde5f61").unwrap();
    let keys = handstamp_flask::SecretKeys::new(newer.clone());
    assert_eq!(Csrf::new(keys.clone()).check(&session, &token, now()), Err(CsrfError::Invalid));
    let rotated = Csrf::new(keys.with_fallbacks([key()]));
    assert_eq!(rotated.check(&session, &token, now()), Ok(()));
}

#[test]
fn what_is_signed_and_no_text_is_no_token() {
    use handstamp_itsdangerous::{RawBytes, Signer, TimestampSigner, UrlSafeTimedSerializer};
    let mut session = Session::new();
    csrf().token(&mut session, now()).unwrap();
    let signer = TimestampSigner::new(Signer::builder(key()).salt(Csrf::SALT).build());
    let serializer = UrlSafeTimedSerializer::with_signer(signer, RawBytes);
    for payload in ["[]", "null", "7", "\"", "{\"a\":1}"] {
        let token = serializer.dumps(payload, now()).unwrap();
        assert_eq!(csrf().check(&session, &token, now()), Err(CsrfError::Invalid), "{payload}");
    }
}

#[test]
fn by_https_the_referrer_is_a_page_of_the_same_host() {
    let check = |host: &str, referrer: Option<&str>| {
        let request = Request::of("POST").by("https").header("host", host);
        let request = match referrer {
            Some(referrer) => request.header("referer", referrer),
            None => request,
        };
        csrf().check_request(&request)
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
    assert_eq!(csrf().check_request(&Request::of("POST")), Ok(()), "no HTTPS");
    let off = csrf().with_referrer_check(false);
    assert_eq!(off.check_request(&Request::of("POST").by("https")), Ok(()));
}

/// A request to an app that has a session with a secret in it, and that session's token.
fn request(change: impl FnOnce(Request) -> Request) -> (Request, String) {
    let mut session = Session::new();
    let token = csrf().token(&mut session, now()).unwrap();
    let cookie = SessionCodec::new(key()).encode(&session, now()).unwrap();
    let request = Request::of("POST")
        .header("cookie", format!("session={cookie}"))
        .header("sec-fetch-site", "same-origin");
    let login = SessionLogin::new(key()).with_csrf(csrf()).with_clock(now);
    let proxies = TrustedProxies::none().trust("10.0.0.1").unwrap();
    let auth = Auth::builder(login).trusted_proxies(proxies).build();
    (change(request).enter(&auth), token)
}

#[test]
fn a_form_is_checked_by_its_field_or_a_header() {
    let (plain, token) = request(|request| request);
    let form = login::csrf_token(&plain).unwrap();
    assert_eq!(form.field_name(), "csrf_token");
    assert_eq!(form.for_form().unwrap(), token);
    assert!(form.check(Some(&token)).is_ok());
    for bad in [None, Some(""), Some("x"), Some("a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5")] {
        let reply = form.check(bad).unwrap_err();
        assert_eq!(reply.status, 400);
        assert_eq!(reply.body, r#"{"detail":"The CSRF token is missing or invalid."}"#);
    }
    assert!(login::require_csrf_header(&plain).is_err());
    assert!(plain.finish("set-cookie").is_empty(), "the secret was there");

    for name in ["x-csrftoken", "x-csrf-token"] {
        let (sent, _) = request(|request| request.header(name, &token));
        assert!(login::require_csrf_header(&sent).is_ok());
        assert!(login::csrf_token(&sent).unwrap().check(Some("x")).is_err(), "the field is first");
    }
    let get = Request::get();
    assert!(login::require_csrf_header(&get).is_ok(), "changes nothing");
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
        login::csrf_token(&request).unwrap().check(Some(&token)).is_ok()
    };
    assert!(secured("10.0.0.1", Some("https://app.example/form")));
    assert!(!secured("10.0.0.1", Some("https://inside/form")));
    assert!(!secured("10.0.0.1", None));
    assert!(secured("10.0.0.2", None), "not trusted: not known to be HTTPS");
}

#[test]
fn a_new_visitors_form_sets_the_session() {
    let auth = Auth::new(SessionLogin::new(key()).with_csrf(csrf()).with_clock(now));
    let request = Request::get().enter(&auth);
    let form = login::csrf_token(&request).unwrap();
    let token = form.for_form().unwrap();
    assert_eq!(form.for_form().unwrap(), token);
    assert!(form.check(Some(&token)).is_ok());
    assert_eq!(request.finish("set-cookie").len(), 1);
    assert!(form.for_form().is_ok(), "it can be read still");
}

#[test]
fn a_login_renews_the_secret() {
    let (request, token) = request(|request| request);
    login::session(&request).unwrap().login("42").unwrap();
    assert!(login::csrf_token(&request).unwrap().check(Some(&token)).is_err());
}

#[test]
fn recorded_auth_tokens() {
    let mut seen = 0;
    for line in lines(include_str!("vectors/flask_security.jsonl")) {
        seen += 1;
        let reader = AuthTokenReader::new(secret(&line))
            .with_max_age(line["max_age"].as_u64().map(Duration::from_secs));
        let read = reader.read(line["token"].as_str().unwrap(), instant(&line["now"]));
        let expected = match line["expect"]["error"].as_str() {
            None => {
                let token = read.unwrap();
                assert_eq!(token.uniquifier(), line["uid"].as_str().unwrap());
                let fields: Dict = serde_json::from_value::<Value>(line["expect"]["value"].clone())
                    .map(|value| value.as_dict().unwrap().clone())
                    .unwrap();
                assert_eq!(*token.fields(), fields);
                assert_eq!(token.auth_time(), Some(instant(&line["expect"]["value"]["fs_paa"])));
                continue;
            }
            Some("SignatureExpired") => AuthTokenError::Expired,
            Some("BadTimeSignature") => AuthTokenError::BadSignature,
            Some(other) => panic!("{other}"),
        };
        assert_eq!(read.unwrap_err(), expected, "{line}");
    }
    assert_eq!(seen, 30);
}

#[test]
fn auth_tokens_of_every_version() {
    use handstamp_itsdangerous::{RawBytes, Signer, TimestampSigner, UrlSafeTimedSerializer};
    let signer = Signer::builder(key()).salt(AuthTokenReader::SALT).build();
    let serializer = UrlSafeTimedSerializer::with_signer(TimestampSigner::new(signer), RawBytes);
    let read = |payload: &str| {
        let token = serializer.dumps(payload, now()).unwrap();
        let token = AuthTokenReader::new(key()).read(&token, now())?;
        Ok((token.uniquifier().to_owned(), token.auth_time()))
    };
    let half = Some(UNIX_EPOCH + Duration::from_secs(12));
    assert_eq!(read(r#"{"ver":"5","uid":"u","fs_paa":12.5,"exp":0}"#), Ok(("u".into(), half)));
    assert_eq!(read(r#"["u"]"#), Ok(("u".into(), None)));
    assert_eq!(read(r#"["1","hash","u"]"#), Ok(("u".into(), None)));
    assert!(read(r#"{"ver":"5","uid":"u","exp":1700000000}"#).is_ok());
    let past = read(r#"{"ver":"5","uid":"u","exp":1699999999}"#);
    assert_eq!(past, Err(AuthTokenError::Expired));
    for bad in [
        "[]",
        r#"["1","u"]"#,
        "\"u\"",
        "null",
        r#"{"uid":"u","exp":0}"#,
        r#"{"ver":"5","uid":7,"exp":0}"#,
        r#"{"ver":"5","uid":"","exp":0}"#,
        r#"{"ver":"5","uid":"u","exp":-1}"#,
        r#"{"ver":"5","uid":"u","exp":"never"}"#,
        "{",
    ] {
        assert_eq!(read(bad), Err(AuthTokenError::BadPayload), "{bad}");
    }
}
