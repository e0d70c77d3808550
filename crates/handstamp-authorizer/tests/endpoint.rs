//! Routes that come with a login, as every adapter answers them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use std::borrow::Cow;
use std::sync::{Arc, Mutex};

use handstamp_authorizer::adapter::Policies;
use handstamp_authorizer::denial::{Denial, Missing};
use handstamp_authorizer::endpoint::{Body, Endpoint, ReadBody, answer};
use handstamp_authorizer::{
    Auth, Authentication, Identity, MaybeFuture, Reply, RequestView, TrustedProxies,
};
use support::{Fake, anonymous, block_on, body, header, says};

/// What the endpoint saw of one request.
#[derive(Debug, Clone, PartialEq)]
struct Seen {
    method: String,
    target: String,
    body: Vec<u8>,
}

#[derive(Clone)]
struct Form {
    methods: &'static [&'static str],
    later: bool,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl Endpoint for Form {
    fn paths(&self) -> Vec<Cow<'static, str>> {
        vec!["/login".into(), "/nothing".into()]
    }
    fn methods(&self, path: &str) -> &[&'static str] {
        if path == "/login" { self.methods } else { &[] }
    }
    fn serve(&self, request: &dyn RequestView, body: Body) -> MaybeFuture<Reply> {
        self.seen.lock().unwrap().push(Seen {
            method: request.method().into(),
            target: request.target().into(),
            body: body.as_bytes().into(),
        });
        let reply = Reply::new(200, "text/plain", b"form").with_header("x-own", "1");
        if self.later { MaybeFuture::boxed(async { reply }) } else { MaybeFuture::Ready(reply) }
    }
}

fn form(methods: &'static [&'static str], later: bool) -> Form {
    Form { methods, later, seen: Arc::default() }
}

fn whole(bytes: &[u8]) -> ReadBody {
    ReadBody::Whole(Body::new(bytes))
}

fn ask(form: &Form, method: &str, read: ReadBody) -> Reply {
    let request = Fake::new(method, "/login?next=/me").enter(&anonymous());
    block_on(answer(form, "/login", &request, read))
}

#[test]
fn what_it_takes_is_served() {
    for later in [false, true] {
        let form = form(&["GET", "POST"], later);
        let reply = ask(&form, "POST", whole(b"user=ada"));
        assert_eq!((reply.status, body(&reply)), (200, "form"));
        let seen = form.seen.lock().unwrap().clone();
        let expected = Seen {
            method: "POST".into(),
            target: "/login?next=/me".into(),
            body: b"user=ada".into(),
        };
        assert_eq!(seen, [expected]);
    }
}

/// RFC 9110 section 15.5.6.
#[test]
fn another_method_is_405_with_allow() {
    for (methods, allow) in [
        (&["GET", "POST"][..], "GET, POST, HEAD, OPTIONS"),
        (&["POST"], "POST, OPTIONS"),
        (&["GET", "HEAD"], "GET, HEAD, OPTIONS"),
        (&[], "OPTIONS"),
    ] {
        let form = form(methods, false);
        for method in ["PUT", "DELETE", "TRACE", "get", "", "PROPFIND"] {
            let reply = ask(&form, method, whole(b""));
            assert_eq!((reply.status, header(&reply, "allow")), (405, Some(allow)), "{method}");
            assert!(reply.body.is_empty());
        }
        // RFC 9110 section 9.3.7.
        let reply = ask(&form, "OPTIONS", whole(b""));
        assert_eq!((reply.status, header(&reply, "allow")), (204, Some(allow)));
        assert!(form.seen.lock().unwrap().is_empty(), "nothing is served");
    }
    assert_eq!(ask(&form(&["POST"], false), "HEAD", whole(b"")).status, 405, "HEAD follows GET");
    assert_eq!(ask(&form(&["POST"], false), "GET", whole(b"")).status, 405);
}

#[test]
fn methods_are_those_of_the_path() {
    let request = Fake::get("/nothing").enter(&anonymous());
    let reply = block_on(answer(&form(&["GET"], false), "/nothing", &request, whole(b"")));
    assert_eq!((reply.status, header(&reply, "allow")), (405, Some("OPTIONS")));
}

/// An endpoint may take them itself.
#[test]
fn options_and_head_of_its_own_are_served() {
    let form = form(&["GET", "HEAD", "OPTIONS"], false);
    assert_eq!(body(&ask(&form, "OPTIONS", whole(b""))), "form");
    assert_eq!(body(&ask(&form, "HEAD", whole(b""))), "form");
    let methods: Vec<_> =
        form.seen.lock().unwrap().iter().map(|seen| seen.method.clone()).collect();
    assert_eq!(methods, ["OPTIONS", "HEAD"]);
}

/// RFC 9110 section 9.3.2.
#[test]
fn head_is_get_without_its_body() {
    for later in [false, true] {
        let form = form(&["GET"], later);
        let (get, head) = (ask(&form, "GET", whole(b"")), ask(&form, "HEAD", whole(b"")));
        assert_eq!((head.status, &head.headers), (get.status, &get.headers));
        assert_eq!((body(&get), body(&head)), ("form", ""));
        let seen = form.seen.lock().unwrap().clone();
        assert_eq!(seen[0], seen[1], "it is shown as GET");
    }
}

#[test]
fn a_body_that_is_too_long_or_broken_is_not_served() {
    let form = form(&["GET", "POST"], false);
    assert_eq!(ask(&form, "POST", ReadBody::TooLong).status, 413);
    assert_eq!(ask(&form, "POST", ReadBody::Broken).status, 400);
    assert_eq!(ask(&form, "PUT", ReadBody::TooLong).status, 405, "the method comes first");
    assert!(form.seen.lock().unwrap().is_empty());
    assert_eq!(form.body_limit(), 16 * 1024);
}

/// An adapter that forgot its layer: the endpoint could not write a cookie.
#[test]
fn without_a_layer_it_is_misconfigured() {
    let form = form(&["GET"], false);
    let reply = block_on(answer(&form, "/login", &Fake::get("/login"), whole(b"")));
    assert_eq!(reply.status, 500);
    assert_eq!(body(&reply), r#"{"detail":"Internal server error"}"#);
    assert!(form.seen.lock().unwrap().is_empty());
}

fn behind_a_proxy(method: &str) -> (Auth, Fake) {
    let proxies = TrustedProxies::none().trust("10.0.0.1").unwrap();
    let none = says(|_| MaybeFuture::Ready(Identity::anonymous()));
    let auth = Auth::builder(none).trusted_proxies(proxies).login_url("/login").unwrap().build();
    let request = Fake::new(method, "/login")
        .peer("10.0.0.1")
        .scheme("http")
        .with("x-forwarded-prefix", "/app")
        .with("x-forwarded-for", "203.0.113.9")
        .with("accept", "text/html")
        .enter(&auth);
    (auth, request)
}

#[test]
fn it_sees_what_trusted_proxies_say() {
    for method in ["GET", "HEAD"] {
        let form = form(&["GET"], false);
        let (auth, _) = behind_a_proxy(method);
        let request = Fake::new(method, "/login?a=b").peer("10.0.0.1");
        let request = request.with("x-forwarded-prefix", "/app").enter(&auth);
        assert_eq!(block_on(answer(&form, "/login", &request, whole(b""))).status, 200);
        assert_eq!(form.seen.lock().unwrap()[0].target, "/app/login?a=b");
    }
}

/// A page for users that comes with a login: it asks for the user, and denies, as a handler would.
#[test]
fn it_may_ask_and_deny_and_the_proxies_count_once() {
    struct Me(Auth);
    impl Endpoint for Me {
        fn paths(&self) -> Vec<Cow<'static, str>> {
            vec!["/login".into()]
        }
        fn methods(&self, _: &str) -> &[&'static str] {
            &["GET"]
        }
        fn serve(&self, request: &dyn RequestView, _: Body) -> MaybeFuture<Reply> {
            let asked = block_on(self.0.user(request)).unwrap_err();
            let policies = request.context().unwrap().innermost();
            let denied = policies.deny(&Denial::Anonymous(Missing::User), request);
            assert_eq!(asked, denied);
            let seen =
                policies.view(request, |request| (request.peer(), request.method() == "GET"));
            assert_eq!(seen, (Some([203, 0, 113, 9].into()), true));
            // One without proxies of its own sees the connection as it is.
            let plain = Arc::new(Policies::new());
            assert!(plain.enter(request).is_none());
            let policies = request.context().unwrap().innermost();
            let peer = policies.view(request, |request| request.peer());
            assert_eq!(peer, Some([10, 0, 0, 1].into()));
            MaybeFuture::Ready(denied)
        }
    }
    for method in ["GET", "HEAD"] {
        let (auth, request) = behind_a_proxy(method);
        let reply = block_on(answer(&Me(auth), "/login", &request, whole(b"")));
        assert_eq!(header(&reply, "location"), Some("/login?next=/app/login"));
    }
}

/// What it has to look up, it waits for, with nothing borrowed from the request.
#[test]
fn it_may_answer_later_and_set_cookies() {
    struct Login;
    impl Endpoint for Login {
        fn paths(&self) -> Vec<Cow<'static, str>> {
            vec!["/login".into()]
        }
        fn methods(&self, _: &str) -> &[&'static str] {
            &["POST"]
        }
        fn body_limit(&self) -> usize {
            8
        }
        fn serve(&self, request: &dyn RequestView, body: Body) -> MaybeFuture<Reply> {
            let context = request.context().unwrap().clone();
            MaybeFuture::boxed(async move {
                assert_eq!(body.as_bytes(), b"ada");
                context.add(support::cookie_effect("session"));
                Reply::see_other("/me")
            })
        }
    }
    assert_eq!(Login.body_limit(), 8);
    let known: Auth = support::always(Authentication::cookie());
    let request = Fake::post("/login").enter(&known);
    let reply = block_on(answer(&Login, "/login", &request, whole(b"ada")));
    assert_eq!((reply.status, header(&reply, "location")), (303, Some("/me")));
    assert_eq!(support::cookies_set(&request), ["session"]);
}
