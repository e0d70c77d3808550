//! The settings of an `Auth`.

use std::fmt;

use crate::auth::authorizer::Authenticated;
use crate::auth::handle::Auth;
use crate::auth::policies::Policies;
use crate::denial::json::JsonDenial;
use crate::denial::login_redirect::LoginRedirect;
use crate::denial::policy::DenialPolicy;
use crate::error::Error;
use crate::identity::authenticator::Authenticator;
use crate::identity::capabilities::Capabilities;
use crate::identity::principal::Principal;
use crate::request::cross_origin::CrossOrigin;
use crate::request::trusted_proxies::TrustedProxies;

impl<U: Clone + Send + Sync + 'static> Auth<U> {
    /// An `Auth` with this authenticator and the default policies: JSON denials, same origin only, no proxy
    /// trusted.
    pub fn new(authenticator: impl Authenticator<U>) -> Self {
        Self::builder(authenticator).build()
    }

    /// Starts an `Auth` with settings.
    pub fn builder(authenticator: impl Authenticator<U>) -> AuthBuilder<U> {
        AuthBuilder { authenticator: Box::new(authenticator), policies: Policies::new() }
    }
}

/// The settings of an [`Auth`], from [`Auth::builder`].
#[must_use]
pub struct AuthBuilder<U = Principal> {
    authenticator: Box<dyn Authenticator<U>>,
    policies: Policies,
}

impl<U: Clone + Send + Sync + 'static> AuthBuilder<U> {
    /// Sets what is answered to a denial. Default: [`JsonDenial`].
    pub fn denial(mut self, policy: impl DenialPolicy) -> Self {
        self.policies = self.policies.with_denial(policy);
        self
    }

    /// Redirects browsers that open a page to this URL, with `next`, and answers everything else with
    /// JSON. Short for [`denial`](Self::denial) with a [`LoginRedirect`].
    ///
    /// # Errors
    /// [`Error::LoginUrl`] when it is neither an absolute path nor a whole URL.
    pub fn login_url(self, url: impl Into<String>) -> Result<Self, Error> {
        let redirect = LoginRedirect::new(url, JsonDenial::default())?;
        Ok(self.denial(redirect))
    }

    /// Sets which origins may send requests that change something and come with a cookie. Default: the same
    /// origin only.
    pub fn cross_origin(mut self, cross_origin: CrossOrigin) -> Self {
        self.policies = self.policies.with_cross_origin(cross_origin);
        self
    }

    /// Sets which proxies' `X-Forwarded-…` headers are believed. Default: none.
    pub fn trusted_proxies(mut self, proxies: TrustedProxies) -> Self {
        self.policies = self.policies.with_trusted_proxies(proxies);
        self
    }

    /// The handle.
    #[must_use]
    pub fn build(self) -> Auth<U> {
        let Self { authenticator, policies } = self;
        let mut capabilities = Capabilities::default();
        authenticator.offer(&mut capabilities);
        let policies =
            policies.with_challenges(authenticator.challenges()).with_capabilities(capabilities);
        Auth::from_authorizer(Authenticated(authenticator), policies)
    }
}

impl<U> fmt::Debug for AuthBuilder<U> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthBuilder").field("policies", &self.policies).finish_non_exhaustive()
    }
}
