//! For an app's own tests: everybody is the same user.

use crate::auth::handle::Auth;
use crate::identity::authenticator::Authenticator;
use crate::identity::identity::{CredentialKind, Identity};
use crate::maybe_future::MaybeFuture;
use crate::request::view::RequestView;

impl<U: Clone + Send + Sync + 'static> Auth<U> {
    /// An `Auth` for an app's tests: every request is this user's, whatever it carries, as with
    /// FastAPI's `dependency_overrides`. Rules are checked as ever.
    pub fn fixed(user: U) -> Self {
        Self::new(Fixed(Some(user)))
    }

    /// An `Auth` for an app's tests: nobody is logged in.
    pub fn nobody() -> Self {
        Self::new(Fixed(None))
    }
}

struct Fixed<U>(Option<U>);

impl<U: Clone + Send + Sync + 'static> Authenticator<U> for Fixed<U> {
    fn authenticate(&self, _: &dyn RequestView) -> MaybeFuture<Identity<U>> {
        MaybeFuture::Ready(match &self.0 {
            // Not ambient: a test need not fake the headers of a browser.
            Some(user) => Identity::known(user.clone(), CredentialKind::Header),
            None => Identity::nobody(),
        })
    }
}
