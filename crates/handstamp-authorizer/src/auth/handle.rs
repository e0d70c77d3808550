//! The handle that an app holds.

use std::fmt;
use std::sync::Arc;

use crate::auth::answer::Flight;
use crate::auth::authorizer::Authorizer;
use crate::auth::context::AuthContext;
use crate::auth::policies::Policies;
use crate::auth::request_policies::RequestPolicies;
use crate::auth::response_hook::SlotId;
use crate::denial::reason::Denial;
use crate::identity::credential::CredentialKind;
use crate::identity::principal::Principal;
use crate::identity::who::Who;
use crate::maybe_future::MaybeFuture;
use crate::request::view::RequestView;
use crate::response::reply::Reply;
use crate::rules::rule::{Rule, Verdict};

/// The handle that an app holds: who is asking, and may they.
///
/// Cheap to clone. All clones share one authorizer and its caches. Handlers name the user's type and
/// never the machinery that finds it.
///
/// ```
/// # use handstamp_authorizer::{Auth, Authenticator, CredentialKind, Error, Identity, MaybeFuture, RequestView};
/// # struct MyLogin;
/// # impl Authenticator for MyLogin {
/// #     fn authenticate(&self, _: &dyn RequestView) -> MaybeFuture<Identity> { MaybeFuture::Ready(Identity::anonymous()) }
/// #     fn presented(&self, _: &dyn RequestView) -> Option<CredentialKind> { None }
/// # }
/// let auth = Auth::new(MyLogin);
/// let with_a_login_page = Auth::builder(MyLogin).login_url("/login")?.build();
/// # Ok::<(), Error>(())
/// ```
pub struct Auth<U = Principal>(Arc<Inner<U>>);

struct Inner<U> {
    slot: SlotId,
    authorizer: Box<dyn Authorizer<U>>,
    policies: Arc<Policies>,
}

impl<U> Clone for Auth<U> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<U> fmt::Debug for Auth<U> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Auth").field(&self.0.policies).finish()
    }
}

impl<U: Clone + Send + Sync + 'static> Auth<U> {
    /// An `Auth` with an authorizer of your own.
    pub fn from_authorizer(authorizer: impl Authorizer<U>, policies: Policies) -> Self {
        let (authorizer, policies) = (Box::new(authorizer), Arc::new(policies));
        Self(Arc::new(Inner { slot: SlotId::unique(), authorizer, policies }))
    }

    /// For response layers: see [`Policies::enter`].
    #[must_use]
    pub fn policies(&self) -> &Arc<Policies> {
        &self.0.policies
    }

    /// The answer that is kept on the context, or a new one.
    pub(crate) fn flight(&self, request: &dyn RequestView, context: &AuthContext) -> Flight<U> {
        if let Some(kept) = context.recall(self.0.slot) {
            return kept;
        }
        let policies = self.request_policies(request);
        let identity = policies.view(request, |request| self.0.authorizer.identify(request));
        let (flight, effects) = Flight::new(identity, context);
        context.keep(self.0.slot, flight, effects)
    }

    pub(crate) fn admit(
        &self,
        kind: Option<CredentialKind>,
        csrf_verified: bool,
        request: &dyn RequestView,
    ) -> Result<(), Denial> {
        self.request_policies(request).admit(kind, csrf_verified, request)
    }

    pub(crate) fn check(
        &self,
        rule: &dyn Rule<U>,
        who: Option<Who<'_, U>>,
        request: &dyn RequestView,
    ) -> MaybeFuture<Verdict> {
        let policies = self.request_policies(request);
        policies.view(request, |request| self.0.authorizer.check(rule, who, request))
    }

    pub(crate) fn deny(&self, denial: &Denial, request: &dyn RequestView) -> Reply {
        self.request_policies(request).deny(denial, request)
    }

    fn request_policies(&self, request: &dyn RequestView) -> RequestPolicies {
        match request.context().filter(|_| !self.0.policies.proxies.is_none()) {
            Some(context) => context.policies(&self.0.policies, request),
            None => RequestPolicies::resolve(&self.0.policies, request),
        }
    }
}
