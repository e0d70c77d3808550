//! What is answered to who may not: statuses and bodies, and nothing that helps to guess.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use std::time::Duration;

use handstamp_authorizer::denial::{
    Denial, DenialPolicy, JsonDenial, LoginRedirect, Misconfigured, Missing, ProblemDenial, Texts,
};
use handstamp_authorizer::rules::{Anyone, acr, fresh, logged_in_within, role, scope};
use handstamp_authorizer::{
    Auth, Authentication, Challenge, CredentialKind, Identity, MaybeFuture, Refusal, Reply,
    RequestView,
};
use proptest::prelude::*;
use support::{Fake, ada, anonymous, block_on, body, challenges, denial_of, header, says};

/// Every denial that there is, and its status.
fn all() -> Vec<(Denial, u16)> {
    let (token, cookie) = (Authentication::bearer(), Authentication::cookie());
    vec![
        (Denial::Anonymous(Missing::User), 401),
        (Denial::Anonymous(Missing::Session), 401),
        (Denial::Anonymous(Missing::UserId), 401),
        (Denial::Refused(Refusal::new("the signature is wrong")), 401),
        (Denial::Refused(Refusal::invalid_token("the signature is wrong")), 401),
        (Denial::Forbidden, 403),
        (Denial::CrossOrigin, 403),
        (Denial::Csrf, 400),
        (denial_of(token.clone(), scope("admin")), 403),
        (denial_of(cookie.clone(), scope("admin")), 403),
        (denial_of(token.clone(), logged_in_within(Duration::from_secs(600))), 401),
        (denial_of(token, acr("gold")), 401),
        (denial_of(cookie, fresh()), 401),
        (Denial::Unavailable, 503),
        (Denial::Misconfigured(Misconfigured::NoLayer), 500),
        (Denial::Misconfigured(Misconfigured::NoAuth), 500),
        (Denial::Misconfigured(Misconfigured::NoSession), 500),
        (Denial::Misconfigured(Misconfigured::NoCsrf), 500),
    ]
}

/// What this denial is answered by an `Auth` with these challenges.
fn deny(denial: &Denial, policy: impl DenialPolicy, challenges: &[Challenge]) -> Reply {
    let anonymous = says(|_| MaybeFuture::Ready(Identity::anonymous()));
    let anonymous = challenges.iter().fold(anonymous, |all, one| all.challenge(one.clone()));
    let auth: Auth = Auth::builder(anonymous).denial(policy).build();
    let request = Fake::get("/a?token=s3cret").enter(&auth);
    request.innermost().deny(denial, &request)
}

#[test]
fn statuses() {
    for (denial, status) in all() {
        assert_eq!(denial.status(), status);
        for reply in [
            deny(&denial, JsonDenial::default(), &[]),
            deny(&denial, ProblemDenial::default(), &[]),
            deny(&denial, LoginRedirect::new("/login", JsonDenial::default()).unwrap(), &[]),
        ] {
            assert_eq!(reply.status, status, "{denial:?}");
            assert_eq!(header(&reply, "cache-control"), Some("no-store"), "{denial:?}");
            // RFC 9110 section 15.5.2. A 403 has one only where a token lacks a scope.
            let scope = format!("{denial:?}").contains("InsufficientScope");
            let challenged = status == 401 || (scope && format!("{denial:?}").contains("Bearer"));
            assert_eq!(!challenges(&reply).is_empty(), challenged, "{denial:?}");
        }
    }
}

#[test]
fn bodies_are_those_of_fastapi() {
    let denied = |denial| deny(&denial, JsonDenial::default(), &[]);
    let reply = denied(Denial::Anonymous(Missing::User));
    assert_eq!(header(&reply, "content-type"), Some("application/json"));
    assert_eq!(body(&reply), r#"{"detail":"Not authenticated"}"#);
    for (denial, detail) in [
        (Denial::Anonymous(Missing::Session), "No valid session cookie was found."),
        (Denial::Anonymous(Missing::UserId), "User ID was not found."),
        (Denial::Forbidden, "Forbidden"),
        (denial_of(Authentication::bearer(), scope("x")), "Forbidden"),
        (denial_of(Authentication::cookie(), fresh()), "Please log in again"),
        (Denial::CrossOrigin, "Cross-origin request refused"),
        (Denial::Csrf, "The CSRF token is missing or invalid."),
        (Denial::Refused(Refusal::new("bad")), "Not authenticated"),
        (Denial::Unavailable, "Service temporarily unavailable"),
        (Denial::Misconfigured(Misconfigured::NoAuth), "Internal server error"),
    ] {
        assert_eq!(body(&denied(denial)), format!("{{\"detail\":\"{detail}\"}}"));
    }
}

#[test]
fn problems_are_those_of_rfc_9457() {
    for (denial, status) in all() {
        let reply = deny(&denial, ProblemDenial::default(), &[]);
        assert_eq!(header(&reply, "content-type"), Some("application/problem+json"));
        let body: serde_json::Value = serde_json::from_slice(&reply.body).unwrap();
        assert_eq!(body["type"], "about:blank");
        assert_eq!(body["status"], status);
        assert!(body["title"].is_string());
    }
}

/// Neither the reason nor the request is in what a client is told.
#[test]
fn nothing_says_which_check_failed() {
    let refused = |reason: &'static str| {
        [Refusal::new(reason), Refusal::invalid_token(reason)]
            .map(|refusal| deny(&Denial::Refused(refusal), JsonDenial::default(), &[]))
    };
    assert_eq!(refused("the signature is wrong"), refused("expired"));
    for (denial, _) in all() {
        for reply in [
            deny(&denial, JsonDenial::default(), &[]),
            deny(&denial, ProblemDenial::default(), &[]),
        ] {
            let whole = format!("{:?} {}", reply.headers, body(&reply));
            for word in
                ["signature", "s3cret", "attach", "role", "layer", "Layer", "token=", "csrf_"]
            {
                assert!(!whole.contains(word), "{denial:?}: {whole}");
            }
        }
    }
}

#[test]
fn an_outage_is_not_told_in_detail() {
    let auth: Auth = Auth::new(says(|_| {
        MaybeFuture::Ready(Identity::Unavailable("postgres://u:s3cret@db".into()))
    }));
    let request = Fake::get("/").enter(&auth);
    let reply = block_on(auth.maybe_user(&request)).unwrap_err();
    assert_eq!(reply.status, 503);
    assert!(!format!("{:?}{}", reply.headers, body(&reply)).contains("s3cret"));
}

#[test]
fn another_status_for_anonymous_requests_and_for_no_others() {
    for (denial, status) in all() {
        let reply =
            deny(&denial, JsonDenial::default().with_anonymous_status(404), &[Challenge::cookie()]);
        let anonymous = matches!(denial, Denial::Anonymous(_));
        assert_eq!(reply.status, if anonymous { 404 } else { status }, "{denial:?}");
        assert!(!anonymous || challenges(&reply).is_empty());
    }
}

#[test]
fn texts_are_settable_and_escaped() {
    let mut texts = Texts::default();
    texts.not_authenticated =
        "\"quoted\" \\ back\u{0}\u{8}\n\r\t\u{7f}\u{9f} \u{2028}é 🙂 </script>".into();
    let expected = texts.not_authenticated.clone();
    let denial = Denial::Anonymous(Missing::User);
    for reply in [
        deny(&denial, JsonDenial::default().with_texts(texts.clone()), &[]),
        deny(&denial, ProblemDenial::default().with_texts(texts.clone()), &[]),
    ] {
        let body: serde_json::Value = serde_json::from_slice(&reply.body).unwrap();
        let said = body.get("detail").or(body.get("title")).unwrap();
        assert_eq!(said.as_str(), Some(&*expected));
    }
}

/// Whoever must log in again is not told 403: known or not is what the status says.
#[test]
fn anonymous_is_401_and_known_is_403() {
    let nobody = anonymous();
    let request = Fake::get("/").enter(&nobody);
    for reply in [
        block_on(nobody.require_user(&request, acr("gold"))).unwrap_err(),
        block_on(nobody.require_user(&request, scope("x"))).unwrap_err(),
        block_on(nobody.require_user(&request, role("x"))).unwrap_err(),
        block_on(nobody.require(&request, fresh())).unwrap_err(),
        block_on(nobody.require(&request, role("x"))).unwrap_err(),
        block_on(nobody.user(&request)).unwrap_err(),
    ] {
        assert_eq!((reply.status, challenges(&reply)), (401, vec!["APIKey"]));
    }
    let known: Auth = Auth::new(says(|_| MaybeFuture::Ready(ada(CredentialKind::Header))));
    let request = Fake::get("/").enter(&known);
    let reply = block_on(known.require_user(&request, role("x"))).unwrap_err();
    assert_eq!((reply.status, challenges(&reply).len()), (403, 0));
    let reply = block_on(known.require_user(&request, acr("gold"))).unwrap_err();
    assert_eq!(reply.status, 401);
    assert!(challenges(&reply)[0].contains("acr_values=\"gold\""));
}

#[test]
fn a_bad_token_is_401_on_optional_routes_too() {
    let auth: Auth = Auth::new(says(|_| {
        MaybeFuture::Ready(Identity::Refused(Refusal::invalid_token("expired")))
    }));
    let request = Fake::get("/").enter(&auth);
    let reply = block_on(auth.maybe_user(&request)).unwrap_err();
    assert_eq!(reply.status, 401);
    assert_eq!(challenges(&reply), ["Bearer error=\"invalid_token\""]);
    assert_eq!(block_on(auth.require(&request, Anyone)).unwrap_err().status, 401);
}

#[test]
fn the_innermost_auth_answers() {
    let of = |text: &'static str| -> Auth {
        let says = says(|_| MaybeFuture::Ready(Identity::anonymous()));
        let policy =
            move |denial: &Denial, _: &dyn RequestView| Reply::detail(denial.status(), text);
        Auth::builder(says).denial(policy).build()
    };
    let (outer, inner) = (of("outer"), of("inner"));
    let request = Fake::get("/").enter(&outer).enter(&inner);
    let reply = request.innermost().deny(&Denial::Forbidden, &request);
    assert_eq!(body(&reply), r#"{"detail":"inner"}"#);
    assert_eq!(body(&block_on(outer.user(&request)).unwrap_err()), r#"{"detail":"outer"}"#);
}

proptest! {
    #[test]
    fn any_text_is_json(text in any::<String>()) {
        let reply = Reply::detail(400, &text);
        let body: serde_json::Value = serde_json::from_slice(&reply.body).unwrap();
        prop_assert_eq!(body["detail"].as_str(), Some(text.as_str()));
    }
}
