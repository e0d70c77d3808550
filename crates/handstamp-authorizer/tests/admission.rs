//! The cross-origin rule through an `Auth`: who is held to it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use handstamp_authorizer::denial::Denial;
use handstamp_authorizer::rules::Anyone;
use handstamp_authorizer::{
    Auth, Authentication, CredentialKind, CrossOrigin, Identity, Known, MaybeFuture, Principal,
    TrustedProxies,
};
use support::{Fake, ada, anonymous, block_on, says};

fn post() -> Fake {
    Fake::post("/").with("host", "app.example").scheme("https")
}

/// By what credential, from where, and the status.
#[test]
fn only_what_a_browser_adds_by_itself_is_held_to_it() {
    for (kind, foreign) in [
        (CredentialKind::Cookie, Err(403)),
        (CredentialKind::Basic, Err(403)),
        (CredentialKind::Connection, Err(403)),
        (CredentialKind::Header, Ok(())),
    ] {
        let auth: Auth = Auth::new(says(move |_| MaybeFuture::Ready(ada(kind))));
        let ask = |request: Fake| {
            let request = request.enter(&auth);
            block_on(auth.maybe_user(&request)).map(|_| ()).map_err(|reply| reply.status)
        };
        let evil = || post().with("origin", "https://evil.example");
        assert_eq!(ask(evil()), foreign, "{kind:?}");
        assert_eq!(ask(post()), foreign, "{kind:?}, neither header");
        assert_eq!(ask(post().with("origin", "https://app.example")), Ok(()), "{kind:?}");
        assert_eq!(ask(Fake::get("/")), Ok(()), "{kind:?}");
    }
}

#[test]
fn every_way_to_ask_is_held_to_it() {
    let auth: Auth = Auth::new(says(|_| MaybeFuture::boxed(async { ada(CredentialKind::Cookie) })));
    let evil = post().with("origin", "https://evil.example").enter(&auth);
    assert_eq!(block_on(auth.user(&evil)).unwrap_err().status, 403);
    assert_eq!(block_on(auth.maybe_user(&evil)).unwrap_err().status, 403);
    assert_eq!(block_on(auth.require_user(&evil, Anyone)).unwrap_err().status, 403);
    assert_eq!(block_on(auth.authenticated(&evil)).unwrap_err().status, 403);
    assert_eq!(block_on(auth.require(&evil, Anyone)).unwrap_err().status, 403);
}

/// An anonymous request has nothing that another site could make use of.
#[test]
fn an_anonymous_request_may_come_from_anywhere() {
    let auth = anonymous();
    let evil = post().with("origin", "https://evil.example").enter(&auth);
    assert!(block_on(auth.maybe_user(&evil)).unwrap().is_none());
}

#[test]
fn behind_a_trusted_proxy_its_host_and_scheme_count() {
    let proxies = TrustedProxies::none().trust("10.0.0.1").unwrap();
    let auth: Auth = Auth::builder(says(|_| MaybeFuture::Ready(ada(CredentialKind::Cookie))))
        .trusted_proxies(proxies)
        .build();
    let request = |peer: &str| {
        Fake::post("/")
            .with("host", "inner:8000")
            .with("x-forwarded-host", "app.example")
            .with("x-forwarded-proto", "https")
            .scheme("http")
            .peer(peer)
    };
    let ask = |request: Fake| block_on(auth.user(&request.enter(&auth))).is_ok();
    assert!(ask(request("10.0.0.1").with("origin", "https://app.example")));
    assert!(!ask(request("10.0.0.1").with("origin", "http://app.example")));
    assert!(!ask(request("10.0.0.1").with("origin", "http://inner:8000")));
    assert!(!ask(request("10.0.0.2").with("origin", "https://app.example")));
    assert!(ask(request("10.0.0.2").with("origin", "http://inner:8000")));
}

/// The authenticator itself checked a CSRF token: that is a defence of its own.
#[test]
fn a_verified_csrf_token_passes() {
    for kind in [CredentialKind::Cookie, CredentialKind::Basic, CredentialKind::Connection] {
        for (verified, expected) in [(false, Err(403)), (true, Ok(()))] {
            let auth: Auth = Auth::new(says(move |_| {
                let known = Known::new(Principal::new("ada"), Authentication::new(kind, "APIKey"));
                MaybeFuture::Ready(Identity::Known(known.with_csrf_verified(verified)))
            }));
            for request in [post(), post().with("origin", "https://evil.example")] {
                let request = request.enter(&auth);
                let answer =
                    block_on(auth.user(&request)).map(|_| ()).map_err(|reply| reply.status);
                assert_eq!(answer, expected, "{kind:?}");
            }
        }
    }
}

/// What others than an `Auth` ask: a session's extractor, a login page.
#[test]
fn request_policies_judge_by_the_kind_of_credential() {
    let rule = CrossOrigin::same_origin().trust("https://pal.example").unwrap();
    let none = says(|_| MaybeFuture::Ready(Identity::anonymous()));
    let auth: Auth = Auth::builder(none).cross_origin(rule).build();
    let admits = |request: Fake, kind, csrf_verified| {
        let request = request.enter(&auth);
        match request.innermost().admit(kind, csrf_verified, &request) {
            Ok(()) => true,
            Err(denial) => {
                assert_eq!(denial, Denial::CrossOrigin);
                false
            }
        }
    };
    let evil = || post().with("origin", "https://evil.example");
    let pal = || post().with("origin", "https://pal.example");
    for kind in [CredentialKind::Cookie, CredentialKind::Basic, CredentialKind::Connection] {
        assert!(!admits(evil(), Some(kind), false));
        assert!(!admits(post(), Some(kind), false), "a program shows a token or an Origin");
        assert!(admits(pal(), Some(kind), false));
        assert!(admits(evil(), Some(kind), true));
    }
    assert!(admits(evil(), Some(CredentialKind::Header), false));
    // A visitor without any credential: no word is taken for "from no page at all".
    assert!(admits(post(), None, false));
    assert!(!admits(evil(), None, false));
    assert!(admits(pal(), None, false));
}
