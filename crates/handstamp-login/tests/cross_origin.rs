//! The cross-origin rule holds for session extractors too, although they ask for no user.
#![cfg(feature = "flask")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod requests;

use handstamp_authorizer::{Auth, Reply};
use handstamp_login::extract;
use requests::flask::{builder, session};
use requests::{Request, answered};

/// The status of each session extractor; 200 where it does not reject.
fn statuses(method: &'static str, cookie: bool, site: Option<&str>) -> [u16; 6] {
    let mut request = Request::of(method).header("host", "app.example");
    if cookie {
        request =
            request.header("cookie", format!("session={}", session(&[("_user_id", "7".into())])));
    }
    if let Some(site) = site {
        request = request.header("sec-fetch-site", site);
    }
    let request = request.enter(&Auth::new(builder().build().unwrap()));
    let status = |result: Result<(), Reply>| result.map_or_else(|reply| reply.status, |()| 200);
    [
        status(answered(extract::session(&request)).map(drop)),
        status(answered(extract::maybe_session(&request)).map(drop)),
        status(answered(extract::require_session(&request)).map(drop)),
        status(answered(extract::maybe_user_id(&request)).map(drop)),
        status(answered(extract::require_user_id(&request)).map(drop)),
        status(answered(extract::csrf_token(&request)).map(drop)),
    ]
}

#[test]
fn a_session_is_not_lent_to_another_site() {
    assert_eq!(statuses("POST", true, Some("cross-site")), [403; 6]);
    assert_eq!(statuses("POST", true, Some("same-site")), [403; 6]);
    assert_eq!(statuses("POST", true, None), [403; 6]);
    assert_eq!(statuses("POST", true, Some("same-origin")), [200; 6]);
    assert_eq!(statuses("GET", true, Some("cross-site")), [200; 6]);
}

#[test]
fn a_visitor_may_log_in_but_not_from_another_sites_page() {
    assert_eq!(statuses("POST", false, None), [200, 200, 401, 200, 401, 200]);
    assert_eq!(statuses("POST", false, Some("same-origin")), [200, 200, 401, 200, 401, 200]);
    assert_eq!(statuses("POST", false, Some("cross-site")), [403; 6]);
}
