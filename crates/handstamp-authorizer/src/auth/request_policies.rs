//! The policies of one `Auth` about one request.

use std::any::Any;
use std::sync::Arc;

use crate::auth::policies::Policies;
use crate::denial::reason::Denial;
use crate::identity::credential::CredentialKind;
use crate::request::forwarded::{Forwarded, Resolved};
use crate::request::view::RequestView;
use crate::response::reply::Reply;

/// The policies of one [`Auth`](crate::Auth) about one request: its cross-origin rule, what its trusted
/// proxies say, and its replies. Cheap to clone.
#[derive(Debug, Clone)]
pub struct RequestPolicies {
    policies: Arc<Policies>,
    forwarded: Option<Arc<Forwarded>>,
}

impl RequestPolicies {
    pub(crate) fn resolve(policies: &Arc<Policies>, request: &dyn RequestView) -> Self {
        let request = request.as_sent().unwrap_or(request);
        let forwarded = policies.proxies.resolve(request).map(Arc::new);
        Self { policies: Arc::clone(policies), forwarded }
    }

    pub(crate) fn policies(&self) -> &Arc<Policies> {
        &self.policies
    }

    /// All that this `Auth` offers of this type, the one that
    /// [`capability`](crate::adapter::AuthContext::capability) finds first.
    pub fn capabilities<T: Any + Send + Sync>(&self) -> impl Iterator<Item = &T> {
        self.policies.capabilities.all()
    }

    /// Looks at a request with what its trusted proxies say of it: scheme, authority, client address,
    /// and the path prefix that a proxy stripped. If the request
    /// is such a view already, this starts again from the request as it was sent: each `Auth` applies
    /// its own proxies, once.
    pub fn view<T>(
        &self,
        request: &dyn RequestView,
        look: impl FnOnce(&dyn RequestView) -> T,
    ) -> T {
        let request = request.as_sent().unwrap_or(request);
        match &self.forwarded {
            Some(forwarded) => look(&Resolved::new(request, forwarded)),
            None => look(request),
        }
    }

    /// The cross-origin rule, for a credential of this kind; `None` is a visitor without any.
    /// `csrf_verified` says that a CSRF token of this request was checked, which passes as well.
    ///
    /// # Errors
    /// The denial to answer with: see [`deny`](Self::deny).
    pub fn admit(
        &self,
        kind: Option<CredentialKind>,
        csrf_verified: bool,
        request: &dyn RequestView,
    ) -> Result<(), Denial> {
        let admitted =
            self.view(request, |request| self.policies.admits(kind, csrf_verified, request));
        if admitted { Ok(()) } else { Err(Denial::CrossOrigin) }
    }

    /// The reply to a denial, without a line in the log: for a question that goes on when the request is gone.
    pub fn reply(&self, denial: &Denial, request: &dyn RequestView) -> Reply {
        self.view(request, |request| self.policies.reply(denial, request))
    }

    /// Logs a denial and makes the reply.
    pub fn deny(&self, denial: &Denial, request: &dyn RequestView) -> Reply {
        self.view(request, |request| self.policies.deny(denial, request))
    }
}
