//! Rules: each alone, at its edges, and made of one another.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use std::future::poll_fn;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::task::Poll;
use std::time::{Duration, SystemTime};

use handstamp_authorizer::*;
use support::{Fake, block_on, says};

/// A verdict that can be compared.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Say {
    Met,
    Unmet,
    Again(u64),
    Outage,
}
use Say::{Again, Met, Outage, Unmet};

fn verdict(say: Say) -> Verdict {
    match say {
        Met => Verdict::Met,
        Unmet => Verdict::Unmet,
        Again(age) => {
            Verdict::Reauthenticate { max_age: Some(Duration::from_secs(age)), acr: None }
        }
        Outage => Verdict::Unavailable("gone".into()),
    }
}

fn said(verdict: Verdict) -> Say {
    match verdict {
        Verdict::Met => Met,
        Verdict::Unmet => Unmet,
        Verdict::Reauthenticate { max_age, .. } => Again(max_age.unwrap_or_default().as_secs()),
        Verdict::Unavailable(_) => Outage,
    }
}

fn check<U>(rule: &impl Rule<U>, user: Option<&U>) -> Say {
    said(block_on(rule.check(user, &Fake::get("/")).get()))
}

#[derive(Clone)]
struct Fixed(Say, bool, Arc<AtomicUsize>);

impl Combine for Fixed {}

impl<U> Rule<U> for Fixed {
    fn check(&self, _: Option<&U>, _: &dyn RequestView) -> MaybeFuture<Verdict> {
        let (say, polls) = (self.0, Arc::clone(&self.2));
        if !self.1 {
            return MaybeFuture::Ready(verdict(say));
        }
        MaybeFuture::boxed(poll_fn(move |_| {
            polls.fetch_add(1, SeqCst);
            Poll::Ready(verdict(say))
        }))
    }
}

fn fixed(say: Say, later: bool) -> Fixed {
    Fixed(say, later, Arc::default())
}

fn user() -> Principal {
    Principal::new("ada")
        .with_roles(["Editor"])
        .with_permissions(["edit"])
        .with_scopes(["read", "write"])
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
        assert_eq!(check(&role(rule), Some(&ada)) == Met, met, "role {rule:?}");
    }
    assert_eq!(check(&permission("edit"), Some(&ada)), Met);
    for name in ["Edit", "edi", "edit:all", "", "Editor", "read"] {
        assert_eq!(check(&permission(name), Some(&ada)), Unmet, "permission {name:?}");
    }
    assert_eq!(check(&scope("read"), Some(&ada)), Met);
    for name in ["read write", "rea", "READ", "", "edit", "Editor"] {
        assert_eq!(check(&scope(name), Some(&ada)), Unmet, "scope {name:?}");
    }
    let plain = Principal::new("bob");
    assert_eq!(check(&role(""), Some(&plain)), Unmet);
}

/// An account that says nothing of itself is granted nothing.
#[test]
fn a_subject_grants_nothing_by_itself() {
    struct Bare;
    impl Subject for Bare {
        fn id(&self) -> &str {
            "bare"
        }
    }
    let bare = Arc::new(Bare);
    assert_eq!(check(&role("x"), Some(&bare)), Unmet);
    assert_eq!(check(&permission("x"), Some(&bare)), Unmet);
    assert_eq!(check(&scope("x"), Some(&bare)), Unmet);
    assert_eq!(check(&fresh(), Some(&bare)), Again(0));
    assert_eq!(check(&logged_in_within(Duration::MAX), Some(&bare)), Again(u64::MAX));
    assert_eq!(bare.acr(), None);
}

#[test]
fn nobody_meets_no_rule_but_one_that_lets_nobody_in() {
    let nobody: Option<&Principal> = None;
    assert_eq!(check(&role("Editor"), nobody), Unmet);
    assert_eq!(check(&permission("edit"), nobody), Unmet);
    assert_eq!(check(&scope("read"), nobody), Unmet);
    assert_eq!(check(&when(|_: &Principal| true), nobody), Unmet);
    assert_ne!(check(&fresh(), nobody), Met);
    assert_ne!(check(&logged_in_within(Duration::MAX), nobody), Met);
    assert_eq!(check(&Anyone, nobody), Met);
}

#[test]
fn a_rule_sees_nobody_and_the_request() {
    struct PublicOnSunday;
    impl<U> Rule<U> for PublicOnSunday {
        fn check(&self, user: Option<&U>, request: &dyn RequestView) -> MaybeFuture<Verdict> {
            MaybeFuture::Ready((user.is_some() || request.target() == "/sunday").into())
        }
    }
    let auth: Auth = Auth::new(says(|_| MaybeFuture::Ready(Identity::nobody())));
    let ask = |target| {
        let request = Fake::get(target).enter(&auth);
        let guard = block_on(auth.guard(PublicOnSunday).check(&request)).map(|user| user.is_none());
        let user = block_on(auth.require_user(&request, PublicOnSunday)).map(|_| ());
        (guard.map_err(|reply| reply.status), user.map_err(|reply| reply.status))
    };
    assert_eq!(ask("/sunday"), (Ok(true), Err(401)), "met, but a user was asked for");
    assert_eq!(ask("/monday"), (Err(401), Err(401)));
}

#[test]
fn fresh_is_who_was_not_remembered() {
    assert_eq!(check(&fresh(), Some(&user().with_fresh(true))), Met);
    assert_eq!(check(&fresh(), Some(&user())), Again(0));
}

#[test]
fn logged_in_within_to_the_nanosecond() {
    let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000);
    let rule = logged_in_within(Duration::from_secs(600)).clock(move || now);
    let (second, nano) = (Duration::from_secs(1), Duration::from_nanos(1));
    for (auth_time, met) in [
        (now, true),
        (now - 600 * second, true),
        (now - 600 * second - nano, false),
        (now - 601 * second, false),
        (SystemTime::UNIX_EPOCH, false),
        // Another machine's clock may be a little ahead; that never makes a login last longer.
        (now + 30 * second, true),
        (now + 30 * second + nano, false),
        (now + 86_400 * second, false),
    ] {
        let ada = user().with_auth_time(auth_time);
        assert_eq!(check(&rule, Some(&ada)), if met { Met } else { Again(600) }, "{auth_time:?}");
    }
    assert_eq!(check(&rule, Some(&user())), Again(600), "nobody knows when");
    assert_eq!(check(&rule, Some(&user().with_fresh(true))), Again(600));
    let ada = user().with_auth_time(now - nano);
    assert_eq!(check(&logged_in_within(Duration::ZERO).clock(move || now), Some(&ada)), Again(0));
}

const ALL: [Say; 4] = [Met, Unmet, Again(1), Outage];

fn both_ways(test: impl Fn(Say, bool, Say, bool)) {
    for first in ALL {
        for second in ALL {
            for late in 0..4 {
                test(first, late & 1 != 0, second, late & 2 != 0);
            }
        }
    }
}

#[test]
fn or_is_met_by_either() {
    both_ways(|first, first_late, second, second_late| {
        let second_said = if second == Again(1) { Again(2) } else { second };
        let expected = match (first, second_said) {
            (Met, _) | (_, Met) => Met,
            (Outage, _) | (_, Outage) => Outage,
            (Unmet, Unmet) => Unmet,
            (Again(age), _) | (_, Again(age)) => Again(age),
        };
        let rule = fixed(first, first_late).or(fixed(second_said, second_late));
        assert_eq!(check(&rule, Some(&user())), expected, "{first:?} or {second_said:?}");
    });
}

#[test]
fn and_is_met_by_both() {
    both_ways(|first, first_late, second, second_late| {
        let expected = if first == Met { second } else { first };
        let rule = fixed(first, first_late).and(fixed(second, second_late));
        assert_eq!(check(&rule, Some(&user())), expected, "{first:?} and {second:?}");
    });
}

/// Whatever is combined, it is met only where the plain logic of the two is.
#[test]
fn nothing_combined_is_met_by_accident() {
    both_ways(|a, a_late, b, b_late| {
        for c in ALL {
            let (fa, fb, fc) = (fixed(a, a_late), fixed(b, b_late), fixed(c, a_late));
            let rule = fa.clone().and(fb.clone()).or(fc.clone());
            let plain = (a == Met && b == Met) || c == Met;
            assert_eq!(check(&rule, Some(&user())) == Met, plain, "({a:?} and {b:?}) or {c:?}");
            let rule = fa.or(fb).and(fc);
            let plain = (a == Met || b == Met) && c == Met;
            assert_eq!(check(&rule, Some(&user())) == Met, plain, "({a:?} or {b:?}) and {c:?}");
        }
    });
}

#[test]
fn the_second_is_not_waited_for_where_the_first_decides() {
    for first_late in [false, true] {
        let (first, second) = (fixed(Met, first_late), fixed(Met, true));
        assert_eq!(check(&first.or(second.clone()), Some(&user())), Met);
        assert_eq!(second.2.load(SeqCst), 0);
        for say in [Unmet, Again(1), Outage] {
            let (first, second) = (fixed(say, first_late), fixed(Met, true));
            assert_eq!(check(&first.and(second.clone()), Some(&user())), say);
            assert_eq!(second.2.load(SeqCst), 0);
        }
    }
}

#[test]
fn rules_as_apps_write_them() {
    let rule = role("Administrator").or(permission("edit").and(scope("write")));
    assert_eq!(check(&rule, Some(&user())), Met);
    assert_eq!(check(&rule, Some(&Principal::new("x").with_permissions(["edit"]))), Unmet);
    assert_eq!(check(&rule, Some(&Principal::new("x").with_roles(["Administrator"]))), Met);
    assert_eq!(check(&rule, None::<&Principal>), Unmet);
    let rule = when(|user: &Principal| user.id() == "ada").and(fresh());
    assert_eq!(check(&rule, Some(&user().with_fresh(true))), Met);
    assert_eq!(check(&rule, Some(&user())), Again(0));
    assert_eq!(check(&rule, Some(&Principal::new("bob").with_fresh(true))), Unmet);
    let shared: Arc<dyn Rule<Principal>> = Arc::new(role("Editor"));
    assert_eq!(check(&shared, Some(&user())), Met);
}

/// A change to a clone is no change to whom it was cloned from.
#[test]
fn grants_are_not_shared_by_accident() {
    let ada = user();
    let admin = ada.clone().with_roles(["Administrator"]);
    assert_eq!(check(&role("Administrator"), Some(&admin)), Met);
    assert_eq!(check(&role("Administrator"), Some(&ada)), Unmet);
    assert_eq!(user().with_acr("gold").acr(), Some("gold"));
}
