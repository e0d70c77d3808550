//! Values as signed text for URLs and cookies (Python: `url_safe.py`).

use crate::bad_data::BadData;
use crate::error::{DumpError, Error};
use crate::format::{DumpPayload, LoadPayload};
use crate::payload::UrlSafe;
use crate::payload_error::PayloadError;
use crate::secret_keys::SecretKeys;
use crate::serializer::{Serializer, Unverified};
use crate::signer::Signer;

/// Turns values into signed text for URLs and cookies, and back (Python: `URLSafeSerializer`).
///
/// A payload is compressed if that makes it shorter. [`encode_payload`](crate::encode_payload) says
/// how close the compressed bytes are to Python's.
///
/// ```
/// use handstamp_itsdangerous::{RawBytes, SecretKey, UrlSafeSerializer};
///
/// let key = SecretKey::new("2f1d9a0c5be74386a1d0f7c2e9b85d34")?;
/// let serializer = UrlSafeSerializer::new(key, RawBytes);
/// let token = serializer.dumps("[1,2,3]")?;
/// assert!(token.starts_with("WzEsMiwzXQ."));
/// let value: Vec<u8> = serializer.loads(&token)?;
/// assert_eq!(value, b"[1,2,3]");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct UrlSafeSerializer<F>(Serializer<UrlSafe<F>>);

impl<F> UrlSafeSerializer<F> {
    /// A serializer with Python's defaults, as in [`Serializer::new`].
    pub fn new(keys: impl Into<SecretKeys>, format: F) -> Self {
        Self(Serializer::new(keys, UrlSafe::new(format)))
    }

    /// A serializer with a signer of your own, as in [`Serializer::with_signer`].
    pub fn with_signer(signer: Signer, format: F) -> Self {
        Self(Serializer::with_signer(signer, UrlSafe::new(format)))
    }

    /// Adds a signer for tokens that were made with other settings, as in
    /// [`Serializer::with_fallback`].
    #[must_use]
    pub fn with_fallback(self, signer: Signer) -> Self {
        Self(self.0.with_fallback(signer))
    }

    /// Sets how many bytes a compressed payload may have after decompression. Default: 65,536 bytes
    /// (64 KiB).
    #[must_use]
    pub fn with_inflate_limit(mut self, bytes: usize) -> Self {
        self.0.format_mut().inflate_limit = bytes;
        self
    }

    /// Turns a value into a token (Python: `dumps`).
    ///
    /// # Errors
    /// [`DumpError::Format`] if the format cannot write the value; [`DumpError::Sign`] if the
    /// separator is not UTF-8.
    pub fn dumps<T: ?Sized>(&self, value: &T) -> Result<String, DumpError<F::Error>>
    where
        F: DumpPayload<T>,
    {
        text(self.0.dumps(value)?)
    }

    /// Checks the signature of a token and returns its value (Python: `loads`).
    ///
    /// # Errors
    /// The same as [`Serializer::loads`]. [`BadData::BadPayload`] is also the error of a payload
    /// that is not base64, not a zlib stream, or too large.
    pub fn loads<T>(&self, token: impl AsRef<[u8]>) -> Result<T, BadData<PayloadError<F::Error>>>
    where
        F: LoadPayload<T>,
    {
        self.0.loads(token)
    }

    /// Reads the value of a token **also if its signature is wrong**, as in
    /// [`Serializer::loads_unverified`].
    pub fn loads_unverified<T>(&self, token: impl AsRef<[u8]>) -> Unverified<T>
    where
        F: LoadPayload<T>,
    {
        self.0.loads_unverified(token)
    }
}

/// A token as text. Base64 always is text, but a separator need not be.
pub(crate) fn text<E>(token: Vec<u8>) -> Result<String, DumpError<E>> {
    String::from_utf8(token).map_err(|_| DumpError::Sign(Error::NotUtf8))
}
