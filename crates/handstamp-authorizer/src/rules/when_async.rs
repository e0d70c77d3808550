//! A check of the app's own that may ask somebody.

use std::fmt;
use std::future::Future;

use crate::identity::who::Who;
use crate::maybe_future::{BoxError, MaybeFuture};
use crate::request::view::RequestView;
use crate::rules::rule::{Rule, Verdict};

/// The check says yes. It is an async function of the app's own, which sees anonymous requests too, as `None`.
///
/// `Ok(false)` is a 403, or a 401 where the request is anonymous. An error is a 503.
///
/// ```
/// use handstamp_authorizer::rules::{Combine, role, when_async};
/// # use std::io;
/// # #[derive(Clone)] struct Account { id: u64 }
/// # impl handstamp_authorizer::Subject for Account { fn id(&self) -> &str { "" } }
/// # async fn is_open_today() -> Result<bool, io::Error> { Ok(true) }
///
/// let open = when_async(async |_: Option<Account>| is_open_today().await);
/// let rule = role("Administrator").or(open);
/// # fn holds(_: impl handstamp_authorizer::rules::Rule<Account>) {}
/// # holds(rule);
/// ```
pub fn when_async<U, F, Fut, E>(check: F) -> WhenAsync<F>
where
    F: Fn(Option<U>) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result<bool, E>> + Send + 'static,
    E: Into<BoxError>,
{
    WhenAsync(check)
}

/// See [`when_async`].
#[derive(Clone, Copy)]
pub struct WhenAsync<F>(F);

impl<F> fmt::Debug for WhenAsync<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WhenAsync")
    }
}

impl<U, F, Fut, E> Rule<U> for WhenAsync<F>
where
    U: Clone,
    F: Fn(Option<U>) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result<bool, E>> + Send + 'static,
    E: Into<BoxError>,
{
    fn check(&self, who: Option<Who<'_, U>>, _: &dyn RequestView) -> MaybeFuture<Verdict> {
        let checked = (self.0)(who.map(|who| who.user.clone()));
        MaybeFuture::boxed(async {
            match checked.await {
                Ok(met) => met.into(),
                Err(error) => Verdict::Unavailable(error.into()),
            }
        })
    }
}
