//! Signed values as text that fits a URL or a cookie (Python: `url_safe.py`).

use crate::bad_data::BadData;
use crate::error::{DumpError, Error};
use crate::format::{DumpPayload, LoadPayload};
use crate::payload::{PayloadError, UrlSafe};
use crate::secret_keys::SecretKeys;
use crate::serializer::{Serializer, Unverified};
use crate::signer::Signer;

/// Signs values as URL-safe text, compressed where that is shorter (Python: `URLSafeSerializer`).
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
    /// A serializer with Python's defaults, as [`Serializer::new`].
    pub fn new(keys: impl Into<SecretKeys>, format: F) -> Self {
        Self(Serializer::new(keys, UrlSafe::new(format)))
    }

    /// A serializer with a signer of your own, as [`Serializer::with_signer`].
    pub fn with_signer(signer: Signer, format: F) -> Self {
        Self(Serializer::with_signer(signer, UrlSafe::new(format)))
    }

    /// Adds a signer that is tried when the ones before fail, as [`Serializer::with_fallback`].
    #[must_use]
    pub fn with_fallback(self, signer: Signer) -> Self {
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
    /// [`DumpError::Format`] if the format cannot write the value; [`DumpError::Sign`] if the
    /// separator is not UTF-8.
    pub fn dumps<T: ?Sized>(&self, value: &T) -> Result<String, DumpError<F::Error>>
    where
        F: DumpPayload<T>,
    {
        text(self.0.dumps(value)?)
    }

    /// Gives the value of a token back, if one of the signers vouches for it.
    ///
    /// # Errors
    /// As [`Serializer::loads`]; a payload is also bad if it is no base64, no zlib stream or too
    /// large.
    pub fn loads<T>(&self, token: impl AsRef<[u8]>) -> Result<T, BadData<PayloadError<F::Error>>>
    where
        F: LoadPayload<T>,
    {
        self.0.loads(token)
    }

    /// Reads the value of a token **that nobody may have signed**, as
    /// [`Serializer::loads_unverified`].
    pub fn loads_unverified<T>(&self, token: impl AsRef<[u8]>) -> Unverified<T>
    where
        F: LoadPayload<T>,
    {
        self.0.loads_unverified(token)
    }
}

/// A token as text; base64 is, a separator need not be.
pub(crate) fn text<E>(token: Vec<u8>) -> Result<String, DumpError<E>> {
    String::from_utf8(token).map_err(|_| DumpError::Sign(Error::NotUtf8))
}
