//! `Auth`s around one another: whoever offers something judges it, and proxies are resolved on entry.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use std::sync::Arc;

use handstamp_authorizer::adapter::{Capabilities, Policies};
use handstamp_authorizer::denial::{Denial, Missing};
use handstamp_authorizer::rules::{Anyone, role};
use handstamp_authorizer::{
    Auth, Authentication, Authenticator, CredentialKind, CrossOrigin, Identity, MaybeFuture,
    Principal, RequestView, TrustedProxies,
};
use support::{Fake, anonymous, block_on, header, says};

/// What a session login offers.
#[derive(Clone, Debug, PartialEq)]
struct Sessions(&'static str);

struct Offering(Vec<Sessions>);

impl Authenticator for Offering {
    fn authenticate(&self, _: &dyn RequestView) -> MaybeFuture<Identity> {
        MaybeFuture::Ready(Identity::anonymous())
    }
    fn presented(&self, _: &dyn RequestView) -> Option<CredentialKind> {
        None
    }
    fn offer(&self, capabilities: &mut Capabilities) {
        for one in &self.0 {
            capabilities.add(one.clone());
        }
    }
}

fn proxies() -> TrustedProxies {
    TrustedProxies::none().trust("10.0.0.0/8").unwrap()
}

#[test]
fn the_innermost_that_offers_counts() {
    let offering = |name| Auth::new(Offering(vec![Sessions(name)]));
    let (outer, inner) = (offering("outer"), offering("inner"));
    let found =
        |request: &Fake| request.auth_context().capability::<Sessions>().map(|(found, _)| found.0);
    let request = Fake::get("/").enter(&outer);
    assert_eq!(found(&request), Some("outer"));
    let request = request.enter(&inner);
    assert_eq!(found(&request), Some("inner"));
    // One that offers nothing of the kind does not hide it.
    assert_eq!(found(&request.clone().enter(&anonymous())), Some("inner"));
    assert!(request.auth_context().capability::<u8>().is_none());
    assert_eq!(found(&Fake::get("/").enter(&anonymous())), None);
    let two = Auth::new(Offering(vec![Sessions("first"), Sessions("second")]));
    assert_eq!(found(&Fake::get("/").enter(&two)), Some("first"));
}

/// An API that takes a key in a header, without a cross-origin check, inside an app with sessions
/// behind a proxy: the session is judged by the app's rules and sees what the app's proxies say.
#[test]
fn whoever_offered_a_session_judges_it() {
    let outer = Auth::builder(Offering(vec![Sessions("app")]))
        .trusted_proxies(proxies())
        .login_url("/login")
        .unwrap()
        .build();
    let key = says(|_| {
        MaybeFuture::Ready(Identity::known(Principal::new("robot"), Authentication::bearer()))
    });
    let inner: Auth = Auth::builder(key)
        .cross_origin(CrossOrigin::allow_all_without_csrf_defence())
        .denial(|denial: &Denial, _: &dyn RequestView| {
            handstamp_authorizer::Reply::empty(denial.status())
        })
        .build();
    let post = |origin: &str| {
        Fake::post("/")
            .with("host", "inner:8000")
            .with("origin", origin)
            .with("x-forwarded-host", "app.example")
            .with("x-forwarded-proto", "https")
            .with("x-forwarded-for", "203.0.113.9")
            .scheme("http")
            .peer("10.0.0.1")
            .enter(&outer)
            .enter(&inner)
    };
    let judged = |request: &Fake| {
        let (sessions, policies) = request.auth_context().capability::<Sessions>().unwrap();
        assert_eq!(sessions, Sessions("app"));
        policies.admit(Some(CredentialKind::Cookie), false, request)
    };
    let (evil, own) = (post("https://evil.example"), post("https://app.example"));
    assert_eq!(judged(&evil), Err(Denial::CrossOrigin));
    assert_eq!(judged(&own), Ok(()), "by what the outer one's proxies say");
    // The inner one lets everything pass, its own users and whoever asks it.
    assert!(block_on(inner.user(&evil)).is_ok());
    assert_eq!(evil.innermost().admit(Some(CredentialKind::Cookie), false, &evil), Ok(()));
    // The client's address for session protection, and the reply.
    let (_, policies) = evil.auth_context().capability::<Sessions>().unwrap();
    let peer = policies.view(&evil, |request| request.peer());
    assert_eq!(peer, Some([203, 0, 113, 9].into()));
    assert_eq!(evil.innermost().view(&evil, |request| request.peer()), Some([10, 0, 0, 1].into()));
    let page = Fake::get("/me").with("accept", "text/html").enter(&outer).enter(&inner);
    let (_, policies) = page.auth_context().capability::<Sessions>().unwrap();
    let reply = policies.deny(&Denial::Anonymous(Missing::Session), &page);
    assert_eq!(header(&reply, "location"), Some("/login?next=/me"));
    assert_eq!(page.innermost().deny(&Denial::Anonymous(Missing::Session), &page).status, 401);
}

/// The other way round: the inner one with sessions does not take the outer one's word.
#[test]
fn an_outer_auth_does_not_loosen_an_inner_one() {
    let none = says(|_| MaybeFuture::Ready(Identity::anonymous()));
    let outer: Auth = Auth::builder(none)
        .cross_origin(CrossOrigin::allow_all_without_csrf_defence())
        .trusted_proxies(proxies())
        .build();
    let inner = Auth::new(Offering(vec![Sessions("inner")]));
    let request = Fake::post("/").with("origin", "https://evil.example").peer("10.0.0.1");
    let request = request.with("x-forwarded-for", "203.0.113.9").enter(&outer).enter(&inner);
    let (_, policies) = request.auth_context().capability::<Sessions>().unwrap();
    let judged = policies.admit(Some(CredentialKind::Cookie), false, &request);
    assert_eq!(judged, Err(Denial::CrossOrigin));
    let peer = policies.view(&request, |request| request.peer());
    assert_eq!(peer, Some([10, 0, 0, 1].into()));
}

/// Each `Auth` reads what the proxies say when the request comes in, and never again, however often it
/// is asked, judged and denied.
#[test]
fn proxies_are_resolved_once_for_each_auth() {
    let auth = |trusting: bool| -> Auth {
        let known = says(|_| {
            MaybeFuture::Ready(Identity::known(Principal::new("ada"), Authentication::cookie()))
        });
        let proxies = if trusting { proxies() } else { TrustedProxies::none() };
        Auth::builder(known).trusted_proxies(proxies).build()
    };
    let request = || {
        Fake::get("/me")
            .with("x-forwarded-for", "203.0.113.9")
            .with("x-forwarded-proto", "https")
            .peer("10.0.0.1")
    };
    let ask = |auth: &Auth, request: &Fake| {
        assert!(block_on(auth.user(request)).is_ok());
        assert!(block_on(auth.maybe_user(request)).is_ok());
        assert!(block_on(auth.require(request, Anyone)).is_ok());
        assert!(block_on(auth.require_user(request, role("x"))).is_err());
        request.innermost().view(request, |request| assert_eq!(request.scheme(), Some("https")));
        let _ = request.innermost().deny(&Denial::Forbidden, request);
    };
    let names = ["x-forwarded-for", "x-forwarded-proto", "x-forwarded-host", "x-forwarded-prefix"];
    let reads = |request: &Fake| names.map(|name| request.reads_of(name));
    let (one, two, none) = (auth(true), auth(true), auth(false));

    let plain = request().scheme("https").enter(&none);
    ask(&none, &plain);
    assert_eq!(reads(&plain), [0; 4], "where no proxy is trusted, nothing is looked at");

    let entered = request().enter(&one);
    let once = reads(&entered);
    assert!(once.iter().all(|reads| *reads > 0), "{once:?}");
    ask(&one, &entered);
    assert_eq!(reads(&entered), once);

    let nested = request().enter(&one).enter(&two);
    let twice = once.map(|reads| 2 * reads);
    assert_eq!(reads(&nested), twice, "once for each");
    ask(&one, &nested);
    ask(&two, &nested);
    assert_eq!(reads(&nested), twice);
}

/// Its layer is not around the request: then what its own proxies say is read on the spot.
#[test]
fn an_auth_whose_layer_is_elsewhere_has_its_own_proxies() {
    let layer = anonymous();
    let seen = says(|request: &dyn RequestView| {
        let peer = request.peer().map(|peer| peer.to_string()).unwrap_or_default();
        MaybeFuture::Ready(Identity::known(Principal::new(peer), Authentication::bearer()))
    });
    let other: Auth = Auth::builder(seen).trusted_proxies(proxies()).build();
    let request = Fake::get("/").peer("10.0.0.1").with("x-forwarded-for", "203.0.113.9");
    let request = request.enter(&layer);
    let user = block_on(other.user(&request)).unwrap();
    assert_eq!(user, Principal::new("203.0.113.9"));
}

#[test]
fn a_layer_inside_another_joins_it() {
    let (outer, inner) = (Arc::new(Policies::new()), Arc::new(Policies::new()));
    let request = Fake::get("/").enter_policies(&outer);
    assert!(inner.enter(&request).is_none(), "the outer layer finishes the response");
    assert!(outer.enter(&request).is_none());
    assert!(inner.enter(&Fake::get("/")).is_some());
}

/// Whatever is denied is kept by no cache, unless the policy says otherwise.
#[test]
fn a_denial_is_kept_by_no_cache() {
    let policies = Arc::new(Policies::new());
    let request = Fake::get("/").enter_policies(&policies);
    let reply = request.innermost().deny(&Denial::Forbidden, &request);
    assert_eq!(header(&reply, "cache-control"), Some("no-store"));
    let own = |denial: &Denial, _: &dyn RequestView| {
        handstamp_authorizer::Reply::empty(denial.status())
            .with_header("cache-control", "max-age=9")
    };
    let policies = Arc::new(Policies::new().with_denial(own));
    let request = Fake::get("/").enter_policies(&policies);
    let reply = request.innermost().deny(&Denial::Forbidden, &request);
    assert_eq!(header(&reply, "cache-control"), Some("max-age=9"));
}
