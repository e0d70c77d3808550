//! Rules about the user, each alone.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use std::sync::Arc;
use std::time::Duration;

use handstamp_authorizer::rules::{
    Anyone, Combine, Rule, Verdict, acr, any_role, fresh, logged_in_within, permission, role,
    scope, when, when_async,
};
use handstamp_authorizer::{
    Authentication, Grants, MaybeFuture, Principal, RequestView, Subject, Who,
};
use support::verdict::Say::{self, Again, Insufficient, Met, Outage, Unmet};
use support::verdict::{check, check_anonymous};
use support::{Fake, anonymous, block_on};

fn user() -> Principal {
    Principal::new("ada").with_roles(["Editor"]).with_permissions(["edit"])
}

fn token() -> Authentication {
    Authentication::bearer().with_grants(Grants::new().with_scopes(["read", "write"]))
}

fn ask(rule: &impl Rule<Principal>, user: &Principal) -> Say {
    check(rule, user, &token())
}

#[test]
fn names_are_compared_as_they_are() {
    let ada = user();
    for (rule, met) in [
        ("Editor", true),
        ("editor", false),
        ("Edit", false),
        ("Editors", false),
        ("Editor ", false),
        ("", false),
        ("edit", false),
        ("read", false),
    ] {
        assert_eq!(ask(&role(rule), &ada) == Met, met, "role {rule:?}");
    }
    assert_eq!(ask(&permission("edit"), &ada), Met);
    for name in ["Edit", "edi", "edit:all", "", "Editor", "read"] {
        assert_eq!(ask(&permission(name), &ada), Unmet, "permission {name:?}");
    }
    for name in ["read", "write"] {
        assert_eq!(ask(&scope(name), &ada), Met);
    }
    for name in ["read write", "rea", "READ", "", "edit", "Editor"] {
        assert_eq!(ask(&scope(name), &ada), Insufficient, "scope {name:?}");
    }
    let plain = Principal::new("bob");
    assert_eq!(ask(&role(""), &plain), Unmet);
}

#[test]
fn any_role_is_met_by_one_of_them() {
    let ada = user();
    assert_eq!(ask(&any_role(["Administrator", "Editor"]), &ada), Met);
    assert_eq!(ask(&any_role(["Administrator", "edit"]), &ada), Unmet);
    assert_eq!(ask(&any_role(Vec::<String>::new()), &ada), Unmet, "one of none");
    assert_eq!(check_anonymous::<Principal>(&any_role(["Editor"])), Unmet);
}

/// It says yes, no or that it cannot say, to anonymous requests as well.
#[test]
fn an_async_check_of_the_app() {
    let rule = when_async(async |user: Option<Principal>| match user {
        Some(user) if user.id() == "broken" => Err("the database is away"),
        Some(user) => Ok(user.id() == "ada"),
        None => Ok(true),
    });
    assert_eq!(ask(&rule, &user()), Met);
    assert_eq!(ask(&rule, &Principal::new("bob")), Unmet);
    assert_eq!(ask(&rule, &Principal::new("broken")), Outage);
    assert_eq!(check_anonymous::<Principal>(&rule), Met);
    let either = role("Editor").or(rule);
    assert_eq!(ask(&either, &Principal::new("broken").with_roles(["Editor"])), Met);
    assert_eq!(ask(&either, &Principal::new("broken")), Outage);
}

/// An account that says nothing of itself is granted nothing, and so is a login that says nothing.
#[test]
fn a_subject_grants_nothing_by_itself() {
    struct Bare;
    impl Subject for Bare {
        fn id(&self) -> &str {
            "bare"
        }
    }
    let (bare, cookie) = (Arc::new(Bare), Authentication::cookie());
    assert_eq!(check(&role("x"), &bare, &cookie), Unmet);
    assert_eq!(check(&permission("x"), &bare, &cookie), Unmet);
    assert_eq!(check(&scope("x"), &bare, &cookie), Insufficient);
    assert_eq!(check(&fresh(), &bare, &cookie), Again(0));
    assert_eq!(check(&logged_in_within(Duration::MAX), &bare, &cookie), Again(u64::MAX));
    assert_eq!(check(&acr("x"), &bare, &cookie), Again(0));
    assert_eq!(cookie.acr(), None);
    assert!(!cookie.has_scope(""));
}

#[test]
fn an_anonymous_request_meets_no_rule_but_one_that_lets_everybody_in() {
    assert_eq!(check_anonymous::<Principal>(&role("Editor")), Unmet);
    assert_eq!(check_anonymous::<Principal>(&permission("edit")), Unmet);
    assert_ne!(check_anonymous::<Principal>(&scope("read")), Met);
    assert_eq!(check_anonymous(&when(|_: &Principal| true)), Unmet);
    assert_ne!(check_anonymous::<Principal>(&fresh()), Met);
    assert_ne!(check_anonymous::<Principal>(&logged_in_within(Duration::MAX)), Met);
    assert_ne!(check_anonymous::<Principal>(&acr("gold")), Met);
    assert_eq!(check_anonymous::<Principal>(&Anyone), Met);
}

#[test]
fn a_rule_sees_anonymous_requests_and_the_request() {
    struct PublicOnSunday;
    impl<U> Rule<U> for PublicOnSunday {
        fn check(
            &self,
            who: Option<Who<'_, U>>,
            request: &dyn RequestView,
        ) -> MaybeFuture<Verdict> {
            MaybeFuture::Ready((who.is_some() || request.target() == "/sunday").into())
        }
    }
    let auth = anonymous();
    let ask = |target| {
        let request = Fake::get(target).enter(&auth);
        let required = block_on(auth.require(&request, PublicOnSunday));
        let user = block_on(auth.require_user(&request, PublicOnSunday)).map(|_| ());
        (required.map_err(|reply| reply.status), user.map_err(|reply| reply.status))
    };
    assert_eq!(ask("/sunday"), (Ok(()), Err(401)), "met, but a user was asked for");
    assert_eq!(ask("/monday"), (Err(401), Err(401)));
}

#[test]
fn rules_as_apps_write_them() {
    let rule = role("Administrator").or(permission("edit").and(scope("write")));
    assert_eq!(ask(&rule, &user()), Met);
    let editor = Principal::new("x").with_permissions(["edit"]);
    assert_eq!(check(&rule, &editor, &Authentication::cookie()), Insufficient, "no token");
    assert_eq!(ask(&rule, &Principal::new("x")), Unmet);
    assert_eq!(ask(&rule, &Principal::new("x").with_roles(["Administrator"])), Met);
    assert_eq!(check_anonymous::<Principal>(&rule), Unmet);
    let rule = when(|user: &Principal| user.id() == "ada").and(fresh());
    let (stale, fresh) = (Authentication::cookie(), Authentication::cookie().with_fresh(true));
    assert_eq!(check(&rule, &user(), &fresh), Met);
    assert_eq!(check(&rule, &user(), &stale), Again(0));
    assert_eq!(check(&rule, &Principal::new("bob"), &fresh), Unmet);
    let shared: Arc<dyn Rule<Principal>> = Arc::new(role("Editor"));
    assert_eq!(ask(&shared, &user()), Met);
}

/// A change to a clone is no change to whom it was cloned from.
#[test]
fn what_is_granted_is_not_shared_by_accident() {
    let ada = user();
    let admin = ada.clone().with_roles(["Administrator"]);
    assert_eq!(ask(&role("Administrator"), &admin), Met);
    assert_eq!(ask(&role("Administrator"), &ada), Unmet);
    let plain = token();
    let more = plain.clone().with_grants(Grants::new().with_scopes(["admin"]).with_acr("gold"));
    assert!(more.has_scope("admin") && !plain.has_scope("admin"));
    assert_eq!((more.acr(), plain.acr()), (Some("gold"), None));
}
