//! From the credential's user to the app's own, by an async function.

use std::future::Future;
use std::marker::PhantomData;

use crate::identity::authentication::Authentication;
use crate::identity::authenticator::Authenticator;
use crate::identity::capabilities::Capabilities;
use crate::identity::credential::CredentialKind;
use crate::identity::identity::{Identity, Known};
use crate::maybe_future::{BoxError, BoxFuture, MaybeFuture};
use crate::request::view::RequestView;
use crate::response::challenge::Challenge;

/// An [`Authenticator`] whose user is loaded by a function of the app. Made by
/// [`Authenticator::load_user`].
pub struct LoadUser<A, F, U> {
    inner: A,
    load: F,
    user: PhantomData<fn(U)>,
}

impl<A, F, U> LoadUser<A, F, U> {
    pub(crate) fn new(inner: A, load: F) -> Self {
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
    F: Fn(U, Authentication) -> Fut + Clone + Send + Sync + 'static,
    Fut: Future<Output = Result<Option<V>, E>> + Send + 'static,
{
    fn authenticate(&self, request: &dyn RequestView) -> MaybeFuture<Identity<V>> {
        let load = self.load.clone();
        self.inner.authenticate(request).then(move |identity| match identity {
            Identity::Known(known) => MaybeFuture::boxed(loaded(known, load)),
            other => MaybeFuture::Ready(other.and_then(|_, _| None)),
        })
    }

    fn presented(&self, request: &dyn RequestView) -> Option<CredentialKind> {
        self.inner.presented(request)
    }

    fn prepare(&self, request: &dyn RequestView) -> BoxFuture<'static, Identity<V>> {
        let (identity, load) = (self.inner.prepare(request), self.load.clone());
        Box::pin(async move {
            match identity.await {
                Identity::Known(known) => loaded(known, load).await,
                other => other.and_then(|_, _| None),
            }
        })
    }

    fn challenges(&self) -> Vec<Challenge> {
        self.inner.challenges()
    }

    fn offer(&self, capabilities: &mut Capabilities) {
        self.inner.offer(capabilities);
    }
}

async fn loaded<U, V, F, Fut, E>(known: Known<U>, load: F) -> Identity<V>
where
    F: Fn(U, Authentication) -> Fut,
    Fut: Future<Output = Result<Option<V>, E>>,
    E: Into<BoxError>,
{
    let Known { user, authentication, effects, csrf_verified } = known;
    match load(user, authentication.clone()).await {
        Ok(Some(user)) => Identity::Known(Known { user, authentication, effects, csrf_verified }),
        Ok(None) => {
            tracing::debug!(name: "login.no_account", "anonymous: the login is good, and load_user knows no such account");
            Identity::Anonymous(effects)
        }
        Err(error) => Identity::Unavailable(error.into()),
    }
}
