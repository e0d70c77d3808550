//! For an app's own tests: every request is the same user's.

use crate::adapter::Policies;
use crate::auth::authorizer::Authorizer;
use crate::auth::handle::Auth;
use crate::identity::authentication::Authentication;
use crate::identity::identity::Identity;
use crate::maybe_future::MaybeFuture;
use crate::request::view::RequestView;

impl<U: Clone + Send + Sync + 'static> Auth<U> {
    /// An `Auth` for an app's tests: every request is this user's, whatever it carries, as with
    /// FastAPI's `dependency_overrides`. Rules are checked as ever; the login counts as fresh.
    pub fn fixed(user: U) -> Self {
        // Not a credential that browsers add: a test need not send a browser's headers.
        let authentication = Authentication::bearer().with_fresh(true);
        Self::fixed_as(user, authentication)
    }

    /// As [`fixed`](Self::fixed), known in this way.
    pub fn fixed_as(user: U, authentication: Authentication) -> Self {
        Self::from_authorizer(Fixed(Some((user, authentication))), Policies::new())
    }

    /// An `Auth` for an app's tests: every request is anonymous.
    pub fn anonymous() -> Self {
        Self::from_authorizer(Fixed(None), Policies::new())
    }
}

struct Fixed<U>(Option<(U, Authentication)>);

impl<U: Clone + Send + Sync + 'static> Authorizer<U> for Fixed<U> {
    fn identify(&self, _: &dyn RequestView) -> MaybeFuture<Identity<U>> {
        MaybeFuture::Ready(match &self.0 {
            Some((user, authentication)) => Identity::known(user.clone(), authentication.clone()),
            None => Identity::anonymous(),
        })
    }
}
