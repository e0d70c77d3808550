//! What an `Auth` decides without knowing the user's type.

use std::fmt;
use std::sync::Arc;

use crate::auth::context::AuthContext;
use crate::auth::request_policies::RequestPolicies;
use crate::denial::json::JsonDenial;
use crate::denial::policy::DenialPolicy;
use crate::denial::reason::Denial;
use crate::identity::capabilities::Capabilities;
use crate::identity::credential::CredentialKind;
use crate::request::cross_origin::CrossOrigin;
use crate::request::cross_origin_cure::Cure;
use crate::request::trusted_proxies::TrustedProxies;
use crate::request::view::RequestView;
use crate::response::challenge::Challenge;
use crate::response::reply::Reply;

/// What an [`Auth`](crate::Auth) decides without knowing the user's type: the cross-origin rule, the
/// trusted proxies, the replies to denials, and what extractors find.
pub struct Policies {
    pub(crate) cross_origin: CrossOrigin,
    pub(crate) proxies: TrustedProxies,
    pub(crate) denial: Box<dyn DenialPolicy>,
    pub(crate) challenges: Vec<Challenge>,
    pub(crate) capabilities: Capabilities,
}

impl Default for Policies {
    fn default() -> Self {
        Self {
            cross_origin: CrossOrigin::same_origin(),
            proxies: TrustedProxies::none(),
            denial: Box::new(JsonDenial::default()),
            challenges: Vec::new(),
            capabilities: Capabilities::default(),
        }
    }
}

impl Policies {
    /// The defaults: same origin only, no proxy trusted, JSON denials, no challenge.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets which origins may send requests that change something and come with a cookie.
    #[must_use]
    pub fn with_cross_origin(mut self, cross_origin: CrossOrigin) -> Self {
        self.cross_origin = cross_origin;
        self
    }

    /// Sets which proxies' `X-Forwarded-…` headers are believed.
    #[must_use]
    pub fn with_trusted_proxies(mut self, proxies: TrustedProxies) -> Self {
        self.proxies = proxies;
        self
    }

    /// Sets what is answered to denials.
    #[must_use]
    pub fn with_denial(mut self, policy: impl DenialPolicy) -> Self {
        self.denial = Box::new(policy);
        self
    }

    /// Sets the challenges of a 401.
    #[must_use]
    pub fn with_challenges(mut self, challenges: Vec<Challenge>) -> Self {
        self.challenges = challenges;
        self
    }

    /// Sets what extractors find besides the user.
    #[must_use]
    pub fn with_capabilities(mut self, capabilities: Capabilities) -> Self {
        self.capabilities = capabilities;
        self
    }

    /// Lets a request in, for a response layer. `Some` is a new [`AuthContext`]: the layer puts a clone
    /// on the request and calls [`AuthContext::finish`] after the handler. `None`: a layer further out
    /// has made one, these policies have joined it, and the outer layer finishes it.
    #[must_use]
    pub fn enter(self: &Arc<Self>, request: &dyn RequestView) -> Option<AuthContext> {
        let entered = RequestPolicies::resolve(self, request);
        match request.context() {
            Some(context) => {
                context.push(entered);
                None
            }
            None => Some(AuthContext::new(entered)),
        }
    }

    /// The cross-origin rule. `None` is a visitor without any credential.
    pub(crate) fn admits(
        &self,
        kind: Option<CredentialKind>,
        csrf_verified: bool,
        request: &dyn RequestView,
    ) -> bool {
        match kind {
            None => self.cross_origin.allows_visitor(request),
            Some(kind) => !kind.is_ambient() || csrf_verified || self.cross_origin.allows(request),
        }
    }

    /// Logs a denial and makes the reply.
    pub(crate) fn deny(&self, denial: &Denial, request: &dyn RequestView) -> Reply {
        log(denial, request);
        self.reply(denial, request)
    }

    pub(crate) fn reply(&self, denial: &Denial, request: &dyn RequestView) -> Reply {
        let mut reply = self.denial.reply(denial, request);
        if matches!(reply.status, 401 | 403) && !reply.has_header("www-authenticate") {
            for challenge in denial.challenges(&self.challenges) {
                reply = reply.with_header("www-authenticate", challenge.to_string());
            }
        }
        if !reply.has_header("cache-control") {
            reply = reply.with_header("cache-control", "no-store");
        }
        reply
    }
}

fn log(denial: &Denial, request: &dyn RequestView) {
    let (method, target) = (request.method(), request.target());
    let path = target.split('?').next().unwrap_or_default(); // a query may hold secrets
    let reason = denial.reason();
    match denial {
        Denial::Misconfigured(cure) => {
            tracing::error!(name: "access.denied", method, path, reason, %cure, "access denied");
        }
        Denial::CrossOrigin => {
            let Cure { origin, expected, cure } = Cure::of(request);
            tracing::info!(name: "access.denied", method, path, reason, ?origin, ?expected, cure, "access denied");
        }
        Denial::Refused(refusal) => {
            tracing::info!(name: "access.denied", method, path, reason, %refusal, "access denied");
        }
        _ => tracing::info!(name: "access.denied", method, path, reason, "access denied"),
    }
}

impl fmt::Debug for Policies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Policies")
            .field("cross_origin", &self.cross_origin)
            .field("proxies", &self.proxies)
            .field("challenges", &self.challenges)
            .finish_non_exhaustive()
    }
}
