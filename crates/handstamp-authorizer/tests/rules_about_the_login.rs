//! Rules about how a user is known, each alone. They hold for any user type.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use std::time::{Duration, SystemTime};

use handstamp_authorizer::rules::{Rule, Verdict, acr, fresh, logged_in_within, scope};
use handstamp_authorizer::{Authentication, Grants, Who};
use support::verdict::Say::{self, Again, Insufficient, Met};
use support::verdict::check;
use support::{Fake, block_on};

/// An app's own type, which says nothing of logins.
struct Account;

fn ask(rule: &impl Rule<Account>, authentication: &Authentication) -> Say {
    check(rule, &Account, authentication)
}

#[test]
fn fresh_is_who_was_not_remembered() {
    assert_eq!(ask(&fresh(), &Authentication::cookie().with_fresh(true)), Met);
    assert_eq!(ask(&fresh(), &Authentication::cookie()), Again(0));
    let recent = Authentication::cookie().with_auth_time(SystemTime::now());
    assert_eq!(ask(&fresh(), &recent), Again(0), "recent is not fresh");
}

#[test]
fn logged_in_within_to_the_nanosecond() {
    let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000);
    let rule = logged_in_within(Duration::from_secs(600)).with_clock(move || now);
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
        let login = Authentication::cookie().with_auth_time(auth_time);
        assert_eq!(ask(&rule, &login), if met { Met } else { Again(600) }, "{auth_time:?}");
    }
    assert_eq!(ask(&rule, &Authentication::cookie()), Again(600), "nobody knows when");
    assert_eq!(ask(&rule, &Authentication::cookie().with_fresh(true)), Again(600));
    let at_once = logged_in_within(Duration::ZERO).with_clock(move || now);
    let login = |at: SystemTime| Authentication::cookie().with_auth_time(at);
    assert_eq!(ask(&at_once, &login(now - nano)), Again(0));
    assert_eq!(ask(&at_once, &login(now)), Met);
}

/// By default the machine's clock counts.
#[test]
fn logged_in_within_by_the_machines_clock() {
    let rule = logged_in_within(Duration::from_secs(600));
    let login = |at: SystemTime| Authentication::cookie().with_auth_time(at);
    assert_eq!(ask(&rule, &login(SystemTime::now())), Met);
    assert_eq!(ask(&rule, &login(SystemTime::now() - Duration::from_secs(700))), Again(600));
}

#[test]
fn a_scope_is_one_that_the_token_was_given() {
    let token = |scopes: &[&'static str]| {
        Authentication::bearer().with_grants(Grants::new().with_scopes(scopes.iter().copied()))
    };
    assert_eq!(ask(&scope("read"), &token(&["read", "write"])), Met);
    assert_eq!(ask(&scope("read"), &token(&["write"])), Insufficient);
    assert_eq!(ask(&scope("read"), &Authentication::bearer()), Insufficient);
    let who = Some(Who { user: &Account, authentication: &Authentication::bearer() });
    let verdict = block_on(scope("read").check(who, &Fake::get("/")));
    let Verdict::Insufficient { scope } = verdict else { panic!("{verdict:?}") };
    assert_eq!(&*scope, "read", "the answer names it");
}

#[test]
fn an_acr_is_the_one_that_the_token_names() {
    let token =
        |acr: &'static str| Authentication::bearer().with_grants(Grants::new().with_acr(acr));
    assert_eq!(ask(&acr("gold"), &token("gold")), Met);
    for other in ["Gold", "gold ", "golden", "gol", ""] {
        assert_ne!(ask(&acr("gold"), &token(other)), Met, "{other:?}");
    }
    let who = Some(Who { user: &Account, authentication: &Authentication::bearer() });
    let verdict = block_on(acr("gold").check(who, &Fake::get("/")));
    let Verdict::Reauthenticate { max_age: None, acr: Some(acr) } = verdict else {
        panic!("{verdict:?}")
    };
    assert_eq!(&*acr, "gold", "the answer names it");
}
