//! May they?

use crate::maybe_future::{BoxError, MaybeFuture};
use crate::request::view::RequestView;
use std::time::Duration;

/// A rule: may this user do what the request asks?
///
/// It sees nobody too (`None`), so that a rule may let anonymous users in, and it sees the request.
///
/// ```
/// use handstamp_authorizer::*;
/// #[derive(Default)]
/// struct Weekdays;
/// impl<U> Rule<U> for Weekdays {
///     fn check(&self, user: Option<&U>, _request: &dyn RequestView) -> MaybeFuture<Verdict> {
///         let today_is_a_weekday = true;
///         MaybeFuture::Ready((user.is_some() && today_is_a_weekday).into())
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a rule about `{U}`",
    label = "implement `Rule<{U}>` for it, or use `role(\"…\")`, `permission(\"…\")`, `when(|user| …)`",
    note = "`role`, `permission` and `scope` need `{U}: Subject`"
)]
pub trait Rule<U>: Send + Sync + 'static {
    /// Judges. Takes what it needs off the request before it answers later.
    fn check(&self, user: Option<&U>, request: &dyn RequestView) -> MaybeFuture<Verdict>;
}

impl<U, R: Rule<U> + ?Sized> Rule<U> for std::sync::Arc<R> {
    fn check(&self, user: Option<&U>, request: &dyn RequestView) -> MaybeFuture<Verdict> {
        (**self).check(user, request)
    }
}

/// What a rule says.
#[derive(Debug)]
#[must_use]
pub enum Verdict {
    /// They may.
    Met,
    /// They may not: 403, or 401 if nobody is logged in.
    Unmet,
    /// They might, after logging in again: 401 with the challenge of RFC 9470, or the login page.
    Reauthenticate {
        /// How long ago the login may be at most.
        max_age: Option<Duration>,
        /// The authentication context class that is asked for.
        acr: Option<String>,
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
    fn check(&self, _: Option<&U>, _: &dyn RequestView) -> MaybeFuture<Verdict> {
        MaybeFuture::Ready(Verdict::Met)
    }
}
