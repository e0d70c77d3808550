//! A rule that is taken as a type cannot be made.

use handstamp_authorizer::rules::{Rule, Verdict};
use handstamp_authorizer::{MaybeFuture, RequestView, Who};
use handstamp_axum::{Auth, Require};

struct Weekdays;

impl<U> Rule<U> for Weekdays {
    fn check(&self, who: Option<Who<'_, U>>, _: &dyn RequestView) -> MaybeFuture<Verdict> {
        MaybeFuture::Ready(who.is_some().into())
    }
}

#[axum::debug_handler(state = Auth)]
async fn open(_: Require<Weekdays>) -> &'static str {
    "open"
}

fn main() {}
