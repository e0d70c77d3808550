//! From the credential's user to the app's own, on the spot.

use std::marker::PhantomData;

use crate::identity::authentication::Authentication;
use crate::identity::authenticator::Authenticator;
use crate::identity::capabilities::Capabilities;
use crate::identity::credential::CredentialKind;
use crate::identity::identity::Identity;
use crate::maybe_future::{BoxFuture, MaybeFuture};
use crate::request::view::RequestView;
use crate::response::challenge::Challenge;

/// An [`Authenticator`] whose user is mapped by a function of the app. Made by
/// [`Authenticator::map_user`].
pub struct MapUser<A, F, U> {
    inner: A,
    map: F,
    user: PhantomData<fn(U)>,
}

impl<A, F, U> MapUser<A, F, U> {
    pub(crate) fn new(inner: A, map: F) -> Self {
        Self { inner, map, user: PhantomData }
    }
}

impl<A: std::fmt::Debug, F, U> std::fmt::Debug for MapUser<A, F, U> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("MapUser").field(&self.inner).finish()
    }
}

impl<A, F, U, V> Authenticator<V> for MapUser<A, F, U>
where
    A: Authenticator<U>,
    U: Send + 'static,
    V: Send + 'static,
    F: Fn(U, &Authentication) -> Option<V> + Clone + Send + Sync + 'static,
{
    fn authenticate(&self, request: &dyn RequestView) -> MaybeFuture<Identity<V>> {
        match self.inner.authenticate(request) {
            MaybeFuture::Ready(identity) => MaybeFuture::Ready(mapped(identity, &self.map)),
            MaybeFuture::Future(identity) => {
                let map = self.map.clone();
                MaybeFuture::boxed(async move { mapped(identity.await, &map) })
            }
        }
    }

    fn presented(&self, request: &dyn RequestView) -> Option<CredentialKind> {
        self.inner.presented(request)
    }

    fn prepare(&self, request: &dyn RequestView) -> BoxFuture<'static, Identity<V>> {
        let (identity, map) = (self.inner.prepare(request), self.map.clone());
        Box::pin(async move { mapped(identity.await, &map) })
    }

    fn challenges(&self) -> Vec<Challenge> {
        self.inner.challenges()
    }

    fn offer(&self, capabilities: &mut Capabilities) {
        self.inner.offer(capabilities);
    }
}

fn mapped<U, V>(
    identity: Identity<U>,
    map: &impl Fn(U, &Authentication) -> Option<V>,
) -> Identity<V> {
    identity.and_then(|user, authentication| {
        let mapped = map(user, &authentication);
        if mapped.is_none() {
            tracing::debug!(name: "login.no_account", "anonymous: the login is good, and map_user knows no such account");
        }
        mapped.map(|user| (user, authentication))
    })
}
