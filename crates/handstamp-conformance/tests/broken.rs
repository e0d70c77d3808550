//! The suite is tested: an adapter with one answer changed fails a scenario that names it, and there is no
//! scenario that never fails.
#![allow(clippy::unwrap_used)]

mod changes;
mod reference;

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::pin::pin;
use std::task::Poll;

use changes::Change::{
    self, Auths as Mounted, Mixed, Request as Seen, Response as Answered, Twice,
};
use changes::table::TABLE;
use changes::{GOOD, OLD_KEY_MARK};
use handstamp_conformance::{Auths, Harness, Request, Response, adapter};
use reference::Reference;

thread_local! {
    static CHANGE: Cell<Option<Change>> = const { Cell::new(None) };
    static LATEST: RefCell<Option<Request>> = const { RefCell::new(None) };
}

/// The right adapter with the change that is set.
struct Broken(Reference);

impl Harness for Broken {
    fn mount(mut auths: Auths) -> Self {
        if let Some(Mounted(change)) = CHANGE.get() {
            change(&mut auths);
        }
        Self(Reference::mount(auths))
    }

    async fn send(&self, mut request: Request) -> Response {
        match CHANGE.get() {
            Some(Seen(change)) => change(&mut request),
            Some(Mixed) => {
                LATEST.replace(Some(request.clone()));
                let mut first = true;
                std::future::poll_fn(|cx| {
                    cx.waker().wake_by_ref();
                    if std::mem::take(&mut first) { Poll::Pending } else { Poll::Ready(()) }
                })
                .await;
                request = LATEST.with_borrow(|latest| latest.clone().unwrap());
            }
            Some(Twice) => drop(self.0.send(request.clone()).await),
            _ => {}
        }
        let mut response = pin!(self.0.send(request.clone())).await;
        if let Some(Answered(change)) = CHANGE.get() {
            change(&request, &mut response);
        }
        response
    }

    fn block_on<F: Future>(&self, future: F) -> F::Output {
        self.0.block_on(future)
    }
}

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
    for (what, change, scenario) in TABLE {
        CHANGE.set(Some(*change));
        assert!(adapter::NAMES.contains(scenario), "there is no scenario {scenario}");
        assert!(adapter::run::<Broken>(scenario).is_err(), "{what}: {scenario} passes");
        idle.remove(scenario);
    }
    assert!(idle.is_empty(), "no change of the table is found by {idle:?}");
}
