//! `WWW-Authenticate`: which challenges a 401 or 403 carries.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use std::time::Duration;

use handstamp_authorizer::denial::{Denial, DenialPolicy, JsonDenial, Missing};
use handstamp_authorizer::rules::{
    Combine, Rule, Verdict, acr, fresh, logged_in_within, role, scope,
};
use handstamp_authorizer::{
    Auth, Authentication, Challenge, CredentialKind, Grants, Identity, MaybeFuture, Principal,
    Refusal, Reply, RequestView, Who,
};
use support::{Fake, block_on, challenges, denial_of, header, says};

/// What this denial is answered by an `Auth` with these challenges.
fn deny(denial: &Denial, policy: impl DenialPolicy, challenges: &[Challenge]) -> Reply {
    let anonymous = says(|_| MaybeFuture::Ready(Identity::anonymous()));
    let anonymous = challenges.iter().fold(anonymous, |all, one| all.challenge(one.clone()));
    let auth: Auth = Auth::builder(anonymous).denial(policy).build();
    let request = Fake::get("/a?token=s3cret").enter(&auth);
    request.innermost().deny(denial, &request)
}

fn offered(denial: &Denial, configured: &[Challenge]) -> String {
    challenges(&deny(denial, JsonDenial::default(), configured)).join(" | ")
}

fn bearer() -> Challenge {
    Challenge::bearer().with_parameter("realm", "api")
}

const ERROR: &str = "error=\"insufficient_user_authentication\"";

#[test]
fn an_anonymous_request_is_offered_what_is_configured() {
    let anonymous = Denial::Anonymous(Missing::User);
    assert_eq!(offered(&anonymous, &[Challenge::cookie()]), "APIKey");
    let both = [Challenge::cookie(), bearer()];
    assert_eq!(offered(&anonymous, &both), "APIKey | Bearer realm=\"api\"");
    assert_eq!(offered(&anonymous, &[]), "APIKey");
}

/// RFC 6750 section 3.1.
#[test]
fn a_refusal_carries_its_own_challenge_after_the_configured_realm() {
    let bad = Denial::Refused(Refusal::invalid_token("expired"));
    assert_eq!(offered(&bad, &[]), "Bearer error=\"invalid_token\"");
    assert_eq!(offered(&bad, &[Challenge::cookie()]), "Bearer error=\"invalid_token\"");
    let expected = "Bearer realm=\"api\", error=\"invalid_token\"";
    assert_eq!(offered(&bad, &[Challenge::cookie(), bearer()]), expected);
}

/// A wrong password is no bad token.
#[test]
fn a_wrong_password_is_answered_without_bearer() {
    let basic = || Challenge::new("Basic").with_parameter("realm", "staff");
    let wrong = Refusal::new("wrong password").with_challenge(Challenge::new("Basic"));
    let wrong = Denial::Refused(wrong);
    let configured = [bearer(), basic(), Challenge::cookie()];
    assert_eq!(offered(&wrong, &configured), "Basic realm=\"staff\"");
    assert_eq!(offered(&wrong, &[]), "Basic");
    // A refusal that names no challenge is answered by all that are configured, as they are.
    let unnamed = Denial::Refused(Refusal::new("bad API key"));
    let key = Challenge::new("ApiKey");
    assert_eq!(offered(&unnamed, &[key, basic()]), "ApiKey | Basic realm=\"staff\"");
    assert_eq!(offered(&unnamed, &[]), "APIKey");
}

/// RFC 6750 section 3.1: for whoever brought a token, and only for them.
#[test]
fn a_missing_scope() {
    let lacks = |authentication| denial_of(authentication, scope("orders:read"));
    let error = "error=\"insufficient_scope\", scope=\"orders:read\"";
    let token = Authentication::bearer().with_grants(Grants::new().with_scopes(["other"]));
    assert_eq!(lacks(token.clone()).status(), 403);
    assert_eq!(offered(&lacks(token.clone()), &[]), format!("Bearer {error}"));
    let both = [Challenge::cookie(), bearer()];
    assert_eq!(offered(&lacks(token), &both), format!("Bearer realm=\"api\", {error}"));
    for other in [
        Authentication::cookie(),
        Authentication::basic(),
        Authentication::new(CredentialKind::Header, "ApiKey"),
    ] {
        assert_eq!(lacks(other.clone()).status(), 403);
        assert_eq!(offered(&lacks(other.clone()), &both), "", "{other:?}");
    }
    // What else is not allowed has none.
    assert_eq!(offered(&denial_of(Authentication::bearer(), role("x")), &both), "");
    assert_eq!(offered(&Denial::CrossOrigin, &both), "");
    assert_eq!(offered(&Denial::Csrf, &both), "");
}

/// RFC 9470 section 3, by the scheme of the credential that was brought.
#[test]
fn not_fresh_or_strong_enough() {
    let (cookie, token) = (Authentication::cookie(), Authentication::bearer());
    let both = [Challenge::cookie(), bearer()];
    let stale = denial_of(cookie.clone(), fresh());
    assert_eq!(offered(&stale, &[Challenge::cookie()]), format!("APIKey {ERROR}"));
    assert_eq!(offered(&stale, &both), format!("APIKey {ERROR}"), "a token would not be fresher");
    assert_eq!(offered(&stale, &[]), format!("APIKey {ERROR}"));
    let stale = denial_of(token.clone(), fresh());
    assert_eq!(offered(&stale, &both), format!("Bearer realm=\"api\", {ERROR}"));
    assert_eq!(offered(&stale, &[]), format!("Bearer {ERROR}"));
    let old = logged_in_within(Duration::from_secs(600));
    let old = denial_of(cookie.clone(), old);
    assert_eq!(offered(&old, &both), format!("APIKey {ERROR}, max_age=\"600\""));
    let weak = denial_of(token.clone(), acr("gold"));
    assert_eq!(
        offered(&weak, &[bearer()]),
        format!("Bearer realm=\"api\", {ERROR}, acr_values=\"gold\"")
    );
    let both_demanded = denial_of(token, AcrWithin);
    assert_eq!(
        offered(&both_demanded, &[bearer()]),
        format!("Bearer realm=\"api\", {ERROR}, acr_values=\"gold\", max_age=\"600\"")
    );
    // Of two rules the first that is not met is answered.
    let first = denial_of(cookie, fresh().and(acr("gold")));
    assert_eq!(offered(&first, &[]), format!("APIKey {ERROR}"));
}

/// A rule of an app's own that asks for both at once.
struct AcrWithin;

impl<U> Rule<U> for AcrWithin {
    fn check(&self, _: Option<Who<'_, U>>, _: &dyn RequestView) -> MaybeFuture<Verdict> {
        let (max_age, acr) = (Some(Duration::from_secs(600)), Some("gold".into()));
        MaybeFuture::Ready(Verdict::Reauthenticate { max_age, acr })
    }
}

/// Through the whole question, with what the `Auth` has configured.
#[test]
fn a_cookie_only_app_never_says_bearer() {
    let known = says(|_| {
        MaybeFuture::Ready(Identity::known(Principal::new("ada"), Authentication::cookie()))
    });
    let auth: Auth = Auth::new(known.challenge(Challenge::cookie()));
    let request = Fake::get("/").enter(&auth);
    let reply = block_on(auth.require_user(&request, fresh())).unwrap_err();
    assert_eq!((reply.status, challenges(&reply)), (401, vec![&*format!("APIKey {ERROR}")]));
    let reply = block_on(auth.require_user(&request, scope("x"))).unwrap_err();
    assert_eq!((reply.status, challenges(&reply).len()), (403, 0));
}

#[test]
fn a_policy_with_a_challenge_of_its_own_keeps_it() {
    struct Own;
    impl DenialPolicy for Own {
        fn reply(&self, denial: &Denial, _: &dyn RequestView) -> Reply {
            Reply::detail(denial.status(), "no")
                .with_header("www-authenticate", "Own")
                .with_header("cache-control", "private")
        }
    }
    let reply = deny(&Denial::Anonymous(Missing::User), Own, &[Challenge::cookie()]);
    assert_eq!(header(&reply, "www-authenticate"), Some("Own"));
    assert_eq!(header(&reply, "cache-control"), Some("private"));
}

#[test]
fn a_closure_is_a_policy_and_gets_what_is_missing() {
    let policy = |denial: &Denial, request: &dyn RequestView| {
        Reply::new(denial.status(), "text/html", request.target().as_bytes().to_vec())
    };
    let reply = deny(&Denial::Anonymous(Missing::User), policy, &[bearer()]);
    assert_eq!((reply.status, &*reply.body), (401, &b"/a?token=s3cret"[..]));
    assert_eq!(challenges(&reply), ["Bearer realm=\"api\""]);
    assert_eq!(header(&reply, "cache-control"), Some("no-store"));
}

/// A page instead of a 401 has no challenge, and no cache keeps it either.
#[test]
fn only_a_401_or_403_has_a_challenge() {
    let page = |_: &Denial, _: &dyn RequestView| Reply::see_other("/login");
    let reply = deny(&Denial::Anonymous(Missing::User), page, &[bearer()]);
    assert_eq!(challenges(&reply).len(), 0);
    assert_eq!(header(&reply, "cache-control"), Some("no-store"));
}
