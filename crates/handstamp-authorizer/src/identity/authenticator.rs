//! One way to tell who is asking.

use std::future::Future;
use std::sync::Arc;

use crate::identity::authentication::Authentication;
use crate::identity::capabilities::Capabilities;
use crate::identity::credential::CredentialKind;
use crate::identity::identity::Identity;
use crate::identity::load_user::LoadUser;
use crate::identity::map_user::MapUser;
use crate::identity::principal::Principal;
use crate::maybe_future::{BoxError, BoxFuture, MaybeFuture};
use crate::request::view::RequestView;
use crate::response::challenge::Challenge;

/// One way to tell who is asking: a session cookie, a bearer token, an API key, your own.
///
/// ```
/// use handstamp_authorizer::{
///     Authentication, Authenticator, CredentialKind, Identity, MaybeFuture, Principal, Refusal,
///     RequestView,
/// };
///
/// struct ApiKey;
///
/// impl Authenticator for ApiKey {
///     fn authenticate(&self, request: &dyn RequestView) -> MaybeFuture<Identity> {
///         let authentication = Authentication::new(CredentialKind::Header, "APIKey");
///         MaybeFuture::Ready(match request.text("x-api-key") {
///             None => Identity::anonymous(),
///             Some("k-1") => Identity::known(Principal::new("robot"), authentication),
///             Some(_) => Identity::Refused(Refusal::new("unknown API key")),
///         })
///     }
///
///     fn presented(&self, request: &dyn RequestView) -> Option<CredentialKind> {
///         request.header("x-api-key", 0).map(|_| CredentialKind::Header)
///     }
/// }
/// ```
/// (A real one compares in constant time.)
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot tell who is asking as a `{U}`",
    note = "an authenticator of another user type is mapped by `.load_user(async |principal, authentication| …)`"
)]
pub trait Authenticator<U = Principal>: Send + Sync + 'static {
    /// Looks at the request and says who is asking.
    ///
    /// What can be checked on the spot is answered [`MaybeFuture::Ready`]. A future takes what it needs
    /// off the request first, and does nothing until it is polled.
    fn authenticate(&self, request: &dyn RequestView) -> MaybeFuture<Identity<U>>;

    /// The kind of credential that this request brings for this authenticator, good or bad; `None`
    /// where it brings none. Verifies nothing.
    fn presented(&self, request: &dyn RequestView) -> Option<CredentialKind>;

    /// [`authenticate`](Self::authenticate) as a future, for a request that another authenticator may
    /// still decide: takes what it needs off the request, and changes nothing until it is polled.
    ///
    /// The default asks at once. An authenticator whose `authenticate` changes something (a session,
    /// the response) overrides it.
    fn prepare(&self, request: &dyn RequestView) -> BoxFuture<'static, Identity<U>>
    where
        U: Send + 'static,
    {
        self.authenticate(request).into_boxed()
    }

    /// The challenges of a 401, sent as `WWW-Authenticate` (RFC 9110 section 11.6.1).
    fn challenges(&self) -> Vec<Challenge> {
        Vec::new()
    }

    /// Offers what extractors may want besides the user: a session login offers its sessions. Asked
    /// once, when the [`Auth`](crate::Auth) is built.
    fn offer(&self, _capabilities: &mut Capabilities) {}

    /// Loads the app's own user by an async function, as Flask-Login's `user_loader` does. It is asked
    /// once for each request that has a user. `Ok(None)` means that there is no such account (any
    /// more): the request is anonymous. An error is a 503.
    fn load_user<V, F, Fut, E>(self, load: F) -> LoadUser<Self, F, U>
    where
        Self: Sized,
        F: Fn(U, Authentication) -> Fut + Clone + Send + Sync + 'static,
        Fut: Future<Output = Result<Option<V>, E>> + Send + 'static,
        E: Into<BoxError> + 'static,
    {
        LoadUser::new(self, load)
    }

    /// Turns this authenticator's user into the app's own on the spot, without an allocation: from a
    /// table in memory, say. `None` means that there is no such account.
    fn map_user<V, F>(self, map: F) -> MapUser<Self, F, U>
    where
        Self: Sized,
        F: Fn(U, &Authentication) -> Option<V> + Clone + Send + Sync + 'static,
    {
        MapUser::new(self, map)
    }
}

impl<U, A: Authenticator<U> + ?Sized> Authenticator<U> for Arc<A> {
    fn authenticate(&self, request: &dyn RequestView) -> MaybeFuture<Identity<U>> {
        (**self).authenticate(request)
    }
    fn presented(&self, request: &dyn RequestView) -> Option<CredentialKind> {
        (**self).presented(request)
    }
    fn prepare(&self, request: &dyn RequestView) -> BoxFuture<'static, Identity<U>>
    where
        U: Send + 'static,
    {
        (**self).prepare(request)
    }
    fn challenges(&self) -> Vec<Challenge> {
        (**self).challenges()
    }
    fn offer(&self, capabilities: &mut Capabilities) {
        (**self).offer(capabilities);
    }
}
