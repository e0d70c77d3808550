//! The suite is tested: an adapter with one answer changed fails a scenario that names it, and there is no
//! scenario that never fails.
#![allow(clippy::unwrap_used)]

mod reference;

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::net::IpAddr;
use std::pin::pin;
use std::task::Poll;

use handstamp_conformance::{Auths, Harness, Request, Response, adapter};
use reference::Reference;

/// One change to a right adapter: to what it sees, to what it answers, or to how it is put together.
#[derive(Clone, Copy)]
enum Change {
    Request(fn(&mut Request)),
    Response(fn(&Request, &mut Response)),
    Auths(fn(&mut Auths)),
    /// Takes the request that came last for its own.
    Mixed,
    /// Asks for everything twice.
    Twice,
}

use Change::{Auths as Mounted, Mixed, Request as Seen, Response as Answered, Twice};

/// What is changed → the scenario that says so.
const TABLE: &[(&str, Change, &str)] = &[
    // Status.
    ("401 becomes 403", Answered(|_, r| status(r, 401, 403)), "anonymous"),
    ("403 becomes 401", Answered(|_, r| status(r, 403, 401)), "role_missing_is_403"),
    ("403 becomes a redirect", Answered(forbidden_redirects), "role_missing_is_403"),
    ("503 becomes 500", Answered(|_, r| status(r, 503, 500)), "broken_user_loader_is_503"),
    ("500 becomes 401", Answered(|_, r| status(r, 500, 401)), "missing_layer_is_500"),
    ("500 becomes 200", Answered(|_, r| status(r, 500, 200)), "oversized_session_is_500"),
    ("500 becomes 404", Answered(|_, r| status(r, 500, 404)), "missing_session_is_500"),
    ("303 becomes 302", Answered(|_, r| status(r, 303, 302)), "navigation_is_redirected_with_303"),
    ("409 becomes 500", Answered(|_, r| status(r, 409, 500)), "error_of_a_handler_is_saved"),
    ("HEAD is 405", Answered(head_is_405), "head_is_answered_as_get"),
    ("HEAD has no Set-Cookie", Answered(head_without_cookie), "head_is_answered_as_get"),
    // Header lines of the response.
    ("no challenge", Answered(|_, r| without(r, "www-authenticate")), "anonymous"),
    ("the first challenge only", Answered(|_, r| first(r, "www-authenticate")), "anonymous"),
    ("denials are stored", Answered(|_, r| without(r, "cache-control")), "denials_are_not_stored"),
    (
        "all is no-store",
        Answered(|_, r| add(r, "cache-control", "no-store")),
        "open_route_says_nothing",
    ),
    ("no Vary", Answered(|_, r| without(r, "vary")), "read_session_varies"),
    ("all varies", Answered(|_, r| add(r, "vary", "Cookie")), "untouched_session_says_nothing"),
    (
        "the first Vary only",
        Answered(|_, r| first(r, "vary")),
        "header_lines_of_the_handler_are_kept",
    ),
    ("Set-Cookie folded", Answered(|_, r| fold(r, "set-cookie")), "effects_of_an_allowed_request"),
    (
        "Set-Cookie replaced",
        Answered(|_, r| last(r, "set-cookie")),
        "header_lines_of_the_handler_are_kept",
    ),
    (
        "a denial has no effects",
        Answered(|_, r| on(r, 400, "set-cookie")),
        "effects_of_a_denied_request",
    ),
    (
        "an error is not saved",
        Answered(|_, r| on(r, 409, "set-cookie")),
        "error_of_a_handler_is_saved",
    ),
    ("effects of users only", Answered(anonymous_without_cookie), "effects_of_an_optional_request"),
    (
        "a session without HttpOnly",
        Answered(|_, r| cut(r, "; HttpOnly")),
        "written_session_is_sent",
    ),
    (
        "a session of another path",
        Answered(|_, r| cut(r, "; Path=/shop")),
        "attributes_are_those_of_the_settings",
    ),
    ("no session is deleted", Answered(|_, r| cut(r, "; Max-Age=0")), "emptied_session_is_deleted"),
    ("no cookie at all", Answered(|_, r| without(r, "set-cookie")), "written_session_is_read_back"),
    ("a stale session cookie", Answered(stale_session), "removed_key_is_gone"),
    // The request.
    ("the last cookie counts", Seen(|r| cookies(r, reversed)), "first_of_two_cookies_counts"),
    ("one Cookie line", Seen(|r| lines_of_cookie(r, 1)), "two_cookie_headers"),
    ("Cookie must be UTF-8", Seen(|r| cookies(r, utf_8_or_nothing)), "neighbour_that_is_not_ascii"),
    ("8 KiB of cookies", Seen(|r| cookies(r, |all| all.truncate(8_192))), "large_cookie"),
    (
        "cookies in lower case",
        Seen(|r| cookies(r, |all| all.make_ascii_lowercase())),
        "compressed_cookie",
    ),
    ("no cookie", Seen(|r| cookies(r, Vec::clear)), "valid_login"),
    (
        "no Authorization",
        Seen(|r| hidden(r, "authorization")),
        "refused_bearer_is_401_invalid_token",
    ),
    ("no Authorization", Seen(|r| hidden(r, "authorization")), "bearer_token"),
    ("no Origin", Seen(|r| hidden(r, "origin")), "same_origin_post_passes"),
    ("no Origin", Seen(|r| hidden(r, "origin")), "origin_is_held_against_the_authority"),
    ("every method is GET", Seen(|r| r.method = "GET".into()), "cross_origin_post_is_refused"),
    (
        "every method is GET",
        Seen(|r| r.method = "GET".into()),
        "cross_origin_post_with_a_session_is_refused",
    ),
    ("every method is GET", Seen(|r| r.method = "GET".into()), "post_and_fetch_are_not_redirected"),
    ("OPTIONS is POST", Seen(options_is_post), "options_is_a_safe_method"),
    (
        "Sec-Fetch-Mode is not seen",
        Seen(|r| hidden(r, "sec-fetch-mode")),
        "post_and_fetch_are_not_redirected",
    ),
    ("Accept is not seen", Seen(|r| hidden(r, "accept")), "not_fresh_goes_to_login_again"),
    ("nesting strips the path", Seen(stripped), "next_is_whole_under_nesting"),
    ("the query is lost", Seen(without_query), "navigation_is_redirected_with_303"),
    ("no peer", Seen(|r| r.peer = [0, 0, 0, 0].into()), "next_behind_a_proxy_that_strips_a_prefix"),
    ("no peer", Seen(|r| r.peer = [0, 0, 0, 0].into()), "origin_behind_a_proxy"),
    ("everybody is the proxy", Seen(|r| r.peer = PROXY), "next_believes_no_stranger"),
    ("a whole URL is the target", Seen(whole_url), "next_of_a_whole_url_is_its_path"),
    ("// is cleaned to /", Seen(cleaned), "hostile_next_stays_here"),
    ("no body", Seen(|r| r.body.clear()), "body_reaches_the_handler"),
    ("no body", Seen(|r| r.body.clear()), "flash_is_shown_once"),
    ("the body is made before the head", Seen(early_body), "change_after_the_response_is_refused"),
    ("the cookie is taken unverified", Seen(|r| cookies(r, vouched)), "forged_cookie"),
    ("the cookie is taken unverified", Seen(|r| cookies(r, vouched)), "expired_cookie"),
    ("the cookie is taken unverified", Seen(|r| cookies(r, vouched)), "session_or_none"),
    ("the cookie is taken unverified", Seen(|r| cookies(r, vouched)), "session_or_401"),
    ("the cookie is taken unverified", Seen(|r| cookies(r, vouched)), "user_id_or_none"),
    ("the cookie is taken unverified", Seen(|r| cookies(r, vouched)), "user_id_or_401"),
    (
        "the cookie is taken unverified",
        Seen(|r| cookies(r, vouched)),
        "session_of_a_bad_cookie_is_empty",
    ),
    (
        "the cookie is taken unverified",
        Seen(|r| cookies(r, vouched)),
        "session_of_a_bad_cookie_is_written_anew",
    ),
    // Which handler, which extractor.
    ("/rule has no layer", Seen(|r| path(r, "/rule", "/maybe")), "effects_of_a_denied_request"),
    ("/fresh takes any user", Seen(|r| path(r, "/fresh", "/user")), "not_fresh_is_401"),
    ("/maybe wants a user", Seen(|r| path(r, "/maybe", "/user")), "cross_origin_post_of_a_visitor"),
    ("/open wants a user", Seen(|r| path(r, "/open", "/user")), "open_route_asks_no_authenticator"),
    ("/role is not mounted", Seen(|r| path(r, "/role", "/nowhere")), "every_route_is_mounted"),
    ("/both takes one type", Seen(|r| path(r, "/both", "/account")), "two_user_types"),
    (
        "/session/two writes once",
        Seen(|r| path(r, "/session/two", "/session/act")),
        "two_writers_set_one_cookie",
    ),
    (
        "/session asks for the user",
        Seen(|r| path(r, "/session/user-id", "/user")),
        "session_needs_no_user_loader",
    ),
    // Sessions in a store, several logins, endpoints.
    ("a refresh is an error", Answered(refresh_is_500), "oversized_refresh_is_left_out"),
    ("no cookie at all", Answered(|_, r| without(r, "set-cookie")), "login_and_logout"),
    (
        "the user comes from elsewhere",
        Seen(|r| path(r, "/user", "/three")),
        "session_is_loaded_once",
    ),
    ("503 becomes 401", Answered(|_, r| status(r, 503, 401)), "failing_store_is_503"),
    ("503 becomes 200", Answered(|_, r| status(r, 503, 200)), "lost_change_is_503"),
    ("a refresh is an error", Answered(refresh_is_500), "lost_refresh_is_no_error"),
    ("no cookie", Seen(|r| cookies(r, Vec::clear)), "client_that_goes_leaves_nothing"),
    ("the cookie stays as it came", Answered(stale_session), "login_renews_the_id"),
    ("the cookie stays as it came", Answered(stale_session), "unknown_id_is_not_adopted"),
    ("no body", Seen(|r| r.body.clear()), "two_keys_two_writers"),
    ("no clear", Seen(|r| acts(r, "clear", "set x 1")), "logout_beats_a_late_save"),
    ("no Authorization", Seen(|r| hidden(r, "authorization")), "header_precedes_cookie"),
    ("no Authorization", Seen(|r| hidden(r, "authorization")), "loser_has_no_effect"),
    (
        "/authenticated is /user",
        Seen(|r| path(r, "/authenticated", "/user")),
        "authentication_is_shown",
    ),
    (
        "the inner Auth judges",
        Seen(|r| path(r, "/keys/act", "/open")),
        "nested_auths_judge_their_own",
    ),
    (
        "two logins write two cookies",
        Answered(|_, r| twice(r, "set-cookie")),
        "two_logins_on_one_route",
    ),
    (
        "a denial has no cookie",
        Answered(|_, r| on(r, 303, "set-cookie")),
        "step_up_carries_max_age_and_goes_round_once",
    ),
    ("no body", Seen(|r| r.body.clear()), "endpoint_is_served"),
    ("no cookie at all", Answered(|_, r| without(r, "set-cookie")), "endpoint_logs_in"),
    ("HEAD is 405", Answered(head_is_405), "endpoint_answers_head_and_options"),
    ("every method is GET", Seen(|r| r.method = "GET".into()), "endpoint_takes_its_methods_only"),
    ("no body", Seen(|r| r.body.clear()), "endpoint_limits_the_body"),
    ("500 becomes 200", Answered(|_, r| status(r, 500, 200)), "endpoint_without_layer_is_500"),
    // How it is put together.
    (
        "inner is the outer one",
        Mounted(|auths| auths.inner = auths.auth.clone()),
        "inner_auth_is_stricter",
    ),
    ("the fallback key is lost", Answered(old_key_is_anonymous), "fallback_key"),
    ("requests are mixed up", Mixed, "a_hundred_at_once"),
    ("requests are mixed up", Mixed, "sessions_of_two_requests_are_apart"),
    ("everything is asked twice", Twice, "three_extractors_ask_once"),
    ("everything is asked twice", Twice, "three_extractors_ask_once_while_under_way"),
    ("a bearer token is a cookie", Seen(bearer_is_ambient), "bearer_post_passes_from_anywhere"),
    ("no clear", Seen(|r| acts(r, "clear", "get x")), "emptied_session_is_deleted"),
];

const PROXY: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(203, 0, 113, 7));

fn status(response: &mut Response, from: u16, to: u16) {
    if response.status == from {
        response.status = to;
    }
}

/// A response to a permanent session that says nothing of its cookie becomes an error.
fn refresh_is_500(request: &Request, response: &mut Response) {
    let says = response.headers.iter().any(|(name, _)| name == "set-cookie");
    if request.target == "/user" && response.status == 200 && !says {
        response.status = 500;
    }
}

fn twice(response: &mut Response, name: &str) {
    let lines = response.headers.iter().filter(|(found, _)| found == name).cloned();
    let again: Vec<_> = lines.collect();
    response.headers.extend(again);
}

fn forbidden_redirects(_: &Request, response: &mut Response) {
    if response.status == 403 {
        response.status = 303;
        add(response, "location", "/login");
    }
}

fn head_is_405(request: &Request, response: &mut Response) {
    if request.method == "HEAD" {
        response.status = 405;
    }
}

fn head_without_cookie(request: &Request, response: &mut Response) {
    if request.method == "HEAD" {
        without(response, "set-cookie");
    }
}

fn without(response: &mut Response, name: &str) {
    response.headers.retain(|(found, _)| found != name);
}

fn add(response: &mut Response, name: &str, value: &str) {
    response.headers.push((name.into(), value.into()));
}

fn first(response: &mut Response, name: &str) {
    let mut seen = false;
    response.headers.retain(|(found, _)| found != name || !std::mem::replace(&mut seen, true));
}

fn last(response: &mut Response, name: &str) {
    response.headers.reverse();
    first(response, name);
    response.headers.reverse();
}

fn fold(response: &mut Response, name: &str) {
    let lines = response.headers.iter().filter(|(found, _)| found == name);
    let folded = lines.map(|(_, value)| value.clone()).collect::<Vec<_>>().join(&b", "[..]);
    without(response, name);
    if !folded.is_empty() {
        response.headers.push((name.into(), folded));
    }
}

/// Without a header on this kind of error.
fn on(response: &mut Response, from: u16, name: &str) {
    if response.status >= from {
        without(response, name);
    }
}

fn anonymous_without_cookie(_: &Request, response: &mut Response) {
    if response.body == b"anonymous" {
        without(response, "set-cookie");
    }
}

fn cut(response: &mut Response, part: &str) {
    for (_, value) in &mut response.headers {
        *value = String::from_utf8_lossy(value).replace(part, "").into_bytes();
    }
}

/// Sends back the session that came.
fn stale_session(request: &Request, response: &mut Response) {
    let came = request.headers.iter().find(|(name, _)| name == "cookie");
    for (_, value) in
        response.headers.iter_mut().filter(|(_, value)| value.starts_with(b"session="))
    {
        if let Some((_, came)) = came.filter(|(_, came)| came.starts_with(b"session=")) {
            *value = [came, &b"; HttpOnly; Path=/"[..]].concat();
        }
    }
}

/// What was signed with the old key alone says so by its time: it is the only login of its kind.
fn old_key_is_anonymous(request: &Request, response: &mut Response) {
    let old = OLD_KEY_MARK.with_borrow(|mark| {
        request.headers.iter().any(|(name, value)| name == "cookie" && mark == value)
    });
    if old {
        response.status = 401;
    }
}

thread_local! {
    static OLD_KEY_MARK: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

fn hidden(request: &mut Request, name: &str) {
    request.headers.retain(|(found, _)| found != name);
}

fn cookies(request: &mut Request, change: fn(&mut Vec<u8>)) {
    for (_, value) in request.headers.iter_mut().filter(|(name, _)| name == "cookie") {
        change(value);
    }
}

fn reversed(all: &mut Vec<u8>) {
    let mut pairs: Vec<_> = all.split(|byte| *byte == b';').map(<[u8]>::to_vec).collect();
    pairs.reverse();
    *all = pairs.join(&b';');
}

fn utf_8_or_nothing(all: &mut Vec<u8>) {
    if std::str::from_utf8(all).is_err() {
        all.clear();
    }
}

/// Any session cookie becomes that of Ada.
fn vouched(all: &mut Vec<u8>) {
    if all.starts_with(b"session=") {
        *all = GOOD.with_borrow(Vec::clone);
    }
}

thread_local! {
    static GOOD: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

fn lines_of_cookie(request: &mut Request, kept: usize) {
    let mut seen = 0;
    request.headers.retain(|(name, _)| {
        seen += usize::from(name == "cookie");
        name != "cookie" || seen <= kept
    });
}

fn options_is_post(request: &mut Request) {
    if request.method == "OPTIONS" {
        request.method = "POST".into();
    }
}

fn stripped(request: &mut Request) {
    if let Some(rest) = request.target.strip_prefix("/nested/deep") {
        request.target = rest.to_owned();
    }
}

fn without_query(request: &mut Request) {
    request.target = request.target.split('?').next().unwrap().to_owned();
}

fn whole_url(request: &mut Request) {
    if let Some(rest) = request.target.strip_prefix("http:/") {
        request.target = rest.to_owned();
    }
}

fn cleaned(request: &mut Request) {
    while request.target.starts_with("//") {
        request.target.remove(0);
    }
}

fn early_body(request: &mut Request) {
    path(request, "/session/stream", "/session/act");
}

fn path(request: &mut Request, from: &str, to: &str) {
    if request.target.split('?').next() == Some(from) {
        request.target = request.target.replacen(from, to, 1);
    }
}

fn bearer_is_ambient(request: &mut Request) {
    for (name, value) in &mut request.headers {
        if name == "authorization" && value == b"Bearer grace" {
            *name = "cookie".into();
            *value = GOOD.with_borrow(Vec::clone);
        }
    }
}

fn acts(request: &mut Request, from: &str, to: &str) {
    if request.body == from.as_bytes() {
        request.body = to.into();
    }
}

thread_local! {
    static CHANGE: Cell<Option<Change>> = const { Cell::new(None) };
    static LATEST: RefCell<Option<Request>> = const { RefCell::new(None) };
}

/// The right adapter with the change that is set.
struct Broken(Reference);

impl Harness for Broken {
    fn mount(mut auths: Auths) -> Self {
        if let Some(Mounted(change)) = CHANGE.get() {
            change(&mut auths);
        }
        Self(Reference::mount(auths))
    }

    async fn send(&self, mut request: Request) -> Response {
        match CHANGE.get() {
            Some(Seen(change)) => change(&mut request),
            Some(Mixed) => {
                LATEST.replace(Some(request.clone()));
                let mut first = true;
                std::future::poll_fn(|cx| {
                    cx.waker().wake_by_ref();
                    if std::mem::take(&mut first) { Poll::Pending } else { Poll::Ready(()) }
                })
                .await;
                request = LATEST.with_borrow(|latest| latest.clone().unwrap());
            }
            Some(Twice) => drop(self.0.send(request.clone()).await),
            _ => {}
        }
        let mut response = pin!(self.0.send(request.clone())).await;
        if let Some(Answered(change)) = CHANGE.get() {
            change(&request, &mut response);
        }
        response
    }

    fn block_on<F: Future>(&self, future: F) -> F::Output {
        self.0.block_on(future)
    }
}

/// The cookies that a scenario sends, taken off its requests.
struct Spy;

thread_local! {
    static SPIED: RefCell<Vec<Vec<u8>>> = const { RefCell::new(Vec::new()) };
}

impl Harness for Spy {
    fn mount(_: Auths) -> Self {
        Self
    }

    async fn send(&self, request: Request) -> Response {
        let cookies = request.headers.into_iter().filter(|(name, _)| name == "cookie");
        SPIED.with_borrow_mut(|spied| spied.extend(cookies.map(|(_, value)| value)));
        Response::new(200, [("vary", "cookie")], "ada")
    }

    fn block_on<F: Future>(&self, future: F) -> F::Output {
        Reference::wait(future)
    }
}

fn cookie_of(scenario: &str) -> Vec<u8> {
    SPIED.take();
    drop(adapter::run::<Spy>(scenario));
    SPIED.take().into_iter().next().unwrap()
}

#[test]
fn each_change_is_found_by_name_and_no_scenario_is_idle() {
    GOOD.set(cookie_of("valid_login"));
    OLD_KEY_MARK.set(cookie_of("fallback_key"));
    for scenario in adapter::scenarios::<Broken>() {
        (scenario.run)().unwrap();
    }
    let mut idle: BTreeSet<_> = adapter::NAMES.iter().copied().collect();
    for (what, change, scenario) in TABLE {
        CHANGE.set(Some(*change));
        assert!(adapter::NAMES.contains(scenario), "there is no scenario {scenario}");
        assert!(adapter::run::<Broken>(scenario).is_err(), "{what}: {scenario} passes");
        idle.remove(scenario);
    }
    assert!(idle.is_empty(), "no change of the table is found by {idle:?}");
}
