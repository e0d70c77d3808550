//! Values as signed tokens with the time of signing (Python: `timed.py`).

use std::time::{Duration, SystemTime};

use crate::bad_data::BadData;
use crate::error::DumpError;
use crate::format::{DumpPayload, LoadPayload};
use crate::secret_keys::SecretKeys;
use crate::serializer::{SERIALIZER_SALT, Unverified};
use crate::signer::Signer;
use crate::timestamp_signer::{TimedValue, TimestampSigner};

/// Turns values into signed tokens that can expire, and back (Python: `TimedSerializer`). `F` is
/// the payload format. It does not read a clock: `now` is an argument.
#[derive(Debug, Clone)]
pub struct TimedSerializer<F> {
    signer: TimestampSigner,
    fallbacks: Vec<TimestampSigner>,
    format: F,
}

impl<F> TimedSerializer<F> {
    /// A serializer with Python's defaults: the salt [`SERIALIZER_SALT`], and all else as in
    /// [`Signer::builder`].
    pub fn new(keys: impl Into<SecretKeys>, format: F) -> Self {
        let signer = Signer::builder(keys).salt(SERIALIZER_SALT).build();
        Self::with_signer(TimestampSigner::new(signer), format)
    }

    /// A serializer with a signer of your own. Note that the default salt of a signer is not that
    /// of Python's serializers, [`SERIALIZER_SALT`].
    pub fn with_signer(signer: TimestampSigner, format: F) -> Self {
        Self { signer, fallbacks: Vec::new(), format }
    }

    /// Adds a signer for tokens that were made with other settings, such as an older salt, digest
    /// or epoch (Python: `fallback_signers`). It only verifies, and is tried after those that were
    /// added before.
    #[must_use]
    pub fn with_fallback(mut self, signer: TimestampSigner) -> Self {
        self.fallbacks.push(signer);
        self
    }

    /// Turns a value into a token that says that it was signed at `now` (Python: `dumps`).
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

    /// Checks signature and age of a token and returns its value (Python: `loads`).
    ///
    /// The age is counted in whole seconds, and may be from 0 to `max_age`. With `None`, any age is
    /// accepted, also a time of signing in the future.
    ///
    /// # Errors
    /// If no signer accepts the token, the error of the last one, as in
    /// [`TimestampSigner::unsign`]; if one finds that the token has expired, no further one is
    /// tried. [`BadData::BadPayload`] if signature and age are valid but the format cannot read the
    /// payload.
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

    /// The same as [`loads`](Self::loads), but returns also the time of signing (Python:
    /// `return_timestamp=True`).
    ///
    /// # Errors
    /// The same as [`loads`](Self::loads).
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

    /// Reads the value of a token **also if its signature is wrong or it has expired** (Python:
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
