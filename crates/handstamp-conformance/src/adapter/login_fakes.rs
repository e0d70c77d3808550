//! A user and a throttle for the pages of a login. Neither remembers anything.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use handstamp_authorizer::throttle::{Admission, Counted, Throttle};
use handstamp_authorizer::{BoxError, BoxFuture, MaybeFuture};
use handstamp_users::Account;
use handstamp_users::login::LoginPages;
use handstamp_users::source::{Answer, Attempt, LoginSource, LoginSources};

use crate::adapter::yielding::Yield;

/// Where the pages are.
pub(crate) const LOGIN: &str = "/mounted/login";
pub(crate) const LOGOUT: &str = "/mounted/logout";

/// Ada has the password `engine`.
struct Ada;

impl LoginSource for Ada {
    fn name(&self) -> &'static str {
        "suite"
    }

    fn check<'a>(&'a self, attempt: &'a Attempt) -> BoxFuture<'a, Answer> {
        Box::pin(async move {
            Yield(2).await;
            match (attempt.name(), attempt.password().as_bytes()) {
                ("ada", b"engine") => Answer::Known(Account::new("ada", "ada")),
                _ => Answer::Unknown,
            }
        })
    }

    fn find<'a>(&'a self, id: &'a str) -> BoxFuture<'a, Result<Option<Account>, BoxError>> {
        Box::pin(async move { Ok((id == "ada").then(|| Account::new("ada", "ada"))) })
    }
}

/// Lets everybody guess but `flooded`, who waits for a minute and a half.
struct Flooded;

impl Throttle for Flooded {
    fn take(
        &self,
        counted: &[Counted<'_>],
        _: SystemTime,
    ) -> MaybeFuture<Result<Admission, BoxError>> {
        let wait = counted.iter().any(|it| (it.kind, it.value) == ("name", "flooded"));
        let admission =
            if wait { Admission::Wait(Duration::from_secs(90)) } else { Admission::Pass };
        MaybeFuture::Ready(Ok(admission))
    }

    fn give_back(&self, _: &[Counted<'_>], _: SystemTime) -> MaybeFuture<Result<(), BoxError>> {
        MaybeFuture::Ready(Ok(()))
    }
}

/// The pages of a login.
pub(crate) fn login_pages() -> Result<LoginPages, BoxError> {
    let sources = LoginSources::new().with_source(Ada)?;
    let pages = LoginPages::builder(sources).throttle(Arc::new(Flooded));
    Ok(pages.login_path(LOGIN).logout_path(LOGOUT).build()?)
}
