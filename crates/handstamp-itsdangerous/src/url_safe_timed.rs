//! Values as signed text for URLs and cookies, with the time of signing (Python: `url_safe.py`).

use std::time::{Duration, SystemTime};

use crate::bad_data::BadData;
use crate::error::DumpError;
use crate::format::{DumpPayload, LoadPayload};
use crate::payload::UrlSafe;
use crate::payload_error::PayloadError;
use crate::secret_keys::SecretKeys;
use crate::serializer::Unverified;
use crate::timed_serializer::TimedSerializer;
use crate::timestamp_signer::TimestampSigner;
use crate::url_safe::text;

/// Turns values into signed text that can expire, and back (Python: `URLSafeTimedSerializer`).
/// Flask's session cookie is such a text, and many apps use it for links in mails.
///
/// A payload is compressed if that makes it shorter. [`encode_payload`](crate::encode_payload) says
/// how close the compressed bytes are to Python's. The clock is not read: `now` is an argument.
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
    /// A serializer with Python's defaults, as in [`TimedSerializer::new`].
    pub fn new(keys: impl Into<SecretKeys>, format: F) -> Self {
        Self(TimedSerializer::new(keys, UrlSafe::new(format)))
    }

    /// A serializer with a signer of your own, as in [`TimedSerializer::with_signer`].
    pub fn with_signer(signer: TimestampSigner, format: F) -> Self {
        Self(TimedSerializer::with_signer(signer, UrlSafe::new(format)))
    }

    /// Adds a signer for tokens that were made with other settings, as in
    /// [`TimedSerializer::with_fallback`].
    #[must_use]
    pub fn with_fallback(self, signer: TimestampSigner) -> Self {
        Self(self.0.with_fallback(signer))
    }

    /// Sets how many bytes a compressed payload may have after decompression. Default: 65,536 bytes
    /// (64 KiB).
    #[must_use]
    pub fn with_inflate_limit(mut self, bytes: usize) -> Self {
        self.0.format_mut().inflate_limit = bytes;
        self
    }

    /// Turns a value into a token that says that it was signed at `now` (Python: `dumps`).
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

    /// Checks signature and age of a token and returns its value (Python: `loads`).
    ///
    /// The age is counted in whole seconds, and may be from 0 to `max_age`. With `None`, any age is
    /// accepted, also a time of signing in the future.
    ///
    /// # Errors
    /// The same as [`TimedSerializer::loads`]. [`BadData::BadPayload`] is also the error of a
    /// payload that is not base64, not a zlib stream, or too large.
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
    ) -> Result<(T, SystemTime), BadData<PayloadError<F::Error>>>
    where
        F: LoadPayload<T>,
    {
        self.0.loads_timestamped(token, now, max_age)
    }

    /// Reads the value of a token **also if its signature is wrong or it has expired**, as in
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
