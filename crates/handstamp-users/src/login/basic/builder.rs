use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use handstamp_authorizer::throttle::Throttle;
use handstamp_authorizer::{Clock, Random, SystemClock, SystemRandom};

use crate::login::basic::successes::Successes;
use crate::login::basic::{Basic, Inner};
use crate::login::build_error::BuildError;
use crate::login::gate::Gate;
use crate::login::limits::LoginLimits;
use crate::source::LoginSources;

/// The settings of a [`Basic`], from [`Basic::builder`].
#[must_use]
pub struct BasicBuilder {
    sources: LoginSources,
    throttle: Option<Option<Arc<dyn Throttle>>>,
    limits: LoginLimits,
    realm: String,
    lifetime: Duration,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
}

impl Basic {
    /// Starts a `Basic` whose passwords these sources check.
    pub fn builder(sources: LoginSources) -> BasicBuilder {
        BasicBuilder {
            sources,
            throttle: None,
            limits: LoginLimits::default(),
            realm: "login".to_owned(),
            lifetime: Duration::from_secs(60),
            clock: Arc::new(SystemClock),
            random: Arc::new(SystemRandom),
        }
    }
}

impl BasicBuilder {
    /// Sets what slows down whoever guesses: the one of the login page.
    pub fn throttle(mut self, throttle: Arc<dyn Throttle>) -> Self {
        self.throttle = Some(Some(throttle));
        self
    }

    /// Lets everybody guess as often as they like: where a proxy slows them down, and in tests.
    pub fn without_throttle(mut self) -> Self {
        self.throttle = Some(None);
        self
    }

    /// Sets how many wrong passwords there may be. Default: [`LoginLimits::default`].
    pub fn limits(mut self, limits: LoginLimits) -> Self {
        self.limits = limits;
        self
    }

    /// Sets the name of what is protected, which browsers show. Default: `login`.
    pub fn realm(mut self, realm: impl Into<String>) -> Self {
        self.realm = realm.into();
        self
    }

    /// Sets how long a right password is remembered. Default: 60 seconds. With zero, every request costs a hash.
    pub fn remembered_for(mut self, lifetime: Duration) -> Self {
        self.lifetime = lifetime;
        self
    }

    /// Sets the clock. Default: the machine's.
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Sets where the key of remembered passwords comes from. Default: the operating system's randomness.
    pub fn random(mut self, random: impl Random) -> Self {
        self.random = Arc::new(random);
        self
    }

    /// The authenticator.
    ///
    /// # Errors
    /// [`BuildError::NoSource`], [`BuildError::NoThrottle`], [`BuildError::Random`].
    pub fn build(self) -> Result<Basic, BuildError> {
        if self.sources.is_empty() {
            return Err(BuildError::NoSource);
        }
        let throttle = self.throttle.ok_or(BuildError::NoThrottle)?;
        let key = || Gate::random_key(&*self.random).map_err(BuildError::Random);
        let (tag_key, success_key) = (key()?, key()?);
        let gate = Gate {
            sources: self.sources,
            throttle,
            limits: self.limits,
            clock: self.clock,
            tag_key,
        };
        let successes = Successes::new(success_key, self.lifetime);
        Ok(Basic(Arc::new(Inner { gate, realm: self.realm, successes })))
    }
}

impl fmt::Debug for BasicBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BasicBuilder")
            .field("sources", &self.sources)
            .field("realm", &self.realm)
            .finish_non_exhaustive()
    }
}
