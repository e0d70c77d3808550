//! A site with a login, without a framework, and browsers that visit it.
#![allow(dead_code, reason = "each test file uses its part")]

pub(crate) mod browser;
pub(crate) mod fakes;
pub(crate) mod log;

use std::future::IntoFuture;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use handstamp_authorizer::revocation::MemoryRevocation;
use handstamp_authorizer::{Auth, Subject as _, TrustedProxies};
use handstamp_flask::SecretKey;
use handstamp_login::SessionLogin;
use handstamp_users::Account;
use handstamp_users::login::{LoginPages, LoginPagesBuilder};
use handstamp_users::source::LoginSources;

use browser::Browser;
use fakes::{Slow, Table};

/// Waits for what needs no runtime. A future that gives way is polled again.
pub(crate) fn answered<F: IntoFuture>(future: F) -> F::Output {
    let mut future = pin!(future.into_future());
    let mut context = Context::from_waker(Waker::noop());
    for _ in 0..10_000 {
        if let Poll::Ready(answer) = future.as_mut().poll(&mut context) {
            return answer;
        }
    }
    panic!("it never answers")
}

pub(crate) fn now() -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(1_700_000_000)
}

pub(crate) fn key() -> SecretKey {
    SecretKey::new("2f1d9a0c5be74386a1d0f7c2e9b85d34").unwrap()
}

/// A site with the users of one table, and the throttle of the test.
pub(crate) struct Site {
    pub(crate) auth: Auth<Account>,
    pub(crate) pages: LoginPages,
    pub(crate) table: Table,
    pub(crate) throttle: Slow,
}

impl Site {
    /// With Starlette's session, which has no tokens of forms.
    pub(crate) fn new() -> Self {
        Self::with(|pages| pages)
    }

    pub(crate) fn with(change: impl FnOnce(LoginPagesBuilder) -> LoginPagesBuilder) -> Self {
        Self::of(SessionLogin::starlette(key()).clock(now).build().unwrap(), change)
    }

    /// With Flask's session, Flask-WTF's tokens, Flask-Login's remember cookie, and a `Revocation`.
    pub(crate) fn flask(change: impl FnOnce(LoginPagesBuilder) -> LoginPagesBuilder) -> Self {
        let login = SessionLogin::flask(key()).clock(now);
        let login = login.revocation(Arc::new(MemoryRevocation::new(100))).build().unwrap();
        Self::of(login, change)
    }

    pub(crate) fn of(
        login: SessionLogin,
        change: impl FnOnce(LoginPagesBuilder) -> LoginPagesBuilder,
    ) -> Self {
        let (table, throttle) = (Table::new("table"), Slow::default());
        let sources = LoginSources::new().with_source(table.clone()).unwrap();
        let builder = LoginPages::builder(sources.clone()).throttle(Arc::new(throttle.clone()));
        let pages = change(builder.clock(now)).build().unwrap();
        let login = login.load_user(move |user, _| {
            let sources = sources.clone();
            async move { sources.find(user.id()).await }
        });
        let proxies = TrustedProxies::none().trust("10.0.0.0/8").unwrap();
        let auth = Auth::builder(login).login_url("/auth/login").unwrap();
        Self { auth: auth.trusted_proxies(proxies).build(), pages, table, throttle }
    }

    pub(crate) fn browser(&self) -> Browser<'_> {
        Browser::new(self)
    }
}
