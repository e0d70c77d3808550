use std::sync::Arc;
use std::time::SystemTime;

use handstamp_authorizer::adapter::SlotId;
use handstamp_authorizer::revocation::Revocation;
use handstamp_authorizer::{Clock, Random, SystemClock, SystemRandom};
use handstamp_session::Session;

use crate::cookie_error::{BuildError, CookieError};
use crate::cookie_prefix;
use crate::csrf_provider::CsrfProvider;
use crate::login::Remember;
use crate::place::Place;
use crate::session_cookie::SessionCookie;
use crate::session_login::{Inner, SessionLogin};
use crate::user_in_session::UserInSession;

/// When the lines are written that a login is checked by.
const SAMPLE: SystemTime = SystemTime::UNIX_EPOCH;

/// The settings that every login has, whatever its framework.
pub(crate) struct Settings {
    pub(crate) csrf: Option<Arc<dyn CsrfProvider>>,
    pub(crate) revocation: Option<Arc<dyn Revocation>>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) random: Arc<dyn Random>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            csrf: None,
            revocation: None,
            clock: Arc::new(SystemClock),
            random: Arc::new(SystemRandom),
        }
    }
}

impl Settings {
    /// The login.
    pub(crate) fn build(
        self,
        place: Place,
        cookie: Box<dyn SessionCookie>,
        user: Box<dyn UserInSession>,
    ) -> Result<SessionLogin, BuildError> {
        let name = cookie.name().to_owned();
        for line in [cookie.set("", &Session::new(), SAMPLE), cookie.delete()] {
            cookie_prefix::check(&name, &line.map_err(unwritable(&name))?)?;
        }
        if let Some(name) = user.remember_cookie_name() {
            for remember in [Remember::Yes, Remember::No] {
                let line = user.remember_cookie("", remember, SAMPLE);
                if let Some(line) = line.map_err(unwritable(name))? {
                    cookie_prefix::check(name, &line)?;
                }
            }
        }
        let Self { csrf, revocation, clock, random } = self;
        let slot = SlotId::named(&name);
        let inner = Inner { place, cookie, user, csrf, revocation, clock, random, slot };
        Ok(SessionLogin::new(inner))
    }
}

fn unwritable(name: &str) -> impl FnOnce(CookieError) -> BuildError {
    let name = name.to_owned();
    |source| BuildError::Cookie { name, source }
}

/// The setters of [`Settings`], for each builder that has them in a field `settings`.
macro_rules! setters {
    () => {
        /// Sets the tokens of forms.
        pub fn csrf(mut self, provider: impl crate::csrf_provider::CsrfProvider) -> Self {
            self.settings.csrf = Some(std::sync::Arc::new(provider));
            self
        }

        /// Sets where a login is looked up that was ended before it expired. It is asked on every request
        /// that has a user, before the app's `load_user`. Default: none.
        pub fn revocation(
            mut self,
            revocation: std::sync::Arc<dyn handstamp_authorizer::revocation::Revocation>,
        ) -> Self {
            self.settings.revocation = Some(revocation);
            self
        }

        /// Sets the clock. Default: the machine's.
        pub fn clock(mut self, clock: impl handstamp_authorizer::Clock) -> Self {
            self.settings.clock = std::sync::Arc::new(clock);
            self
        }

        /// Sets where login ids, session ids and CSRF secrets come from. Default: the operating system's
        /// randomness.
        pub fn random(mut self, random: impl handstamp_authorizer::Random) -> Self {
            self.settings.random = std::sync::Arc::new(random);
            self
        }
    };
}

pub(crate) use setters;
