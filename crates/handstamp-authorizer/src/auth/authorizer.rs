//! The whole question, and who answers it.

use crate::identity::authenticator::Authenticator;
use crate::identity::identity::Identity;
use crate::identity::principal::Principal;
use crate::identity::who::Who;
use crate::maybe_future::MaybeFuture;
use crate::request::view::RequestView;
use crate::rules::rule::{Rule, Verdict};

/// Who is asking, and may they: the question that adapters ask through [`Auth`](crate::Auth).
///
/// [`Auth::new`](crate::Auth::new) makes the standard one of an [`Authenticator`], and
/// [`Auth::fixed`](crate::Auth::fixed) one for tests. Implement this to take both decisions elsewhere: to
/// a policy service, say. The request is shown with what trusted proxies say of it, and the cross-origin
/// rule of the [`Policies`](crate::adapter::Policies) has been enforced when `check` is called.
pub trait Authorizer<U: 'static = Principal>: Send + Sync + 'static {
    /// Who is asking. Asked once for each request, whatever the number of extractors.
    fn identify(&self, request: &dyn RequestView) -> MaybeFuture<Identity<U>>;

    /// May they. `rule` is what the route demands. The default asks the rule.
    fn check(
        &self,
        rule: &dyn Rule<U>,
        who: Option<Who<'_, U>>,
        request: &dyn RequestView,
    ) -> MaybeFuture<Verdict> {
        rule.check(who, request)
    }
}

/// The standard one: an authenticator says who it is, and the route's rule decides.
pub(crate) struct Authenticated<U>(pub(crate) Box<dyn Authenticator<U>>);

impl<U: 'static> Authorizer<U> for Authenticated<U> {
    fn identify(&self, request: &dyn RequestView) -> MaybeFuture<Identity<U>> {
        self.0.authenticate(request)
    }
}
