//! One way to tell who is asking.

use crate::identity::capabilities::Capabilities;
use crate::identity::identity::Identity;
use crate::identity::load_user::LoadUser;
use crate::identity::principal::Principal;
use crate::maybe_future::{BoxError, MaybeFuture};
use crate::request::view::RequestView;
use crate::response::challenge::Challenge;
use std::future::Future;

/// One way to tell who is asking: a session cookie, a bearer token, a remember cookie, an API key,
/// your own.
///
/// ```
/// use handstamp_authorizer::*;
/// struct ApiKey;
/// impl Authenticator for ApiKey {
///     fn authenticate(&self, request: &dyn RequestView) -> MaybeFuture<Identity> {
///         MaybeFuture::Ready(match request.text("x-api-key") {
///             None => Identity::nobody(),
///             Some("k-1") => Identity::known(Principal::new("robot"), CredentialKind::Header),
///             Some(_) => Identity::Refused(Refusal::new("unknown API key")),
///         })
///     }
/// }
/// ```
/// (A real one compares in constant time.)
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot tell who is asking as a `{U}`",
    note = "an authenticator of another user type is mapped by `.load_user(async |principal| …)`"
)]
pub trait Authenticator<U = Principal>: Send + Sync + 'static {
    /// Looks at the request and says who is asking.
    ///
    /// What can be checked on the spot is answered [`MaybeFuture::Ready`]. A future that is answered
    /// [`MaybeFuture::Future`] must take what it needs off the request first, and do nothing until polled.
    fn authenticate(&self, request: &dyn RequestView) -> MaybeFuture<Identity<U>>;

    /// What a 401 asks the client to show, as `WWW-Authenticate` (RFC 9110 section 11.6.1).
    fn challenges(&self) -> Vec<Challenge> {
        Vec::new()
    }

    /// Lays out what extractors may want besides the user (a session login offers its sessions).
    /// Asked once, when the [`Auth`](crate::Auth) is made.
    fn offer(&self, _offers: &mut Capabilities) {}

    /// Turns this authenticator's user into the app's own. `load` is asked once for each request that
    /// has a user: `Ok(None)` means that there is no such account (any more) and so nobody is logged
    /// in; an error is a 503.
    fn load_user<V, F, Fut, E>(self, load: F) -> LoadUser<Self, F, U>
    where
        Self: Sized,
        F: Fn(U) -> Fut + Clone + Send + Sync + 'static,
        Fut: Future<Output = Result<Option<V>, E>> + Send + 'static,
        E: Into<BoxError> + 'static,
    {
        LoadUser::new(self, load)
    }
}

impl<U, A: Authenticator<U> + ?Sized> Authenticator<U> for std::sync::Arc<A> {
    fn authenticate(&self, request: &dyn RequestView) -> MaybeFuture<Identity<U>> {
        (**self).authenticate(request)
    }
    fn challenges(&self) -> Vec<Challenge> {
        (**self).challenges()
    }
    fn offer(&self, offers: &mut Capabilities) {
        (**self).offer(offers);
    }
}
