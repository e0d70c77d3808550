//! Signed values with the time, as text that fits a URL or a cookie (Python: `url_safe.py`).

use std::time::{Duration, SystemTime};

use crate::bad_data::BadData;
use crate::error::DumpError;
use crate::format::{DumpPayload, LoadPayload};
use crate::payload::{PayloadError, UrlSafe};
use crate::secret_keys::SecretKeys;
use crate::serializer::Unverified;
use crate::timed_serializer::TimedSerializer;
use crate::timestamp_signer::TimestampSigner;
use crate::url_safe::text;

/// Signs values as URL-safe text with the time, compressed where that is shorter (Python:
/// `URLSafeTimedSerializer`): Flask's session cookie, mail confirmation links and many more.
///
/// ```
/// use std::time::{Duration, SystemTime};
/// use handstamp_itsdangerous::{RawBytes, SecretKey, UrlSafeTimedSerializer};
///
/// let key = SecretKey::new("2f1d9a0c5be74386a1d0f7c2e9b85d34")?;
/// let serializer = UrlSafeTimedSerializer::new(key, RawBytes);
/// let now = SystemTime::now();
/// let token: String = serializer.dumps("[1,2,3]", now)?;
/// let value: Vec<u8> = serializer.loads(&token, now, Some(Duration::from_secs(60)))?;
/// assert_eq!(value, b"[1,2,3]");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct UrlSafeTimedSerializer<F>(TimedSerializer<UrlSafe<F>>);

impl<F> UrlSafeTimedSerializer<F> {
    /// A serializer with Python's defaults, as [`TimedSerializer::new`].
    pub fn new(keys: impl Into<SecretKeys>, format: F) -> Self {
        Self(TimedSerializer::new(keys, UrlSafe::new(format)))
    }

    /// A serializer with a signer of your own, as [`TimedSerializer::with_signer`].
    pub fn with_signer(signer: TimestampSigner, format: F) -> Self {
        Self(TimedSerializer::with_signer(signer, UrlSafe::new(format)))
    }

    /// Adds a signer that is tried when the ones before fail, as
    /// [`TimedSerializer::with_fallback`].
    #[must_use]
    pub fn with_fallback(self, signer: TimestampSigner) -> Self {
        Self(self.0.with_fallback(signer))
    }

    /// Sets how many bytes a compressed payload may have after inflating; 64 KiB unless set.
    #[must_use]
    pub fn with_inflate_limit(mut self, bytes: usize) -> Self {
        self.0.format_mut().inflate_limit = bytes;
        self
    }

    /// Signs a value.
    ///
    /// # Errors
    /// [`DumpError::Format`] if the format cannot write the value; [`DumpError::Sign`] if `now`
    /// is before the epoch or the separator is not UTF-8.
    pub fn dumps<T: ?Sized>(
        &self,
        value: &T,
        now: SystemTime,
    ) -> Result<String, DumpError<F::Error>>
    where
        F: DumpPayload<T>,
    {
        text(self.0.dumps(value, now)?)
    }

    /// Gives the value of a token back, if one of the signers vouches for it and its age is
    /// between 0 and `max_age`; `None` takes any age.
    ///
    /// # Errors
    /// As [`TimedSerializer::loads`]; a payload is also bad if it is no base64, no zlib stream or
    /// too large.
    pub fn loads<T>(
        &self,
        token: impl AsRef<[u8]>,
        now: SystemTime,
        max_age: Option<Duration>,
    ) -> Result<T, BadData<PayloadError<F::Error>>>
    where
        F: LoadPayload<T>,
    {
        self.0.loads(token, now, max_age)
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
    ) -> Result<(T, SystemTime), BadData<PayloadError<F::Error>>>
    where
        F: LoadPayload<T>,
    {
        self.0.loads_timestamped(token, now, max_age)
    }

    /// Reads the value of a token **that nobody may have signed**, or that has expired, as
    /// [`TimedSerializer::loads_unverified`].
    pub fn loads_unverified<T>(
        &self,
        token: impl AsRef<[u8]>,
        now: SystemTime,
        max_age: Option<Duration>,
    ) -> Unverified<T>
    where
        F: LoadPayload<T>,
    {
        self.0.loads_unverified(token, now, max_age)
    }
}
