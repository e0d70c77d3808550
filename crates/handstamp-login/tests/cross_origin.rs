//! The cross-origin rule holds for session extractors too, although they ask for no user.
#![cfg(feature = "login")]
#![allow(clippy::unwrap_used)]

use std::time::{Duration, SystemTime};

use handstamp_authorizer::{Auth, AuthContext, RequestView};
use handstamp_flask::{SecretKey, Session, SessionCodec, SessionLogin};
use handstamp_session::login;

struct Request {
    method: &'static str,
    headers: Vec<(&'static str, String)>,
    exchange: Option<AuthContext>,
}

impl RequestView for Request {
    fn method(&self) -> &str {
        self.method
    }
    fn target(&self) -> &str {
        "/"
    }
    fn header(&self, name: &str, nth: usize) -> Option<&[u8]> {
        self.headers.iter().filter(|(n, _)| *n == name).nth(nth).map(|(_, v)| v.as_bytes())
    }
    fn exchange(&self) -> Option<&AuthContext> {
        self.exchange.as_ref()
    }
}

fn key() -> SecretKey {
    SecretKey::new("2f1d9a0c5be74386a1d0f7c2e9b85d34").unwrap()
}

/// The status of each session extractor; 200 where it does not reject.
fn statuses(method: &'static str, cookie: bool, site: Option<&str>) -> [u16; 5] {
    let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000);
    let mut session = Session::new();
    session.insert("_user_id", "7").unwrap();
    let value = SessionCodec::new(key()).encode(&session, now).unwrap();
    let mut headers = vec![("host", "app.example".to_owned())];
    headers.extend(cookie.then(|| ("cookie", format!("session={value}"))));
    headers.extend(site.map(|site| ("sec-fetch-site", site.to_owned())));
    let auth = Auth::new(SessionLogin::new(key()).with_clock(move || now));
    let mut request = Request { method, headers, exchange: None };
    request.exchange = auth.entry().enter(&request);
    let status = |result: Result<(), handstamp_authorizer::Reply>| {
        result.map_or_else(|r| r.status, |()| 200)
    };
    [
        status(login::session(&request).map(drop)),
        status(login::maybe_session(&request).map(drop)),
        status(login::require_session(&request).map(drop)),
        status(login::maybe_user_id(&request).map(drop)),
        status(login::require_user_id(&request).map(drop)),
    ]
}

#[test]
fn a_session_is_not_lent_to_another_site() {
    assert_eq!(statuses("POST", true, Some("cross-site")), [403; 5]);
    assert_eq!(statuses("POST", true, Some("same-site")), [403; 5]);
    assert_eq!(statuses("POST", true, None), [403; 5]);
    assert_eq!(statuses("POST", true, Some("same-origin")), [200; 5]);
    assert_eq!(statuses("GET", true, Some("cross-site")), [200; 5]);
}

#[test]
fn a_visitor_may_log_in_but_not_from_another_sites_page() {
    assert_eq!(statuses("POST", false, None), [200, 200, 401, 200, 401]);
    assert_eq!(statuses("POST", false, Some("same-origin")), [200, 200, 401, 200, 401]);
    assert_eq!(statuses("POST", false, Some("cross-site")), [403; 5]);
}
