//! The suite is tested: an adapter with one change fails a scenario that names it, and there is no scenario
//! that never fails.
#![allow(clippy::unwrap_used)]

mod changes;
mod harness;
#[path = "../reference/mod.rs"]
mod reference;
mod table;

use std::cell::RefCell;
use std::collections::BTreeSet;

use handstamp_conformance::{Auths, Harness, Request, Response, adapter};

use changes::{GOOD, OLD_KEY_MARK};
use harness::Broken;
use reference::Reference;
use table::TABLE;

/// The cookies that a scenario sends, taken off its requests.
struct Spy;

thread_local! {
    static SPIED: RefCell<Vec<Vec<u8>>> = const { RefCell::new(Vec::new()) };
}

impl Harness for Spy {
    fn mount(_: Auths) -> Self {
        Self
    }

    async fn send(&self, request: Request) -> Response {
        let cookies = request.headers.into_iter().filter(|(name, _)| name == "cookie");
        SPIED.with_borrow_mut(|spied| spied.extend(cookies.map(|(_, value)| value)));
        Response::new(200, [("vary", "cookie")], "ada")
    }

    fn block_on<F: Future>(&self, future: F) -> F::Output {
        Reference::wait(future)
    }
}

fn cookie_of(scenario: &str) -> Vec<u8> {
    SPIED.take();
    drop(adapter::run::<Spy>(scenario));
    SPIED.take().into_iter().next().unwrap()
}

#[test]
fn each_change_is_found_by_name_and_no_scenario_is_idle() {
    GOOD.set(cookie_of("valid_login"));
    OLD_KEY_MARK.set(cookie_of("fallback_key"));
    for scenario in adapter::scenarios::<Broken>() {
        (scenario.run)().unwrap();
    }
    let mut idle: BTreeSet<_> = adapter::NAMES.iter().copied().collect();
    let mut passed = Vec::new();
    for (what, change, scenario) in TABLE {
        harness::set(Some(*change));
        assert!(adapter::NAMES.contains(scenario), "there is no scenario {scenario}");
        if adapter::run::<Broken>(scenario).is_ok() {
            passed.push((what, scenario));
        }
        idle.remove(scenario);
    }
    assert!(passed.is_empty(), "changes that are not found: {passed:?}");
    assert!(idle.is_empty(), "no change of the table is found by {idle:?}");
}
