//! The handle that an app holds.

use crate::auth::authorizer::{Authorizer, Gate};
use crate::auth::context::{AuthContext, SlotId};
use crate::auth::entry::Entry;
use crate::auth::guard::Guard;
use crate::auth::question::Ask;
use crate::auth::single_flight::Flight;
use crate::denial::denial::{Denial, DenialPolicy, Reply};
use crate::denial::policies::{JsonDenial, LoginRedirect};
use crate::error::Error;
use crate::identity::authenticator::Authenticator;
use crate::identity::identity::CredentialKind;
use crate::identity::principal::Principal;
use crate::request::cross_origin::CrossOrigin;
use crate::request::trusted_proxies::TrustedProxies;
use crate::request::view::RequestView;
use crate::rules::rule::{Anyone, Rule};
use std::fmt;
use std::sync::Arc;

/// The handle that an app holds: who is asking, and may they.
///
/// Cheap to clone; all clones share one authorizer and its caches. Handlers name the user's type and
/// never the machinery that finds it.
///
/// ```
/// # use handstamp_authorizer::*;
/// # struct MyLogin;
/// # impl Authenticator for MyLogin {
/// #     fn authenticate(&self, _: &dyn RequestView) -> MaybeFuture<Identity> { MaybeFuture::Ready(Identity::nobody()) }
/// # }
/// let auth = Auth::new(MyLogin);
/// let stricter = Auth::builder(MyLogin).login_url("/login")?.build();
/// # Ok::<(), Error>(())
/// ```
pub struct Auth<U = Principal>(Arc<Inner<U>>);

struct Inner<U> {
    owner: SlotId,
    authorizer: Arc<dyn Authorizer<U>>,
    entry: Arc<Entry>,
}

impl<U> Clone for Auth<U> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<U> fmt::Debug for Auth<U> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Auth")
    }
}

impl<U: Clone + Send + Sync + 'static> Auth<U> {
    /// With this authenticator and everything else as it is by default: JSON denials, same-origin
    /// only, no proxy trusted.
    pub fn new(authenticator: impl Authenticator<U>) -> Self {
        Self::builder(authenticator).build()
    }

    /// With settings.
    pub fn builder(authenticator: impl Authenticator<U>) -> AuthBuilder<U> {
        AuthBuilder {
            authenticator: Box::new(authenticator),
            origins: CrossOrigin::default(),
            policy: Box::new(JsonDenial::default()),
            proxies: TrustedProxies::none(),
        }
    }

    /// With an authorizer of your own.
    pub fn from_authorizer(authorizer: impl Authorizer<U>, proxies: TrustedProxies) -> Self {
        let authorizer = Arc::new(authorizer);
        let offers = authorizer.offers();
        let entry = Arc::new(Entry { admission: Arc::clone(&authorizer) as _, offers, proxies });
        Self(Arc::new(Inner { owner: SlotId::unique(), authorizer, entry }))
    }

    /// For response layers.
    pub fn entry(&self) -> &Arc<Entry> {
        &self.0.entry
    }

    /// The user, or nobody. A bad token is denied here as well, and so is an outage: neither is
    /// "nobody".
    pub fn maybe_user<V: RequestView>(&self, request: V) -> Ask<V, Anyone, U, Option<U>> {
        Ask::new(self.clone(), request, Anyone, Some)
    }

    /// The user, or a denial.
    pub fn user<V: RequestView>(&self, request: V) -> Ask<V, Anyone, U, U> {
        Ask::new(self.clone(), request, Anyone, |user| user)
    }

    /// The user who meets a rule, or a denial.
    pub fn require_user<V, R>(&self, request: V, rule: R) -> Ask<V, R, U, U>
    where
        V: RequestView,
        R: Rule<U>,
    {
        Ask::new(self.clone(), request, rule, |user| user)
    }

    /// Whether the rule is met, by a user or by nobody, or a denial.
    pub fn authorize<V, R>(&self, request: V, rule: R) -> Ask<V, R, U, Option<U>>
    where
        V: RequestView,
        R: Rule<U>,
    {
        Ask::new(self.clone(), request, rule, Some)
    }

    /// This and a rule that is known at run time, for a layer or middleware.
    pub fn guard(&self, rule: impl Rule<U>) -> Guard<U> {
        Guard::new(self.clone(), Arc::new(rule))
    }

    /// Sees a request with what trusted proxies say of it.
    pub(crate) fn see<T>(
        &self,
        request: &dyn RequestView,
        look: impl FnOnce(&dyn RequestView) -> T,
    ) -> T {
        self.0.entry.proxies.see(request, look)
    }

    /// The answer that is kept on the exchange, or a new one.
    pub(crate) fn flight(&self, request: &dyn RequestView, exchange: &AuthContext) -> Flight<U> {
        if let Some(kept) = exchange.recall(self.0.owner) {
            return kept;
        }
        let answer = self.see(request, |request| self.0.authorizer.identify(request));
        let (flight, effects) = Flight::new(answer, exchange);
        exchange.keep(self.0.owner, flight, effects)
    }

    pub(crate) fn admit(
        &self,
        via: CredentialKind,
        request: &dyn RequestView,
    ) -> Result<(), Denial> {
        self.0.entry.admit(Some(via), request)
    }

    pub(crate) fn deny(&self, denial: &Denial, request: &dyn RequestView) -> Reply {
        self.0.entry.deny(denial, request)
    }
}

/// Settings of an [`Auth`], from [`Auth::builder`].
#[must_use]
pub struct AuthBuilder<U = Principal> {
    authenticator: Box<dyn Authenticator<U>>,
    origins: CrossOrigin,
    policy: Box<dyn DenialPolicy>,
    proxies: TrustedProxies,
}

impl<U: Clone + Send + Sync + 'static> AuthBuilder<U> {
    /// What is answered to who may not. Default: [`JsonDenial`].
    pub fn denial(mut self, policy: impl DenialPolicy) -> Self {
        self.policy = Box::new(policy);
        self
    }

    /// Sends browsers that go to a page to this URL (with `next`), and answers everything else by
    /// JSON. Short for [`denial`](Self::denial) with a [`LoginRedirect`].
    ///
    /// # Errors
    /// [`Error::LoginUrl`] when it is neither an absolute path nor a whole URL.
    pub fn login_url(self, url: impl Into<String>) -> Result<Self, Error> {
        let redirect = LoginRedirect::new(url, JsonDenial::default())?;
        Ok(self.denial(redirect))
    }

    /// From where unsafe requests with a cookie are taken. Default: the same origin only.
    pub fn cross_origin(mut self, origins: CrossOrigin) -> Self {
        self.origins = origins;
        self
    }

    /// Whose `X-Forwarded-…` headers are believed. Default: nobody's.
    pub fn trusted_proxies(mut self, proxies: TrustedProxies) -> Self {
        self.proxies = proxies;
        self
    }

    /// The handle.
    pub fn build(self) -> Auth<U> {
        let Self { authenticator, origins, policy, proxies } = self;
        let challenges = authenticator.challenges();
        Auth::from_authorizer(Gate { authenticator, origins, policy, challenges }, proxies)
    }
}

impl<U> fmt::Debug for AuthBuilder<U> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AuthBuilder")
    }
}
