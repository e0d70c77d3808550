//! From the evidence's user to the app's own.

use crate::identity::authenticator::Authenticator;
use crate::identity::capabilities::Capabilities;
use crate::identity::identity::{Identity, Known};
use crate::maybe_future::{BoxError, MaybeFuture};
use crate::request::view::RequestView;
use crate::response::challenge::Challenge;
use std::future::Future;
use std::marker::PhantomData;

/// An [`Authenticator`] whose user is looked up by a function of the app's own, as Flask-Login's
/// `user_loader` does. Made by [`Authenticator::load_user`].
pub struct LoadUser<A, F, U> {
    inner: A,
    load: F,
    user: PhantomData<fn(U)>,
}

impl<A, F, U> LoadUser<A, F, U> {
    /// See [`Authenticator::load_user`].
    pub fn new(inner: A, load: F) -> Self {
        Self { inner, load, user: PhantomData }
    }
}

impl<A: std::fmt::Debug, F, U> std::fmt::Debug for LoadUser<A, F, U> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("LoadUser").field(&self.inner).finish()
    }
}

impl<A, F, Fut, U, V, E> Authenticator<V> for LoadUser<A, F, U>
where
    A: Authenticator<U>,
    U: Send + 'static,
    V: Send + 'static,
    E: Into<BoxError> + 'static,
    F: Fn(U) -> Fut + Clone + Send + Sync + 'static,
    Fut: Future<Output = Result<Option<V>, E>> + Send + 'static,
{
    fn authenticate(&self, request: &dyn RequestView) -> MaybeFuture<Identity<V>> {
        let load = self.load.clone();
        self.inner.authenticate(request).then(move |identity| match identity {
            Identity::Known(known) => MaybeFuture::boxed(loaded(known, load)),
            Identity::Anonymous(effects) => MaybeFuture::Ready(Identity::Anonymous(effects)),
            Identity::Refused(refusal) => MaybeFuture::Ready(Identity::Refused(refusal)),
            Identity::Unavailable(error) => MaybeFuture::Ready(Identity::Unavailable(error)),
        })
    }

    fn challenges(&self) -> Vec<Challenge> {
        self.inner.challenges()
    }

    fn offer(&self, offers: &mut Capabilities) {
        self.inner.offer(offers);
    }
}

async fn loaded<U, V, F, Fut, E>(known: Known<U>, load: F) -> Identity<V>
where
    F: Fn(U) -> Fut,
    Fut: Future<Output = Result<Option<V>, E>>,
    E: Into<BoxError>,
{
    let Known { user, via, auth_time, effects } = known;
    match load(user).await {
        Ok(Some(user)) => Identity::Known(Known { user, via, auth_time, effects }),
        Ok(None) => Identity::Anonymous(effects),
        Err(error) => Identity::Unavailable(error.into()),
    }
}
