use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use handstamp_authorizer::throttle::{Admission, Throttle};
use handstamp_authorizer::{BoxError, Clock, Random, Subject as _};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use crate::account::Account;
use crate::login::limits::{Counters, LoginLimits};
use crate::source::{Attempt, Checked, LoginSources, Refused};

/// What every attempt passes: counted, checked, given back if it was right, and logged.
pub(crate) struct Gate {
    pub(crate) sources: LoginSources,
    pub(crate) throttle: Option<Arc<dyn Throttle>>,
    pub(crate) limits: LoginLimits,
    pub(crate) clock: Arc<dyn Clock>,
    /// The key of the tags that stand for names in the log.
    pub(crate) tag_key: [u8; 32],
}

/// What became of an attempt.
pub(crate) enum Outcome {
    Accepted(Account),
    Refused,
    Throttled(Duration),
    Unavailable,
}

impl Gate {
    /// A random key of this process.
    pub(crate) fn random_key(random: &dyn Random) -> Result<[u8; 32], handstamp_authorizer::Error> {
        let mut key = [0; 32];
        random.fill(&mut key)?;
        Ok(key)
    }

    /// Checks an attempt; `device` is the browser, if it has logged in with this name before.
    pub(crate) async fn pass(&self, attempt: Attempt, device: Option<&str>) -> Outcome {
        let (address, now) = (attempt.address(), attempt.now());
        let name_tag = device.is_none().then(|| self.tag(attempt.name()));
        let typed = device.map(|_| attempt.name().to_owned());
        let counters = match self.admit(&attempt, device).await {
            Ok(Ok(counters)) => counters,
            Ok(Err(wait)) => {
                tracing::warn!(name: "login.throttled", typed, name_tag, address = shown(address), wait = wait.as_secs(), "login throttled");
                return Outcome::Throttled(wait);
            }
            Err(error) => {
                tracing::error!(name: "login.unavailable", %error, "the throttle did not answer");
                return Outcome::Unavailable;
            }
        };
        match self.sources.check(attempt).await {
            Checked::Known(account) => {
                if let Some(throttle) = &self.throttle
                    && let Err(error) = throttle.give_back(&counters.counted(), now).await
                {
                    // It costs one of the attempts that are left, not the login.
                    tracing::warn!(name: "login.not_given_back", %error, "a right password stays counted as an attempt");
                }
                let (user, source) = (account.id(), account.source());
                tracing::info!(name: "login.accepted", user, source, address = shown(address), "login accepted");
                Outcome::Accepted(account)
            }
            Checked::Refused(Refused::Disabled(account)) => {
                let (user, source) = (account.id(), account.source());
                tracing::warn!(name: "login.refused", reason = "disabled", user, source, address = shown(address), "login refused");
                Outcome::Refused
            }
            Checked::Refused(_) => {
                tracing::warn!(name: "login.refused", reason = "unknown", typed, name_tag, address = shown(address), "login refused");
                Outcome::Refused
            }
            Checked::Unavailable(error) => {
                tracing::error!(name: "login.unavailable", %error, "who is logging in could not be found out");
                Outcome::Unavailable
            }
        }
    }

    /// Counts the attempt: for the browser if it is known and has some left, else for name and address. `Err` in
    /// it: how long to wait.
    async fn admit(
        &self,
        attempt: &Attempt,
        device: Option<&str>,
    ) -> Result<Result<Counters, Duration>, BoxError> {
        let stranger = Counters::of_stranger(self.limits, attempt.name(), attempt.address());
        let Some(throttle) = &self.throttle else { return Ok(Ok(stranger)) };
        if let Some(id) = device {
            let counters = Counters::of_device(self.limits, id);
            let taken = throttle.take(&counters.counted(), attempt.now());
            if taken.await? == Admission::Pass {
                return Ok(Ok(counters));
            }
        }
        let taken = throttle.take(&stranger.counted(), attempt.now());
        Ok(match taken.await? {
            Admission::Pass => Ok(stranger),
            Admission::Wait(wait) => Err(wait),
        })
    }

    fn tag(&self, name: &str) -> String {
        // HMAC takes keys of every length.
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.tag_key) else {
            return String::new();
        };
        mac.update(name.as_bytes());
        let tag = mac.finalize().into_bytes();
        tag.iter().take(4).map(|byte| format!("{byte:02x}")).collect()
    }
}

/// An address, as the log has it.
pub(crate) fn shown(address: Option<IpAddr>) -> String {
    address.map_or_else(|| "unknown".to_owned(), |address| address.to_string())
}
