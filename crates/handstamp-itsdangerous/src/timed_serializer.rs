//! Signed values that tell when they were signed (Python: `timed.py`).

use std::time::{Duration, SystemTime};

use crate::bad_data::BadData;
use crate::error::DumpError;
use crate::format::{DumpPayload, LoadPayload};
use crate::secret_keys::SecretKeys;
use crate::serializer::{SERIALIZER_SALT, Unverified};
use crate::signer::Signer;
use crate::timestamp_signer::{TimedValue, TimestampSigner};

/// Signs values that a format `F` writes, together with the time (Python: `TimedSerializer`).
#[derive(Debug, Clone)]
pub struct TimedSerializer<F> {
    signer: TimestampSigner,
    fallbacks: Vec<TimestampSigner>,
    format: F,
}

impl<F> TimedSerializer<F> {
    /// A serializer with Python's defaults: [`SERIALIZER_SALT`], and the rest as
    /// [`Signer::builder`] has it.
    pub fn new(keys: impl Into<SecretKeys>, format: F) -> Self {
        let signer = Signer::builder(keys).salt(SERIALIZER_SALT).build();
        Self::with_signer(TimestampSigner::new(signer), format)
    }

    /// A serializer with a signer of your own. Mind the salt: a signer's default is not that of
    /// Python's serializers.
    pub fn with_signer(signer: TimestampSigner, format: F) -> Self {
        Self { signer, fallbacks: Vec::new(), format }
    }

    /// Adds a signer that is tried when the ones before fail: for tokens with an older salt,
    /// derivation, digest or epoch. It never signs.
    #[must_use]
    pub fn with_fallback(mut self, signer: TimestampSigner) -> Self {
        self.fallbacks.push(signer);
        self
    }

    /// Signs a value.
    ///
    /// # Errors
    /// [`DumpError::Format`] if the format cannot write the value; [`DumpError::Sign`] if `now`
    /// is before the epoch.
    pub fn dumps<T: ?Sized>(
        &self,
        value: &T,
        now: SystemTime,
    ) -> Result<Vec<u8>, DumpError<F::Error>>
    where
        F: DumpPayload<T>,
    {
        let mut token = Vec::new();
        self.format.dump(value, &mut token).map_err(DumpError::Format)?;
        self.signer.append_signature(&mut token, now)?;
        Ok(token)
    }

    /// Gives the value of a token back, if one of the signers vouches for it and its age is
    /// between 0 and `max_age`; `None` takes any age.
    ///
    /// # Errors
    /// As [`TimestampSigner::unsign`], of the last signer tried; an expired token ends the search.
    /// [`BadData::BadPayload`] if all of that is good and the format cannot read the payload.
    pub fn loads<T>(
        &self,
        token: impl AsRef<[u8]>,
        now: SystemTime,
        max_age: Option<Duration>,
    ) -> Result<T, BadData<F::Error>>
    where
        F: LoadPayload<T>,
    {
        self.loads_timestamped(token, now, max_age).map(|(value, _)| value)
    }

    /// As [`loads`](Self::loads), and the time of signing with it (Python: `return_timestamp`).
    ///
    /// # Errors
    /// As [`loads`](Self::loads).
    pub fn loads_timestamped<T>(
        &self,
        token: impl AsRef<[u8]>,
        now: SystemTime,
        max_age: Option<Duration>,
    ) -> Result<(T, SystemTime), BadData<F::Error>>
    where
        F: LoadPayload<T>,
    {
        let timed = self.unsign(token.as_ref(), now, max_age).map_err(BadData::widen)?;
        let value = self.format.load(timed.value).map_err(BadData::BadPayload)?;
        Ok((value, timed.date_signed))
    }

    /// Reads the value of a token **that nobody may have signed**, or that has expired (Python:
    /// `loads_unsafe`). For tools that explain tokens, never for a decision.
    pub fn loads_unverified<T>(
        &self,
        token: impl AsRef<[u8]>,
        now: SystemTime,
        max_age: Option<Duration>,
    ) -> Unverified<T>
    where
        F: LoadPayload<T>,
    {
        let token = token.as_ref();
        let (signature_valid, payload) = match self.unsign(token, now, max_age) {
            Ok(timed) => (true, Some(timed.value)),
            Err(refused) => (false, refused.unverified_payload(token)),
        };
        let payload = payload.and_then(|payload| self.format.load(payload).ok());
        Unverified { signature_valid, payload }
    }

    pub(crate) fn format_mut(&mut self) -> &mut F {
        &mut self.format
    }

    fn unsign<'t>(
        &self,
        token: &'t [u8],
        now: SystemTime,
        max_age: Option<Duration>,
    ) -> Result<TimedValue<'t>, BadData> {
        let mut last = self.signer.unsign(token, now, max_age);
        for fallback in &self.fallbacks {
            if matches!(last, Ok(_) | Err(BadData::SignatureExpired(_))) {
                break;
            }
            last = fallback.unsign(token, now, max_age);
        }
        last
    }
}
