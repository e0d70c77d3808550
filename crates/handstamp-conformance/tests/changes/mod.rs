//! Changes to a right adapter, one at a time.
#![allow(clippy::unwrap_used, unreachable_pub, reason = "a module of one test")]

pub mod table;

use std::cell::RefCell;
use std::net::IpAddr;

use handstamp_conformance::{Auths, Request, Response};

/// One change to a right adapter: to what it sees, to what it answers, or to how it is put together.
#[derive(Clone, Copy)]
pub enum Change {
    Request(fn(&mut Request)),
    Response(fn(&Request, &mut Response)),
    Auths(fn(&mut Auths)),
    /// Takes the request that came last for its own.
    Mixed,
    /// Asks for everything twice.
    Twice,
}

pub const PROXY: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(203, 0, 113, 7));

pub fn status(response: &mut Response, from: u16, to: u16) {
    if response.status == from {
        response.status = to;
    }
}

/// A response to a permanent session that says nothing of its cookie becomes an error.
pub fn refresh_is_500(request: &Request, response: &mut Response) {
    let says = response.headers.iter().any(|(name, _)| name == "set-cookie");
    if request.target == "/user" && response.status == 200 && !says {
        response.status = 500;
    }
}

pub fn twice(response: &mut Response, name: &str) {
    let lines = response.headers.iter().filter(|(found, _)| found == name).cloned();
    let again: Vec<_> = lines.collect();
    response.headers.extend(again);
}

pub fn forbidden_redirects(_: &Request, response: &mut Response) {
    if response.status == 403 {
        response.status = 303;
        add(response, "location", "/login");
    }
}

pub fn head_is_405(request: &Request, response: &mut Response) {
    if request.method == "HEAD" {
        response.status = 405;
    }
}

pub fn head_without_cookie(request: &Request, response: &mut Response) {
    if request.method == "HEAD" {
        without(response, "set-cookie");
    }
}

pub fn without(response: &mut Response, name: &str) {
    response.headers.retain(|(found, _)| found != name);
}

pub fn add(response: &mut Response, name: &str, value: &str) {
    response.headers.push((name.into(), value.into()));
}

pub fn first(response: &mut Response, name: &str) {
    let mut seen = false;
    response.headers.retain(|(found, _)| found != name || !std::mem::replace(&mut seen, true));
}

pub fn last(response: &mut Response, name: &str) {
    response.headers.reverse();
    first(response, name);
    response.headers.reverse();
}

pub fn fold(response: &mut Response, name: &str) {
    let lines = response.headers.iter().filter(|(found, _)| found == name);
    let folded = lines.map(|(_, value)| value.clone()).collect::<Vec<_>>().join(&b", "[..]);
    without(response, name);
    if !folded.is_empty() {
        response.headers.push((name.into(), folded));
    }
}

/// Without a header on this kind of error.
pub fn on(response: &mut Response, from: u16, name: &str) {
    if response.status >= from {
        without(response, name);
    }
}

pub fn anonymous_without_cookie(_: &Request, response: &mut Response) {
    if response.body == b"anonymous" {
        without(response, "set-cookie");
    }
}

pub fn cut(response: &mut Response, part: &str) {
    for (_, value) in &mut response.headers {
        *value = String::from_utf8_lossy(value).replace(part, "").into_bytes();
    }
}

/// Sends back the session that came.
pub fn stale_session(request: &Request, response: &mut Response) {
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
pub fn old_key_is_anonymous(request: &Request, response: &mut Response) {
    let old = OLD_KEY_MARK.with_borrow(|mark| {
        request.headers.iter().any(|(name, value)| name == "cookie" && mark == value)
    });
    if old {
        response.status = 401;
    }
}

thread_local! {
    pub static OLD_KEY_MARK: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

pub fn hidden(request: &mut Request, name: &str) {
    request.headers.retain(|(found, _)| found != name);
}

pub fn cookies(request: &mut Request, change: fn(&mut Vec<u8>)) {
    for (_, value) in request.headers.iter_mut().filter(|(name, _)| name == "cookie") {
        change(value);
    }
}

pub fn reversed(all: &mut Vec<u8>) {
    let mut pairs: Vec<_> = all.split(|byte| *byte == b';').map(<[u8]>::to_vec).collect();
    pairs.reverse();
    *all = pairs.join(&b';');
}

pub fn utf_8_or_nothing(all: &mut Vec<u8>) {
    if std::str::from_utf8(all).is_err() {
        all.clear();
    }
}

/// Any session cookie becomes that of Ada.
pub fn vouched(all: &mut Vec<u8>) {
    if all.starts_with(b"session=") {
        *all = GOOD.with_borrow(Vec::clone);
    }
}

thread_local! {
    pub static GOOD: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

pub fn lines_of_cookie(request: &mut Request, kept: usize) {
    let mut seen = 0;
    request.headers.retain(|(name, _)| {
        seen += usize::from(name == "cookie");
        name != "cookie" || seen <= kept
    });
}

pub fn options_is_post(request: &mut Request) {
    if request.method == "OPTIONS" {
        request.method = "POST".into();
    }
}

pub fn stripped(request: &mut Request) {
    if let Some(rest) = request.target.strip_prefix("/nested/deep") {
        request.target = rest.to_owned();
    }
}

pub fn without_query(request: &mut Request) {
    request.target = request.target.split('?').next().unwrap().to_owned();
}

pub fn whole_url(request: &mut Request) {
    if let Some(rest) = request.target.strip_prefix("http:/") {
        request.target = rest.to_owned();
    }
}

pub fn cleaned(request: &mut Request) {
    while request.target.starts_with("//") {
        request.target.remove(0);
    }
}

pub fn early_body(request: &mut Request) {
    path(request, "/session/stream", "/session/act");
}

pub fn path(request: &mut Request, from: &str, to: &str) {
    if request.target.split('?').next() == Some(from) {
        request.target = request.target.replacen(from, to, 1);
    }
}

pub fn bearer_is_ambient(request: &mut Request) {
    for (name, value) in &mut request.headers {
        if name == "authorization" && value == b"Bearer grace" {
            *name = "cookie".into();
            *value = GOOD.with_borrow(Vec::clone);
        }
    }
}

pub fn acts(request: &mut Request, from: &str, to: &str) {
    if request.body == from.as_bytes() {
        request.body = to.into();
    }
}
