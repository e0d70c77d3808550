//! Signed bytes with the time of signing: `value . time . signature` (Python: `timed.py`).

use std::time::{Duration, SystemTime};

use crate::bad_data::{
    BadData, BadSignature, BadTimeSignature, BadTimeSignatureReason, SignatureExpired,
};
use crate::error::Error;
use crate::signer::Signer;
use crate::timestamp::{Epoch, Malformed, Timestamp, unix_seconds};

/// Signs bytes together with the time, so that a token can expire (Python: `TimestampSigner`).
///
/// It does not read a clock: `now` is an argument. Verifying allocates nothing.
///
/// ```
/// use std::time::{Duration, SystemTime};
/// use handstamp_itsdangerous::{BadData, SecretKey, Signer, TimestampSigner};
///
/// let key = SecretKey::new("2f1d9a0c5be74386a1d0f7c2e9b85d34")?;
/// let signer = TimestampSigner::new(Signer::builder(key).salt("activate").build());
///
/// let now = SystemTime::now();
/// let token = signer.sign("value", now)?;
/// let day = Duration::from_secs(24 * 60 * 60);
/// assert_eq!(signer.unsign(&token, now + day, Some(day))?.value, b"value");
/// let refused = signer.unsign(&token, now + 2 * day, Some(day)).unwrap_err();
/// assert!(matches!(refused, BadData::SignatureExpired(_)));
/// assert_eq!(refused.unverified_payload(&token), Some(&b"value"[..]));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct TimestampSigner {
    signer: Signer,
    epoch: Epoch,
    tolerance: Duration,
}

/// The parts of a timed token whose signature and age are valid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct TimedValue<'t> {
    /// The value that was signed, without time stamp and signature.
    pub value: &'t [u8],
    /// When the token was signed, in whole seconds.
    pub date_signed: SystemTime,
    /// The whole signature, in base64url. A signature has only one such text, so it can be the key
    /// of a cache.
    pub signature: &'t [u8],
    /// Which key made the signature: 0 is the newest, 1 the one before it, and so on.
    pub key_index: usize,
}

impl TimestampSigner {
    /// Adds time stamps to a signer. They count from 1970.
    pub fn new(signer: Signer) -> Self {
        Self { signer, epoch: Epoch::Unix, tolerance: Duration::ZERO }
    }

    /// Sets the epoch of time stamps. Use [`Epoch::Year2011`] for tokens of itsdangerous 0.24.
    /// Default: [`Epoch::Unix`].
    #[must_use]
    pub fn with_epoch(mut self, epoch: Epoch) -> Self {
        self.epoch = epoch;
        self
    }

    /// Sets how far in the future a token may have been signed. Without it, a token is refused if
    /// the clock of the machine that signed it is one second ahead. Only whole seconds count. It
    /// does not make tokens expire later. Default: 0 seconds, as in Python.
    #[must_use]
    pub fn with_clock_tolerance(mut self, ahead: Duration) -> Self {
        self.tolerance = ahead;
        self
    }

    /// The signer without time stamps.
    pub fn signer(&self) -> &Signer {
        &self.signer
    }

    /// Signs bytes. The result is the value, the time and the signature, with separators between
    /// them.
    ///
    /// # Errors
    /// [`Error::BeforeEpoch`] if `now` is before the epoch.
    pub fn sign(&self, value: impl AsRef<[u8]>, now: SystemTime) -> Result<Vec<u8>, Error> {
        let mut token = value.as_ref().to_vec();
        self.append_signature(&mut token, now)?;
        Ok(token)
    }

    /// Turns a value into a token in place: appends the time and the signature.
    ///
    /// # Errors
    /// [`Error::BeforeEpoch`] if `now` is before the epoch. The value is then unchanged.
    pub fn append_signature(&self, value: &mut Vec<u8>, now: SystemTime) -> Result<(), Error> {
        let length = value.len();
        value.extend_from_slice(self.signer.separator());
        Timestamp::append(now, self.epoch, value).inspect_err(|_| value.truncate(length))?;
        self.signer.append_signature(value);
        Ok(())
    }

    /// Checks signature and age of a token and returns its parts (Python: `unsign`).
    ///
    /// The age is counted in whole seconds, and may be from 0 to `max_age`. With `None`, any age is
    /// accepted, also a time of signing in the future.
    ///
    /// # Errors
    /// [`BadData::BadSignature`] or [`BadData::BadTimeSignature`] if the signature or the time
    /// stamp is missing or wrong; [`BadData::SignatureExpired`] if the age is above `max_age` or
    /// below 0.
    pub fn unsign<'t, T: AsRef<[u8]> + ?Sized>(
        &self,
        token: &'t T,
        now: SystemTime,
        max_age: Option<Duration>,
    ) -> Result<TimedValue<'t>, BadData> {
        let (timed, timestamp) = self.verify(token.as_ref())?;
        match max_age {
            Some(max_age) => {
                self.check_age(timed, timestamp.unix, now, max_age)?;
                Ok(timed)
            }
            None => Ok(timed),
        }
    }

    /// Whether [`unsign`](Self::unsign) accepts the token (Python: `validate`).
    pub fn validate(
        &self,
        token: impl AsRef<[u8]>,
        now: SystemTime,
        max_age: Option<Duration>,
    ) -> bool {
        self.unsign(&token, now, max_age).is_ok()
    }

    /// Checks everything except the age.
    fn verify<'t>(&self, token: &'t [u8]) -> Result<(TimedValue<'t>, Timestamp), BadData> {
        let verified = self.signer.verify(token).map_err(|error| self.not_signed(token, error))?;
        let refuse = |reason, payload: &[u8]| BadTimeSignature {
            reason,
            date_signed: None,
            payload_len: payload.len(),
        };
        let (value, stamp) = self
            .signer
            .split(verified.value)
            .ok_or_else(|| refuse(BadTimeSignatureReason::Missing, verified.value))?;
        let timestamp = Timestamp::parse(stamp, self.epoch)
            .map_err(|_| refuse(BadTimeSignatureReason::Malformed, value))?;
        let timed = TimedValue {
            value,
            date_signed: timestamp.date,
            signature: verified.signature,
            key_index: verified.key_index,
        };
        Ok((timed, timestamp))
    }

    /// The error for a bad signature, as in Python: with the time that the token claims, if it has
    /// one.
    fn not_signed(&self, token: &[u8], error: BadSignature) -> BadData {
        let payload = error.payload_len.and_then(|length| token.get(..length));
        let Some((value, stamp)) = payload.and_then(|payload| self.signer.split(payload)) else {
            return error.into();
        };
        let (reason, date_signed) = match Timestamp::parse(stamp, self.epoch) {
            Ok(timestamp) => (BadTimeSignatureReason::DoesNotMatch, Some(timestamp.date)),
            Err(Malformed::Bytes) => (BadTimeSignatureReason::DoesNotMatch, None),
            Err(Malformed::Date) => (BadTimeSignatureReason::Malformed, None),
        };
        BadTimeSignature { reason, date_signed, payload_len: value.len() }.into()
    }

    fn check_age(
        &self,
        timed: TimedValue<'_>,
        signed_at: i64,
        now: SystemTime,
        max_age: Duration,
    ) -> Result<(), SignatureExpired> {
        let age = unix_seconds(now).saturating_sub(signed_at);
        let seconds = Duration::from_secs(age.unsigned_abs());
        let within = if age < 0 { seconds <= self.tolerance } else { seconds <= max_age };
        if within {
            return Ok(());
        }
        let payload_len = timed.value.len();
        Err(SignatureExpired { age, max_age, date_signed: timed.date_signed, payload_len })
    }
}
