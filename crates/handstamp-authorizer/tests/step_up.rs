//! Known, but not freshly or strongly enough: once more to the login page, and not round and round.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use std::time::Duration;

use handstamp_authorizer::denial::JsonDenial;
use handstamp_authorizer::denial::LoginRedirect;
use handstamp_authorizer::rules::{Rule, Verdict, acr, fresh, logged_in_within};
use handstamp_authorizer::{
    Auth, Authentication, Challenge, Identity, MaybeFuture, Principal, Reply, RequestView, Who,
};
use support::{Fake, block_on, challenges, header, says};

fn app(login_url: &str) -> Auth {
    let known = says(|request: &dyn RequestView| {
        MaybeFuture::Ready(match request.text("who") {
            Some(_) => Identity::known(Principal::new("ada"), Authentication::cookie()),
            None => Identity::anonymous(),
        })
    });
    let known = known.challenge(Challenge::cookie());
    let redirect = LoginRedirect::new(login_url, JsonDenial::default()).unwrap();
    Auth::builder(known).denial(redirect).build()
}

fn page() -> Fake {
    Fake::get("/bank?a=b").with("accept", "text/html").with("who", "ada")
}

/// What a rule is answered with, of a request that brings these cookies.
fn ask(rule: impl Rule<Principal>, cookies: &[&str]) -> Reply {
    let auth = app("/login");
    let request = cookies.iter().fold(page(), |request, line| request.with("cookie", line));
    block_on(auth.require_user(request.enter(&auth), rule)).unwrap_err()
}

fn location(login_url: &str, rule: impl Rule<Principal>) -> String {
    let auth = app(login_url);
    let reply = block_on(auth.require_user(page().enter(&auth), rule)).unwrap_err();
    assert_eq!(reply.status, 303);
    header(&reply, "location").unwrap().to_owned()
}

/// A rule of an app's own that asks for both at once.
struct AcrWithin(&'static str, u64);

impl<U> Rule<U> for AcrWithin {
    fn check(&self, _: Option<Who<'_, U>>, _: &dyn RequestView) -> MaybeFuture<Verdict> {
        let (max_age, acr) = (Some(Duration::from_secs(self.1)), Some(self.0.into()));
        MaybeFuture::Ready(Verdict::Reauthenticate { max_age, acr })
    }
}

/// RFC 9470 section 5: the names of OpenID Connect's authorization request.
#[test]
fn the_login_is_told_what_is_asked_for() {
    let next = "/login?next=/bank%3Fa%3Db";
    let within = |seconds| logged_in_within(Duration::from_secs(seconds));
    assert_eq!(location("/login", fresh()), format!("{next}&max_age=0"));
    assert_eq!(location("/login", within(600)), format!("{next}&max_age=600"));
    assert_eq!(location("/login", within(0)), format!("{next}&max_age=0"));
    assert_eq!(location("/login", acr("gold")), format!("{next}&acr_values=gold"));
    assert_eq!(
        location("/login", AcrWithin("gold", 600)),
        format!("{next}&max_age=600&acr_values=gold")
    );
}

#[test]
fn what_is_asked_for_is_percent_encoded() {
    for (name, encoded) in [
        ("urn:mace:silver", "urn%3Amace%3Asilver"),
        ("a b&c=d#e?f", "a%20b%26c%3Dd%23e%3Ff"),
        ("é;\r\n", "%C3%A9%3B%0D%0A"),
        ("%2f", "%252f"),
    ] {
        let found = location("/login", acr(name));
        assert_eq!(found, format!("/login?next=/bank%3Fa%3Db&acr_values={encoded}"));
        let reply = ask(acr(name), &[]);
        let cookie = header(&reply, "set-cookie").unwrap();
        assert!(cookie.starts_with(&format!("handstamp_step_up=acr_values:{encoded}; ")));
        assert!(cookie.bytes().all(|byte| matches!(byte, b' '..=b'~')), "{cookie}");
    }
}

#[test]
fn login_urls_may_have_a_query_and_a_fragment() {
    let next = "next=/bank%3Fa%3Db&max_age=0";
    assert_eq!(location("/login?lang=en", fresh()), format!("/login?lang=en&{next}"));
    assert_eq!(location("/#/login", fresh()), format!("/?{next}#/login"));
    assert_eq!(location("/l?a=b#c", fresh()), format!("/l?a=b&{next}#c"));
    let other = location("https://id.example/login#top", fresh());
    assert_eq!(other, format!("https://id.example/login?{next}#top"));
}

/// The cookies that a browser sends back.
fn brought(reply: &Reply) -> String {
    header(reply, "set-cookie").unwrap().split(';').next().unwrap().to_owned()
}

#[test]
fn it_goes_round_once() {
    let first = ask(fresh(), &[]);
    assert_eq!(first.status, 303);
    let cookie = header(&first, "set-cookie").unwrap();
    assert_eq!(cookie, "handstamp_step_up=max_age:0; Max-Age=30; Path=/; HttpOnly; SameSite=Lax");
    // Back from a login page that did not ask again, and still not fresh.
    let second = ask(fresh(), &[&brought(&first)]);
    assert_eq!(second.status, 401);
    let expected = "APIKey error=\"insufficient_user_authentication\"";
    assert_eq!(challenges(&second), [expected]);
    assert_eq!(header(&second, "location"), None);
    assert_eq!(header(&second, "set-cookie"), None);
    // The cookie is over after its 30 seconds, which the browser sees to: then it goes round again.
    assert_eq!(ask(fresh(), &["other=1"]).status, 303);
}

#[test]
fn another_demand_goes_round_as_well() {
    let tried = brought(&ask(fresh(), &[]));
    for other in [
        ask(acr("gold"), &[&tried]),
        ask(logged_in_within(Duration::from_secs(600)), &[&tried]),
        ask(AcrWithin("gold", 0), &[&tried]),
    ] {
        assert_eq!(other.status, 303);
    }
    let tried = brought(&ask(AcrWithin("gold", 600), &[]));
    assert_eq!(ask(AcrWithin("gold", 600), &[&tried]).status, 401);
    assert_eq!(ask(AcrWithin("silver", 600), &[&tried]).status, 303);
    assert_eq!(ask(AcrWithin("gold", 60), &[&tried]).status, 303);
    assert_eq!(ask(acr("gold"), &[&tried]).status, 303);
}

/// A login that failed a minute ago, or another site's cookie, keeps nobody from the first login.
#[test]
fn an_anonymous_request_is_redirected_whatever_was_tried() {
    let auth = app("/login");
    let request = Fake::get("/bank").with("accept", "text/html");
    let request = request.with("cookie", "handstamp_step_up=max_age:0");
    let reply = block_on(auth.require_user(request.enter(&auth), fresh())).unwrap_err();
    assert_eq!(reply.status, 303);
    assert_eq!(header(&reply, "location"), Some("/login?next=/bank"));
    assert_eq!(header(&reply, "set-cookie"), None);
}

/// A `fetch` is told by a status what a browser's page is told by a redirect.
#[test]
fn only_a_navigation_is_redirected() {
    let auth = app("/login");
    for request in [
        Fake::get("/bank").with("who", "ada"),
        Fake::get("/bank").with("who", "ada").with("accept", "application/json"),
        page().with("sec-fetch-mode", "cors"),
    ] {
        let reply = block_on(auth.require_user(request.enter(&auth), fresh())).unwrap_err();
        assert_eq!((reply.status, header(&reply, "set-cookie")), (401, None));
    }
}
