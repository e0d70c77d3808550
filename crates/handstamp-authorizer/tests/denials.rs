//! What is answered to who may not: statuses, bodies, challenges, and nothing that helps to guess.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use std::time::Duration;

use handstamp_authorizer::*;
use proptest::prelude::*;
use support::{Fake, ada, block_on, header, says};

fn all() -> Vec<(Denial, u16)> {
    vec![
        (Denial::Anonymous(Missing::User), 401),
        (Denial::Anonymous(Missing::Session), 401),
        (Denial::Anonymous(Missing::UserId), 401),
        (Denial::Refused(Refusal::new("the signature is wrong")), 401),
        (Denial::Forbidden, 403),
        (Denial::CrossOrigin, 403),
        (
            Denial::Reauthenticate {
                max_age: Some(Duration::from_secs(600)),
                acr: Some("gold".into()),
            },
            401,
        ),
        (Denial::Unavailable, 503),
        (Denial::Misconfigured(Misconfigured::NoLayer), 500),
        (Denial::Misconfigured(Misconfigured::NoAuth), 500),
        (Denial::Misconfigured(Misconfigured::NoSession), 500),
    ]
}

/// What this denial is answered by an `Auth` with these challenges.
fn deny(denial: &Denial, policy: impl DenialPolicy, challenges: &[Challenge]) -> Reply {
    let nobody = says(|_| MaybeFuture::Ready(Identity::nobody()));
    let nobody = challenges.iter().fold(nobody, |all, one| all.challenge(one.clone()));
    let auth: Auth = Auth::builder(nobody).denial(policy).build();
    let request = Fake::get("/a?token=s3cret").enter(&auth);
    request.exchange().deny(denial, &request)
}

fn challenges(reply: &Reply) -> Vec<&str> {
    let named = reply.headers.iter().filter(|(name, _)| *name == "www-authenticate");
    named.map(|(_, value)| value.as_str()).collect()
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
            assert_eq!(challenges(&reply).is_empty(), status != 401, "RFC 9110 section 15.5.2");
        }
    }
}

#[test]
fn bodies_are_those_of_fastapi() {
    let body = |denial| deny(&denial, JsonDenial::default(), &[]);
    let reply = body(Denial::Anonymous(Missing::User));
    assert_eq!(header(&reply, "content-type"), Some("application/json"));
    assert_eq!(reply.body, r#"{"detail":"Not authenticated"}"#);
    for (denial, detail) in [
        (Denial::Anonymous(Missing::Session), "No valid session cookie was found."),
        (Denial::Anonymous(Missing::UserId), "User ID was not found."),
        (Denial::Forbidden, "Forbidden"),
        (Denial::Unavailable, "Service temporarily unavailable"),
        (Denial::Misconfigured(Misconfigured::NoAuth), "Internal server error"),
    ] {
        assert_eq!(body(denial).body, format!("{{\"detail\":\"{detail}\"}}"));
    }
}

#[test]
fn problems_are_those_of_rfc_9457() {
    for (denial, status) in all() {
        let reply = deny(&denial, ProblemDenial::default(), &[]);
        assert_eq!(header(&reply, "content-type"), Some("application/problem+json"));
        let body: serde_json::Value = serde_json::from_str(&reply.body).unwrap();
        assert_eq!(body["type"], "about:blank");
        assert_eq!(body["status"], status);
        assert!(body["title"].is_string());
    }
}

/// Neither the reason nor the request is in what a client is told.
#[test]
fn nothing_says_which_check_failed() {
    let refused = |reason: &'static str| {
        deny(&Denial::Refused(Refusal::new(reason)), JsonDenial::default(), &[])
    };
    assert_eq!(refused("the signature is wrong"), refused("expired"));
    for (denial, _) in all() {
        for reply in [
            deny(&denial, JsonDenial::default(), &[]),
            deny(&denial, ProblemDenial::default(), &[]),
        ] {
            let whole = format!("{:?} {}", reply.headers, reply.body);
            for word in ["signature", "s3cret", "attach", "role", "layer", "Layer", "token="] {
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
    assert!(!format!("{reply:?}").contains("s3cret"));
}

#[test]
fn challenges_of_a_401() {
    let bearer = Challenge::bearer().parameter("realm", "api");
    let of = |denial, offered: &[Challenge]| {
        let reply = deny(&denial, JsonDenial::default(), offered);
        challenges(&reply).join(" | ")
    };
    let nobody = || Denial::Anonymous(Missing::User);
    assert_eq!(of(nobody(), &[Challenge::cookie()]), "APIKey");
    assert_eq!(
        of(nobody(), &[Challenge::cookie(), bearer.clone()]),
        "APIKey | Bearer realm=\"api\""
    );
    assert_eq!(of(nobody(), &[]), "APIKey");
    // RFC 6750 section 3.1.
    let bad = || Denial::Refused(Refusal::new("expired"));
    assert_eq!(of(bad(), &[]), "Bearer error=\"invalid_token\"");
    assert_eq!(of(bad(), &[Challenge::cookie()]), "Bearer error=\"invalid_token\"");
    let expected = "Bearer realm=\"api\", error=\"invalid_token\"";
    assert_eq!(of(bad(), &[Challenge::cookie(), bearer.clone()]), expected);
    // RFC 9470 section 3.
    let again = |max_age, acr: Option<&str>| Denial::Reauthenticate {
        max_age: Option::map(max_age, Duration::from_secs),
        acr: acr.map(str::to_owned),
    };
    let error = "error=\"insufficient_user_authentication\"";
    assert_eq!(of(again(None, None), &[]), format!("Bearer {error}"));
    let expected = format!("Bearer realm=\"api\", {error}, acr_values=\"gold\", max_age=\"600\"");
    assert_eq!(of(again(Some(600), Some("gold")), &[bearer]), expected);
    assert_eq!(of(Denial::Forbidden, &[Challenge::cookie()]), "");
}

#[test]
fn a_policy_with_a_challenge_of_its_own_keeps_it() {
    struct Own;
    impl DenialPolicy for Own {
        fn reply(&self, denial: &Denial, _: &dyn RequestView) -> Reply {
            Reply::detail(denial.status(), "no")
                .header("www-authenticate", "Own")
                .header("cache-control", "private")
        }
    }
    let reply = deny(&Denial::Anonymous(Missing::User), Own, &[Challenge::cookie()]);
    assert_eq!(header(&reply, "www-authenticate"), Some("Own"));
    assert_eq!(header(&reply, "cache-control"), Some("private"));
}

#[test]
fn another_status_for_nobody_and_for_nobody_else() {
    for (denial, status) in all() {
        let reply =
            deny(&denial, JsonDenial::default().anonymous_status(404), &[Challenge::cookie()]);
        let anonymous = matches!(denial, Denial::Anonymous(_));
        assert_eq!(reply.status, if anonymous { 404 } else { status }, "{denial:?}");
        assert_eq!(challenges(&reply).is_empty(), reply.status != 401);
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
        deny(&denial, JsonDenial::texts(texts.clone()), &[]),
        deny(&denial, ProblemDenial::texts(texts.clone()), &[]),
    ] {
        let body: serde_json::Value = serde_json::from_str(&reply.body).unwrap();
        let said = body.get("detail").or(body.get("title")).unwrap();
        assert_eq!(said.as_str(), Some(&*expected));
    }
}

/// Nobody who must log in again is told 403: known or not is what the status says.
#[test]
fn nobody_is_401_and_somebody_is_403() {
    struct Again;
    impl<U> Rule<U> for Again {
        fn check(&self, _: Option<&U>, _: &dyn RequestView) -> MaybeFuture<Verdict> {
            MaybeFuture::Ready(Verdict::Reauthenticate { max_age: None, acr: Some("gold".into()) })
        }
    }
    let nobody: Auth = Auth::new(says(|_| MaybeFuture::Ready(Identity::nobody())));
    let request = Fake::get("/").enter(&nobody);
    for reply in [
        block_on(nobody.require_user(&request, Again)).unwrap_err(),
        block_on(nobody.require_user(&request, role("x"))).unwrap_err(),
        block_on(nobody.authorize(&request, fresh())).unwrap_err(),
        block_on(nobody.guard(role("x")).check(&request)).unwrap_err(),
        block_on(nobody.user(&request)).unwrap_err(),
    ] {
        assert_eq!((reply.status, challenges(&reply)), (401, vec!["APIKey"]));
    }
    let known: Auth = Auth::new(says(|_| MaybeFuture::Ready(ada(CredentialKind::Header))));
    let request = Fake::get("/").enter(&known);
    let reply = block_on(known.require_user(&request, role("x"))).unwrap_err();
    assert_eq!((reply.status, challenges(&reply).len()), (403, 0));
    let reply = block_on(known.require_user(&request, Again)).unwrap_err();
    assert_eq!(reply.status, 401);
    assert!(challenges(&reply)[0].contains("acr_values=\"gold\""));
}

#[test]
fn a_bad_token_is_401_on_optional_routes_too() {
    let auth: Auth =
        Auth::new(says(|_| MaybeFuture::Ready(Identity::Refused(Refusal::new("expired")))));
    let request = Fake::get("/").enter(&auth);
    let reply = block_on(auth.maybe_user(&request)).unwrap_err();
    assert_eq!(reply.status, 401);
    assert_eq!(challenges(&reply), ["Bearer error=\"invalid_token\""]);
    assert_eq!(block_on(auth.authorize(&request, Anyone)).unwrap_err().status, 401);
}

#[test]
fn the_innermost_auth_answers() {
    struct Says(&'static str);
    impl DenialPolicy for Says {
        fn reply(&self, denial: &Denial, _: &dyn RequestView) -> Reply {
            Reply::detail(denial.status(), self.0)
        }
    }
    let of = |text| -> Auth {
        Auth::builder(says(|_| MaybeFuture::Ready(Identity::nobody()))).denial(Says(text)).build()
    };
    let (outer, inner) = (of("outer"), of("inner"));
    let request = Fake::get("/").enter(&outer).enter(&inner);
    let reply = request.exchange().deny(&Denial::Forbidden, &request);
    assert_eq!(reply.body, r#"{"detail":"inner"}"#);
    assert_eq!(block_on(outer.user(&request)).unwrap_err().body, r#"{"detail":"outer"}"#);
}

proptest! {
    #[test]
    fn any_text_is_json(text in any::<String>()) {
        let reply = Reply::detail(400, &text);
        let body: serde_json::Value = serde_json::from_str(&reply.body).unwrap();
        prop_assert_eq!(body["detail"].as_str(), Some(text.as_str()));
    }
}
