//! Values as signed tokens (Python: `serializer.py`).

use crate::bad_data::BadData;
use crate::error::DumpError;
use crate::format::{DumpPayload, LoadPayload};
use crate::secret_keys::SecretKeys;
use crate::signer::Signer;

/// The default salt of serializers, as in Python. Signers have another one,
/// [`Signer::DEFAULT_SALT`](crate::Signer::DEFAULT_SALT).
pub const SERIALIZER_SALT: &[u8] = b"itsdangerous";

/// Turns values into signed tokens and back (Python: `Serializer`). `F` is the payload format.
///
/// ```
/// use handstamp_itsdangerous::{RawBytes, SecretKey, Serializer};
///
/// let key = SecretKey::new("2f1d9a0c5be74386a1d0f7c2e9b85d34")?;
/// let serializer = Serializer::new(key, RawBytes);
/// let token = serializer.dumps("value")?;
/// let value: Vec<u8> = serializer.loads(&token)?;
/// assert_eq!(value, b"value");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Serializer<F> {
    signer: Signer,
    fallbacks: Vec<Signer>,
    format: F,
}

/// The content of a token that is not verified (Python: the pair that `loads_unsafe` returns).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Unverified<T> {
    /// Whether signature and age are valid. A plain token has no age.
    pub signature_valid: bool,
    /// The value, or `None` if the token has no payload that the format can read.
    pub payload: Option<T>,
}

impl<F> Serializer<F> {
    /// A serializer with Python's defaults: the salt [`SERIALIZER_SALT`], and all else as in
    /// [`Signer::builder`].
    pub fn new(keys: impl Into<SecretKeys>, format: F) -> Self {
        Self::with_signer(Signer::builder(keys).salt(SERIALIZER_SALT).build(), format)
    }

    /// A serializer with a signer of your own. Note that the default salt of a signer is not that
    /// of Python's serializers, [`SERIALIZER_SALT`].
    pub fn with_signer(signer: Signer, format: F) -> Self {
        Self { signer, fallbacks: Vec::new(), format }
    }

    /// Adds a signer for tokens that were made with other settings, such as an older salt or digest
    /// (Python: `fallback_signers`). It only verifies, and is tried after those that were added
    /// before.
    #[must_use]
    pub fn with_fallback(mut self, signer: Signer) -> Self {
        self.fallbacks.push(signer);
        self
    }

    /// Turns a value into a token (Python: `dumps`).
    ///
    /// # Errors
    /// [`DumpError::Format`] if the format cannot write the value.
    pub fn dumps<T: ?Sized>(&self, value: &T) -> Result<Vec<u8>, DumpError<F::Error>>
    where
        F: DumpPayload<T>,
    {
        let mut token = Vec::new();
        self.format.dump(value, &mut token).map_err(DumpError::Format)?;
        self.signer.append_signature(&mut token);
        Ok(token)
    }

    /// Checks the signature of a token and returns its value (Python: `loads`).
    ///
    /// # Errors
    /// [`BadData::BadSignature`] if no signer accepts the token: the error of the last one;
    /// [`BadData::BadPayload`] if the signature is valid but the format cannot read the payload.
    pub fn loads<T>(&self, token: impl AsRef<[u8]>) -> Result<T, BadData<F::Error>>
    where
        F: LoadPayload<T>,
    {
        let payload = self.unsign(token.as_ref()).map_err(BadData::widen)?;
        self.format.load(payload).map_err(BadData::BadPayload)
    }

    /// Reads the value of a token **also if its signature is wrong** (Python: `loads_unsafe`). For
    /// tools that explain tokens, never for a decision.
    pub fn loads_unverified<T>(&self, token: impl AsRef<[u8]>) -> Unverified<T>
    where
        F: LoadPayload<T>,
    {
        let token = token.as_ref();
        let (signature_valid, payload) = match self.unsign(token) {
            Ok(payload) => (true, Some(payload)),
            Err(refused) => (false, refused.unverified_payload(token)),
        };
        let payload = payload.and_then(|payload| self.format.load(payload).ok());
        Unverified { signature_valid, payload }
    }

    pub(crate) fn format_mut(&mut self) -> &mut F {
        &mut self.format
    }

    fn unsign<'t>(&self, token: &'t [u8]) -> Result<&'t [u8], BadData> {
        let mut last = self.signer.unsign(token);
        for fallback in &self.fallbacks {
            if last.is_ok() {
                break;
            }
            last = fallback.unsign(token);
        }
        last
    }
}
