//! The rules about how a user is known. They hold for any user type.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use crate::clock::{Clock, SystemClock};
use crate::identity::who::Who;
use crate::maybe_future::MaybeFuture;
use crate::request::view::RequestView;
use crate::revocation::CLOCK_SKEW;
use crate::rules::rule::{Rule, Verdict};

/// The user's token was given this scope. A user without a token has no scope.
#[must_use]
pub fn scope(name: impl Into<Cow<'static, str>>) -> Scope {
    Scope(name.into())
}

/// The user logged in with a secret in this session, and was not remembered (Flask-Login's
/// `fresh_login_required`).
#[must_use]
pub fn fresh() -> Fresh {
    Fresh
}

/// The user logged in no longer ago than `max_age`. A login that does not say when it was does not
/// pass.
#[must_use]
pub fn logged_in_within(max_age: Duration) -> LoggedInWithin {
    LoggedInWithin { max_age, clock: None }
}

/// The user's token names exactly this authentication context class (`acr`, RFC 9470).
#[must_use]
pub fn acr(name: impl Into<Cow<'static, str>>) -> Acr {
    Acr(name.into())
}

/// See [`scope`].
#[derive(Debug, Clone)]
pub struct Scope(Cow<'static, str>);

/// See [`fresh`].
#[derive(Debug, Clone, Copy, Default)]
pub struct Fresh;

/// See [`logged_in_within`].
#[derive(Clone)]
pub struct LoggedInWithin {
    max_age: Duration,
    clock: Option<Arc<dyn Clock>>,
}

/// See [`acr`].
#[derive(Debug, Clone)]
pub struct Acr(Cow<'static, str>);

impl LoggedInWithin {
    /// Asks another clock than the machine's.
    #[must_use]
    pub fn with_clock(mut self, clock: impl Clock) -> Self {
        self.clock = Some(Arc::new(clock));
        self
    }

    fn is_recent(&self, auth_time: SystemTime) -> bool {
        let now = self.clock.as_ref().map_or_else(|| SystemClock.now(), |clock| clock.now());
        match now.duration_since(auth_time) {
            Ok(age) => age <= self.max_age,
            // A login a little ahead is another machine's clock; one far ahead would never age.
            Err(ahead) => ahead.duration() <= CLOCK_SKEW,
        }
    }
}

impl fmt::Debug for LoggedInWithin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("LoggedInWithin").field(&self.max_age).finish()
    }
}

impl<U> Rule<U> for Scope {
    fn check(&self, who: Option<Who<'_, U>>, _: &dyn RequestView) -> MaybeFuture<Verdict> {
        MaybeFuture::Ready(match who {
            Some(who) if who.authentication.has_scope(&self.0) => Verdict::Met,
            _ => Verdict::Insufficient { scope: self.0.as_ref().into() },
        })
    }
}

impl<U> Rule<U> for Fresh {
    fn check(&self, who: Option<Who<'_, U>>, _: &dyn RequestView) -> MaybeFuture<Verdict> {
        MaybeFuture::Ready(match who {
            Some(who) if who.authentication.fresh => Verdict::Met,
            _ => Verdict::Reauthenticate { max_age: None, acr: None },
        })
    }
}

impl<U> Rule<U> for LoggedInWithin {
    fn check(&self, who: Option<Who<'_, U>>, _: &dyn RequestView) -> MaybeFuture<Verdict> {
        let auth_time = who.and_then(|who| who.authentication.auth_time);
        MaybeFuture::Ready(match auth_time {
            Some(at) if self.is_recent(at) => Verdict::Met,
            _ => Verdict::Reauthenticate { max_age: Some(self.max_age), acr: None },
        })
    }
}

impl<U> Rule<U> for Acr {
    fn check(&self, who: Option<Who<'_, U>>, _: &dyn RequestView) -> MaybeFuture<Verdict> {
        let held = who.and_then(|who| who.authentication.acr());
        MaybeFuture::Ready(match held {
            Some(held) if *held == *self.0 => Verdict::Met,
            _ => Verdict::Reauthenticate { max_age: None, acr: Some(self.0.as_ref().into()) },
        })
    }
}
