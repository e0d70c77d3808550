//! Changes to requests and responses.

use std::cell::RefCell;
use std::net::IpAddr;

use handstamp_conformance::{Request, Response};

pub(crate) const PROXY: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(203, 0, 113, 7));

pub(crate) fn status(response: &mut Response, from: u16, to: u16) {
    if response.status == from {
        response.status = to;
    }
}

/// A response to a permanent session that says nothing of its cookie becomes an error.
pub(crate) fn refresh_is_500(request: &Request, response: &mut Response) {
    let says = response.headers.iter().any(|(name, _)| name == "set-cookie");
    if request.target == "/user" && response.status == 200 && !says {
        response.status = 500;
    }
}

/// Sends a session cookie back wherever one came.
pub(crate) fn refreshed(request: &Request, response: &mut Response) {
    let came = request.headers.iter().find(|(name, _)| name == "cookie");
    let says = response.headers.iter().any(|(name, _)| name == "set-cookie");
    if let Some((_, cookie)) = came.filter(|_| !says) {
        response.headers.push(("set-cookie".into(), cookie.clone()));
    }
}

/// Challenges without parameters.
pub(crate) fn bare_challenges(_: &Request, response: &mut Response) {
    for (_, value) in response.headers.iter_mut().filter(|(name, _)| name == "www-authenticate") {
        value.truncate(value.iter().position(|byte| *byte == b' ').unwrap_or(value.len()));
    }
}

/// A request with a cookie has no token.
pub(crate) fn cookie_outvotes_header(request: &mut Request) {
    if request.headers.iter().any(|(name, _)| name == "cookie") {
        hidden(request, "authorization");
    }
}

pub(crate) fn twice(response: &mut Response, name: &str) {
    let lines = response.headers.iter().filter(|(found, _)| found == name).cloned();
    let again: Vec<_> = lines.collect();
    response.headers.extend(again);
}

pub(crate) fn forbidden_redirects(_: &Request, response: &mut Response) {
    if response.status == 403 {
        response.status = 303;
        add(response, "location", "/login");
    }
}

pub(crate) fn head_is_405(request: &Request, response: &mut Response) {
    if request.method == "HEAD" {
        response.status = 405;
    }
}

pub(crate) fn head_without_cookie(request: &Request, response: &mut Response) {
    if request.method == "HEAD" {
        without(response, "set-cookie");
    }
}

pub(crate) fn without(response: &mut Response, name: &str) {
    response.headers.retain(|(found, _)| found != name);
}

pub(crate) fn add(response: &mut Response, name: &str, value: &str) {
    response.headers.push((name.into(), value.into()));
}

pub(crate) fn first(response: &mut Response, name: &str) {
    let mut seen = false;
    response.headers.retain(|(found, _)| found != name || !std::mem::replace(&mut seen, true));
}

pub(crate) fn last(response: &mut Response, name: &str) {
    response.headers.reverse();
    first(response, name);
    response.headers.reverse();
}

pub(crate) fn fold(response: &mut Response, name: &str) {
    let lines = response.headers.iter().filter(|(found, _)| found == name);
    let folded = lines.map(|(_, value)| value.clone()).collect::<Vec<_>>().join(&b", "[..]);
    without(response, name);
    if !folded.is_empty() {
        response.headers.push((name.into(), folded));
    }
}

/// Without a header on this kind of error.
pub(crate) fn on(response: &mut Response, from: u16, name: &str) {
    if response.status >= from {
        without(response, name);
    }
}

pub(crate) fn anonymous_without_cookie(_: &Request, response: &mut Response) {
    if response.body == b"anonymous" {
        without(response, "set-cookie");
    }
}

pub(crate) fn cut(response: &mut Response, part: &str) {
    for (_, value) in &mut response.headers {
        *value = String::from_utf8_lossy(value).replace(part, "").into_bytes();
    }
}

/// Sends back the session that came.
pub(crate) fn stale_session(request: &Request, response: &mut Response) {
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
pub(crate) fn old_key_is_anonymous(request: &Request, response: &mut Response) {
    let old = OLD_KEY_MARK.with_borrow(|mark| {
        request.headers.iter().any(|(name, value)| name == "cookie" && mark == value)
    });
    if old {
        response.status = 401;
    }
}

thread_local! {
    pub(crate) static OLD_KEY_MARK: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

pub(crate) fn hidden(request: &mut Request, name: &str) {
    request.headers.retain(|(found, _)| found != name);
}

pub(crate) fn cookies(request: &mut Request, change: fn(&mut Vec<u8>)) {
    for (_, value) in request.headers.iter_mut().filter(|(name, _)| name == "cookie") {
        change(value);
    }
}

pub(crate) fn reversed(all: &mut Vec<u8>) {
    let mut pairs: Vec<_> = all.split(|byte| *byte == b';').map(<[u8]>::to_vec).collect();
    pairs.reverse();
    *all = pairs.join(&b';');
}

pub(crate) fn utf_8_or_nothing(all: &mut Vec<u8>) {
    if std::str::from_utf8(all).is_err() {
        all.clear();
    }
}

/// Any session cookie becomes that of Ada.
pub(crate) fn vouched(all: &mut Vec<u8>) {
    if all.starts_with(b"session=") {
        *all = GOOD.with_borrow(Vec::clone);
    }
}

thread_local! {
    pub(crate) static GOOD: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

pub(crate) fn lines_of_cookie(request: &mut Request, kept: usize) {
    let mut seen = 0;
    request.headers.retain(|(name, _)| {
        seen += usize::from(name == "cookie");
        name != "cookie" || seen <= kept
    });
}

pub(crate) fn options_is_post(request: &mut Request) {
    if request.method == "OPTIONS" {
        request.method = "POST".into();
    }
}

pub(crate) fn stripped(request: &mut Request) {
    if let Some(rest) = request.target.strip_prefix("/nested/deep") {
        request.target = rest.to_owned();
    }
}

pub(crate) fn without_query(request: &mut Request) {
    request.target = request.target.split('?').next().unwrap().to_owned();
}

pub(crate) fn whole_url(request: &mut Request) {
    if let Some(rest) = request.target.strip_prefix("http:/") {
        request.target = rest.to_owned();
    }
}

pub(crate) fn cleaned(request: &mut Request) {
    while request.target.starts_with("//") {
        request.target.remove(0);
    }
}

pub(crate) fn early_body(request: &mut Request) {
    path(request, "/session/stream", "/session/act");
}

pub(crate) fn path(request: &mut Request, from: &str, to: &str) {
    if request.target.split('?').next() == Some(from) {
        request.target = request.target.replacen(from, to, 1);
    }
}

pub(crate) fn bearer_is_ambient(request: &mut Request) {
    for (name, value) in &mut request.headers {
        if name == "authorization" && value == b"Bearer grace" {
            *name = "cookie".into();
            *value = GOOD.with_borrow(Vec::clone);
        }
    }
}

pub(crate) fn acts(request: &mut Request, from: &str, to: &str) {
    if request.body == from.as_bytes() {
        request.body = to.into();
    }
}
