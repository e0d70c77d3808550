//! May they?

use std::sync::Arc;
use std::time::Duration;

use crate::identity::who::Who;
use crate::maybe_future::{BoxError, MaybeFuture};
use crate::request::view::RequestView;

/// A rule: may this user do what the request asks?
///
/// It sees anonymous requests too (`None`), so that a rule may let them pass, and it sees the request.
///
/// ```
/// use handstamp_authorizer::rules::{Rule, Verdict};
/// use handstamp_authorizer::{MaybeFuture, RequestView, Who};
///
/// #[derive(Default)]
/// struct Weekdays;
///
/// impl<U> Rule<U> for Weekdays {
///     fn check(&self, who: Option<Who<'_, U>>, _: &dyn RequestView) -> MaybeFuture<Verdict> {
///         let today_is_a_weekday = true;
///         MaybeFuture::Ready((who.is_some() && today_is_a_weekday).into())
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a rule about `{U}`",
    label = "implement `Rule<{U}>` for it, or use `role(\"…\")`, `permission(\"…\")`, `when(|user| …)`",
    note = "`role` and `permission` need `{U}: Subject`"
)]
pub trait Rule<U>: Send + Sync + 'static {
    /// Judges. A future takes what it needs off the request and the user first.
    fn check(&self, who: Option<Who<'_, U>>, request: &dyn RequestView) -> MaybeFuture<Verdict>;
}

impl<U, R: Rule<U> + ?Sized> Rule<U> for Arc<R> {
    fn check(&self, who: Option<Who<'_, U>>, request: &dyn RequestView) -> MaybeFuture<Verdict> {
        (**self).check(who, request)
    }
}

/// What a rule says.
#[derive(Debug)]
#[must_use]
#[non_exhaustive]
pub enum Verdict {
    /// They may.
    Met,
    /// They may not: 403, or 401 where the request is anonymous.
    Unmet,
    /// Their token lacks a scope: 403 `insufficient_scope` (RFC 6750 section 3.1).
    Insufficient {
        /// The scope that is needed.
        scope: Box<str>,
    },
    /// They might, after logging in again: 401 with the challenge of RFC 9470, or the login page.
    Reauthenticate {
        /// How long ago the login may be at most. `None`: now.
        max_age: Option<Duration>,
        /// The authentication context class that is asked for.
        acr: Option<Box<str>>,
    },
    /// The rule could not be judged: 503.
    Unavailable(BoxError),
}

impl From<bool> for Verdict {
    fn from(met: bool) -> Self {
        if met { Self::Met } else { Self::Unmet }
    }
}

/// Everybody, logged in or not.
#[derive(Debug, Clone, Copy, Default)]
pub struct Anyone;

impl<U> Rule<U> for Anyone {
    fn check(&self, _: Option<Who<'_, U>>, _: &dyn RequestView) -> MaybeFuture<Verdict> {
        MaybeFuture::Ready(Verdict::Met)
    }
}
