//! A rule that is taken as a type cannot be made.

use actix_web::{App, web};
use handstamp_authorizer::rules::{Rule, Verdict};
use handstamp_authorizer::{MaybeFuture, RequestView, Who};
use handstamp_actix_web::Require;

struct Weekdays;

impl<U> Rule<U> for Weekdays {
    fn check(&self, who: Option<Who<'_, U>>, _: &dyn RequestView) -> MaybeFuture<Verdict> {
        MaybeFuture::Ready(who.is_some().into())
    }
}

async fn open(_: Require<Weekdays>) -> &'static str {
    "open"
}

fn main() {
    let _app = App::new().route("/", web::get().to(open));
}
