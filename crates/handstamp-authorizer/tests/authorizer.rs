//! An authorizer of an app's own: both decisions are taken elsewhere.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use handstamp_authorizer::adapter::{Authorizer, Policies};
use handstamp_authorizer::rules::{Anyone, Rule, Verdict, role};
use handstamp_authorizer::{
    Auth, Authentication, Challenge, CredentialKind, Identity, MaybeFuture, Principal, RequestView,
    TrustedProxies, Who,
};
use support::{Fake, block_on, challenges};

/// A policy service: it hears who wants to go where, and has the last word over a route's rule.
#[derive(Default)]
struct Service {
    identified: Arc<AtomicUsize>,
    checked: Arc<AtomicUsize>,
    later: bool,
}

impl Authorizer for Service {
    fn identify(&self, request: &dyn RequestView) -> MaybeFuture<Identity> {
        self.identified.fetch_add(1, SeqCst);
        MaybeFuture::Ready(match request.text("who") {
            Some(who) => Identity::known(
                Principal::new(who).with_roles(["Editor"]),
                Authentication::new(CredentialKind::Cookie, "APIKey"),
            ),
            None => Identity::anonymous(),
        })
    }

    fn check(
        &self,
        rule: &dyn Rule<Principal>,
        who: Option<Who<'_, Principal>>,
        request: &dyn RequestView,
    ) -> MaybeFuture<Verdict> {
        self.checked.fetch_add(1, SeqCst);
        if request.target() == "/closed" || request.scheme() == Some("http") {
            return MaybeFuture::Ready(Verdict::Unmet);
        }
        let verdict = rule.check(who, request);
        if self.later { MaybeFuture::boxed(async move { verdict.await }) } else { verdict }
    }
}

#[test]
fn it_identifies_once_and_checks_every_question() {
    for later in [false, true] {
        let service = Service { later, ..Service::default() };
        let (identified, checked) = (Arc::clone(&service.identified), Arc::clone(&service.checked));
        let auth = Auth::from_authorizer(service, Policies::new());
        let request = Fake::get("/open").with("who", "ada").enter(&auth);
        assert!(block_on(auth.user(&request)).is_ok());
        assert!(block_on(auth.require_user(&request, role("Editor"))).is_ok());
        let reply = block_on(auth.require_user(&request, role("Boss"))).unwrap_err();
        assert_eq!(reply.status, 403);
        assert_eq!((identified.load(SeqCst), checked.load(SeqCst)), (1, 3));
    }
}

#[test]
fn it_has_the_last_word() {
    let auth = Auth::from_authorizer(Service::default(), Policies::new());
    let request = Fake::get("/closed").with("who", "ada").enter(&auth);
    assert_eq!(block_on(auth.user(&request)).unwrap_err().status, 403);
    assert_eq!(block_on(auth.maybe_user(&request)).unwrap_err().status, 403);
    assert_eq!(block_on(auth.require(&request, Anyone)).unwrap_err().status, 403);
    let request = Fake::get("/closed").enter(&auth);
    assert_eq!(block_on(auth.maybe_user(&request)).unwrap_err().status, 401);
}

/// The cross-origin rule is kept before it is asked, and the policies' challenges are answered.
#[test]
fn policies_hold_for_it_as_well() {
    let service = Service::default();
    let checked = Arc::clone(&service.checked);
    let policies = Policies::new().with_challenges(vec![Challenge::new("Own")]);
    let auth = Auth::from_authorizer(service, policies);
    let evil = Fake::post("/").with("who", "ada").with("origin", "https://evil.example");
    assert_eq!(block_on(auth.user(evil.enter(&auth))).unwrap_err().status, 403);
    assert_eq!(checked.load(SeqCst), 0);
    let reply = block_on(auth.user(Fake::get("/").enter(&auth))).unwrap_err();
    assert_eq!((reply.status, challenges(&reply)), (401, vec!["Own"]));
}

/// It sees what trusted proxies say of the request.
#[test]
fn it_sees_the_request_as_the_proxies_say() {
    let proxies = TrustedProxies::none().trust("10.0.0.1").unwrap();
    let policies = Policies::new().with_trusted_proxies(proxies);
    let auth = Auth::from_authorizer(Service::default(), policies);
    let request = |scheme| {
        let request = Fake::get("/open").scheme("http").peer("10.0.0.1").with("who", "ada");
        request.with("x-forwarded-proto", scheme).enter(&auth)
    };
    assert!(block_on(auth.user(request("https"))).is_ok());
    assert_eq!(block_on(auth.user(request("http"))).unwrap_err().status, 403);
}

/// Without `check` of its own the route's rule decides.
#[test]
fn by_default_the_rule_decides() {
    struct Plain;
    impl Authorizer<u8> for Plain {
        fn identify(&self, _: &dyn RequestView) -> MaybeFuture<Identity<u8>> {
            MaybeFuture::Ready(Identity::known(7, Authentication::bearer()))
        }
    }
    struct Even;
    impl Rule<u8> for Even {
        fn check(&self, who: Option<Who<'_, u8>>, _: &dyn RequestView) -> MaybeFuture<Verdict> {
            MaybeFuture::Ready(who.is_some_and(|who| who.user % 2 == 0).into())
        }
    }
    let auth = Auth::from_authorizer(Plain, Policies::new());
    let request = Fake::get("/").enter(&auth);
    assert_eq!(block_on(auth.user(&request)).unwrap(), 7);
    assert_eq!(block_on(auth.require_user(&request, Even)).unwrap_err().status, 403);
}
