//! Rules made of rules.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use std::future::poll_fn;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::task::Poll;

use handstamp_authorizer::rules::{Combine, Rule, Verdict};
use handstamp_authorizer::{Authentication, MaybeFuture, RequestView, Who};
use support::verdict::Say::{self, Again, Insufficient, Met, Outage, Unmet};
use support::verdict::{check, verdict};

#[derive(Clone)]
struct Fixed(Say, bool, Arc<AtomicUsize>);

impl Combine for Fixed {}

impl<U> Rule<U> for Fixed {
    fn check(&self, _: Option<Who<'_, U>>, _: &dyn RequestView) -> MaybeFuture<Verdict> {
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

fn ask(rule: &impl Rule<()>) -> Say {
    check(rule, &(), &Authentication::cookie())
}

const ALL: [Say; 5] = [Met, Unmet, Insufficient, Again(1), Outage];

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
            (Unmet, second) => second,
            (first, _) => first,
        };
        let rule = fixed(first, first_late).or(fixed(second_said, second_late));
        assert_eq!(ask(&rule), expected, "{first:?} or {second_said:?}");
    });
}

#[test]
fn and_is_met_by_both() {
    both_ways(|first, first_late, second, second_late| {
        let expected = if first == Met { second } else { first };
        let rule = fixed(first, first_late).and(fixed(second, second_late));
        assert_eq!(ask(&rule), expected, "{first:?} and {second:?}");
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
            assert_eq!(ask(&rule) == Met, plain, "({a:?} and {b:?}) or {c:?}");
            let rule = fa.or(fb).and(fc);
            let plain = (a == Met || b == Met) && c == Met;
            assert_eq!(ask(&rule) == Met, plain, "({a:?} or {b:?}) and {c:?}");
        }
    });
}

#[test]
fn the_second_is_not_waited_for_where_the_first_decides() {
    for first_late in [false, true] {
        let (first, second) = (fixed(Met, first_late), fixed(Met, true));
        assert_eq!(ask(&first.or(second.clone())), Met);
        assert_eq!(second.2.load(SeqCst), 0);
        for say in [Unmet, Insufficient, Again(1), Outage] {
            let (first, second) = (fixed(say, first_late), fixed(Met, true));
            assert_eq!(ask(&first.and(second.clone())), say);
            assert_eq!(second.2.load(SeqCst), 0);
        }
    }
}
