//! Signed values (Python: `serializer.py`).

use crate::bad_data::BadData;
use crate::error::DumpError;
use crate::format::{DumpPayload, LoadPayload};
use crate::secret_keys::SecretKeys;
use crate::signer::Signer;

/// The salt of serializers unless told otherwise. A plain signer has
/// [`Signer::DEFAULT_SALT`](crate::Signer::DEFAULT_SALT).
pub const SERIALIZER_SALT: &[u8] = b"itsdangerous";

/// Signs values that a format `F` writes (Python: `Serializer`).
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

/// What a token says although nobody vouches for it (Python: the pair from `loads_unsafe`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Unverified<T> {
    /// Whether the signature, and the age if there is one, are good.
    pub signature_valid: bool,
    /// The value, if the token has one that can be read.
    pub payload: Option<T>,
}

impl<F> Serializer<F> {
    /// A serializer with Python's defaults: [`SERIALIZER_SALT`], and the rest as
    /// [`Signer::builder`] has it.
    pub fn new(keys: impl Into<SecretKeys>, format: F) -> Self {
        Self::with_signer(Signer::builder(keys).salt(SERIALIZER_SALT).build(), format)
    }

    /// A serializer with a signer of your own. Mind the salt: a signer's default is not that of
    /// Python's serializers.
    pub fn with_signer(signer: Signer, format: F) -> Self {
        Self { signer, fallbacks: Vec::new(), format }
    }

    /// Adds a signer that is tried when the ones before fail: for tokens with an older salt,
    /// derivation or digest. It never signs.
    #[must_use]
    pub fn with_fallback(mut self, signer: Signer) -> Self {
        self.fallbacks.push(signer);
        self
    }

    /// Signs a value.
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

    /// Gives the value of a token back, if one of the signers vouches for it.
    ///
    /// # Errors
    /// [`BadData::BadSignature`] of the last signer tried; [`BadData::BadPayload`] if the
    /// signature is good and the format cannot read the payload.
    pub fn loads<T>(&self, token: impl AsRef<[u8]>) -> Result<T, BadData<F::Error>>
    where
        F: LoadPayload<T>,
    {
        let payload = self.unsign(token.as_ref()).map_err(BadData::widen)?;
        self.format.load(payload).map_err(BadData::BadPayload)
    }

    /// Reads the value of a token **that nobody may have signed** (Python: `loads_unsafe`). For
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
