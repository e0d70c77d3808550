//! The rules that most apps need, as values.

use crate::clock::{Clock, SystemClock};
use crate::identity::subject::Subject;
use crate::maybe_future::MaybeFuture;
use crate::request::view::RequestView;
use crate::rules::rule::{Rule, Verdict};
use std::borrow::Cow;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

const CLOCK_TOLERANCE: Duration = Duration::from_secs(30);

/// The user has this role.
pub fn role(name: impl Into<Cow<'static, str>>) -> Role {
    Role(name.into())
}

/// The user has this permission.
pub fn permission(name: impl Into<Cow<'static, str>>) -> Permission {
    Permission(name.into())
}

/// The token has this scope.
pub fn scope(name: impl Into<Cow<'static, str>>) -> Scope {
    Scope(name.into())
}

/// The user is logged in and passes a check of the app's own.
pub fn when<U, F: Fn(&U) -> bool>(check: F) -> When<F> {
    When(check)
}

/// The user logged in now, and was not remembered (Flask-Login's `fresh_login_required`).
pub fn fresh() -> Fresh {
    Fresh
}

/// The user logged in no longer ago than `max_age`. A user without an `auth_time` did not.
pub fn logged_in_within(max_age: Duration) -> LoggedInWithin {
    LoggedInWithin { max_age, clock: Arc::new(SystemClock) }
}

/// See [`role`].
#[derive(Debug, Clone)]
pub struct Role(Cow<'static, str>);
/// See [`permission`].
#[derive(Debug, Clone)]
pub struct Permission(Cow<'static, str>);
/// See [`scope`].
#[derive(Debug, Clone)]
pub struct Scope(Cow<'static, str>);
/// See [`when`].
#[derive(Clone, Copy)]
pub struct When<F>(F);
/// See [`fresh`].
#[derive(Debug, Clone, Copy, Default)]
pub struct Fresh;
/// See [`logged_in_within`].
#[derive(Clone)]
pub struct LoggedInWithin {
    max_age: Duration,
    clock: Arc<dyn Clock>,
}

impl LoggedInWithin {
    /// Asks another clock than the machine's.
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    fn is_recent(&self, auth_time: SystemTime) -> bool {
        match self.clock.now().duration_since(auth_time) {
            Ok(age) => age <= self.max_age,
            // A login a little ahead is another machine's clock; one far ahead would never age.
            Err(ahead) => ahead.duration() <= CLOCK_TOLERANCE,
        }
    }
}

impl<F> std::fmt::Debug for When<F> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("When")
    }
}

impl std::fmt::Debug for LoggedInWithin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("LoggedInWithin").field(&self.max_age).finish()
    }
}

impl<U: Subject> Rule<U> for Role {
    fn check(&self, user: Option<&U>, _: &dyn RequestView) -> MaybeFuture<Verdict> {
        MaybeFuture::Ready(user.is_some_and(|user| user.has_role(&self.0)).into())
    }
}

impl<U: Subject> Rule<U> for Permission {
    fn check(&self, user: Option<&U>, _: &dyn RequestView) -> MaybeFuture<Verdict> {
        MaybeFuture::Ready(user.is_some_and(|user| user.has_permission(&self.0)).into())
    }
}

impl<U: Subject> Rule<U> for Scope {
    fn check(&self, user: Option<&U>, _: &dyn RequestView) -> MaybeFuture<Verdict> {
        MaybeFuture::Ready(user.is_some_and(|user| user.has_scope(&self.0)).into())
    }
}

impl<U, F: Fn(&U) -> bool + Send + Sync + 'static> Rule<U> for When<F> {
    fn check(&self, user: Option<&U>, _: &dyn RequestView) -> MaybeFuture<Verdict> {
        MaybeFuture::Ready(user.is_some_and(&self.0).into())
    }
}

impl<U: Subject> Rule<U> for Fresh {
    fn check(&self, user: Option<&U>, _: &dyn RequestView) -> MaybeFuture<Verdict> {
        MaybeFuture::Ready(match user {
            Some(user) if user.is_fresh() => Verdict::Met,
            _ => Verdict::Reauthenticate { max_age: None, acr: None },
        })
    }
}

impl<U: Subject> Rule<U> for LoggedInWithin {
    fn check(&self, user: Option<&U>, _: &dyn RequestView) -> MaybeFuture<Verdict> {
        let auth_time = user.and_then(Subject::auth_time);
        MaybeFuture::Ready(match auth_time {
            Some(at) if self.is_recent(at) => Verdict::Met,
            _ => Verdict::Reauthenticate { max_age: Some(self.max_age), acr: None },
        })
    }
}
