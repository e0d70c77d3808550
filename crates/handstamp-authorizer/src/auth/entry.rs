//! What a response layer has of an `Auth`: everything but the user's type.

use crate::auth::authorizer::Admission;
use crate::auth::context::AuthContext;
use crate::denial::denial::{Denial, Reply};
use crate::identity::capabilities::Capabilities;
use crate::identity::identity::CredentialKind;
use crate::request::trusted_proxies::TrustedProxies;
use crate::request::view::RequestView;
use std::fmt;
use std::sync::Arc;

/// What a response layer has of an [`Auth`](crate::Auth): everything but the user's type.
pub struct Entry {
    pub(crate) admission: Arc<dyn Admission>,
    pub(crate) offers: Capabilities,
    pub(crate) proxies: TrustedProxies,
}

impl Entry {
    /// Lets a request in. `Some` is a new [`AuthContext`]: the layer puts a clone on the request and
    /// calls [`AuthContext::finish`] after the handler. `None`: a layer further out has made one, this
    /// `Auth` has joined it, and the outer layer will finish it.
    pub fn enter(self: &Arc<Self>, request: &dyn RequestView) -> Option<AuthContext> {
        match request.exchange() {
            Some(exchange) => {
                exchange.push(Arc::clone(self));
                None
            }
            None => Some(AuthContext::new(Arc::clone(self))),
        }
    }

    /// The cross-origin rule.
    pub(crate) fn admit(
        &self,
        via: Option<CredentialKind>,
        request: &dyn RequestView,
    ) -> Result<(), Denial> {
        self.proxies.see(request, |request| self.admission.admit(via, request))
    }

    /// Logs a denial and makes the reply.
    pub(crate) fn deny(&self, denial: &Denial, request: &dyn RequestView) -> Reply {
        log(denial, request);
        self.proxies.see(request, |request| self.admission.deny(denial, request))
    }
}

fn log(denial: &Denial, request: &dyn RequestView) {
    let (method, target) = (request.method(), request.target());
    let path = target.split('?').next().unwrap_or_default(); // a query may hold secrets
    let reason = denial.reason();
    match denial {
        Denial::Misconfigured(fix) => {
            tracing::error!(name: "access.denied", method, path, reason, %fix, "access denied");
        }
        Denial::Refused(refusal) => {
            tracing::info!(name: "access.denied", method, path, reason, %refusal, "access denied");
        }
        _ => tracing::info!(name: "access.denied", method, path, reason, "access denied"),
    }
}

impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Entry")
    }
}
