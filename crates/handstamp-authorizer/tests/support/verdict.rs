//! Verdicts that can be compared.

use std::time::Duration;

use handstamp_authorizer::rules::{Rule, Verdict};
use handstamp_authorizer::{Authentication, Who};

use super::{Fake, block_on};

/// A verdict that can be compared.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Say {
    Met,
    Unmet,
    Insufficient,
    Again(u64),
    Outage,
}
use Say::{Again, Insufficient, Met, Outage, Unmet};

pub(crate) fn verdict(say: Say) -> Verdict {
    match say {
        Met => Verdict::Met,
        Unmet => Verdict::Unmet,
        Insufficient => Verdict::Insufficient { scope: "x".into() },
        Again(age) => {
            Verdict::Reauthenticate { max_age: Some(Duration::from_secs(age)), acr: None }
        }
        Outage => Verdict::Unavailable("gone".into()),
    }
}

pub(crate) fn said(verdict: Verdict) -> Say {
    match verdict {
        Verdict::Met => Met,
        Verdict::Unmet => Unmet,
        Verdict::Insufficient { .. } => Insufficient,
        Verdict::Reauthenticate { max_age, .. } => Again(max_age.unwrap_or_default().as_secs()),
        Verdict::Unavailable(_) => Outage,
        other => panic!("{other:?}"),
    }
}

/// What a rule says of a user who is known in this way.
pub(crate) fn check<U>(rule: &impl Rule<U>, user: &U, authentication: &Authentication) -> Say {
    said(block_on(rule.check(Some(Who { user, authentication }), &Fake::get("/"))))
}

/// What a rule says of an anonymous request.
pub(crate) fn check_anonymous<U>(rule: &impl Rule<U>) -> Say {
    said(block_on(rule.check(None, &Fake::get("/"))))
}
