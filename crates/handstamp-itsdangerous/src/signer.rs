//! Signed bytes: `value . signature` (Python: `signer.py`).

use std::fmt;
use std::sync::Arc;

use crate::bad_data::{BadData, BadSignature, BadSignatureReason};
use crate::base64;
use crate::builder::SignerBuilder;
use crate::mac::{LONGEST, Mac, MacKey};
use crate::secret_keys::SecretKeys;
use crate::separator::Separator;

/// Signs bytes, and gives them back only if one of its keys signed them (Python: `Signer`).
///
/// The signing keys are derived once, when it is made. Verifying allocates nothing. A clone shares
/// the keys.
///
/// ```
/// use handstamp_itsdangerous::{SecretKey, Signer};
///
/// let key = SecretKey::new("2f1d9a0c5be74386a1d0f7c2e9b85d34")?;
/// let signer = Signer::builder(key).salt("activate").build();
/// let token = signer.sign("value");
/// assert_eq!(signer.unsign(&token)?, b"value");
/// assert!(signer.unsign("value.tampered").is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Signer {
    /// Newest first, never empty.
    keys: Arc<[Box<dyn MacKey>]>,
    separator: Separator,
    /// The length of every signature in base64: all keys make codes of one length.
    signature_len: usize,
}

/// A token whose signature is good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Verified<'t> {
    pub(crate) value: &'t [u8],
    pub(crate) signature: &'t [u8],
    pub(crate) key_index: usize,
}

impl Signer {
    /// The salt unless told otherwise.
    pub const DEFAULT_SALT: &'static [u8] = b"itsdangerous.Signer";

    /// Starts a signer with Python's defaults: salt `itsdangerous.Signer`, separator `.`,
    /// derivation `django-concat`, SHA-1.
    pub fn builder(keys: impl Into<SecretKeys>) -> SignerBuilder {
        SignerBuilder::new(keys.into())
    }

    pub(crate) fn from_parts(keys: Vec<Box<dyn MacKey>>, separator: Separator) -> Self {
        let signature_len = base64::encoded_len(keys.first().map_or(0, |key| key.mac_len()));
        Self { keys: keys.into(), separator, signature_len }
    }

    /// The separator between value and signature.
    pub fn separator(&self) -> &[u8] {
        self.separator.as_bytes()
    }

    /// Signs bytes: the value, the separator and the signature in base64.
    pub fn sign(&self, value: impl AsRef<[u8]>) -> Vec<u8> {
        let value = value.as_ref();
        let signature = base64::encoded_len(LONGEST);
        let mut token = Vec::with_capacity(value.len() + self.separator().len() + signature);
        token.extend_from_slice(value);
        self.append_signature(&mut token);
        token
    }

    /// Turns a value into a token in place: appends the separator and the signature.
    pub fn append_signature(&self, value: &mut Vec<u8>) {
        let mac = self.keys.first().map(|key| key.mac(value));
        value.extend_from_slice(self.separator());
        base64::encode_onto(mac.as_ref().map_or(&[], Mac::as_bytes), value);
    }

    /// The signature of a value, in base64 (Python: `get_signature`).
    pub fn signature(&self, value: impl AsRef<[u8]>) -> Vec<u8> {
        let mut text = Vec::new();
        if let Some(key) = self.keys.first() {
            base64::encode_onto(key.mac(value.as_ref()).as_bytes(), &mut text);
        }
        text
    }

    /// Whether the signature, in base64, is that of the value (Python: `verify_signature`).
    ///
    /// Only the one form of base64 that signing writes is taken.
    pub fn verify_signature(&self, value: impl AsRef<[u8]>, signature: impl AsRef<[u8]>) -> bool {
        self.matching_key(value.as_ref(), signature.as_ref()).is_some()
    }

    /// Gives the value of a token back, without separator and signature.
    ///
    /// # Errors
    /// [`BadData::BadSignature`] if there is no separator, or if no key made this signature.
    pub fn unsign<'t, T: AsRef<[u8]> + ?Sized>(&self, token: &'t T) -> Result<&'t [u8], BadData> {
        Ok(self.verify(token.as_ref())?.value)
    }

    /// Whether the token is signed well (Python: `validate`).
    pub fn validate(&self, token: impl AsRef<[u8]>) -> bool {
        self.unsign(&token).is_ok()
    }

    /// What stands before and after the last separator.
    pub(crate) fn split<'t>(&self, token: &'t [u8]) -> Option<(&'t [u8], &'t [u8])> {
        self.separator.split_last(token)
    }

    pub(crate) fn verify<'t>(&self, token: &'t [u8]) -> Result<Verified<'t>, BadSignature> {
        let (value, signature) = self
            .split(token)
            .ok_or(BadSignature { reason: BadSignatureReason::Missing, payload_len: None })?;
        let key_index = self.matching_key(value, signature).ok_or(BadSignature {
            reason: BadSignatureReason::DoesNotMatch,
            payload_len: Some(value.len()),
        })?;
        Ok(Verified { value, signature, key_index })
    }

    /// The place of the key that made this signature; the newest is 0. Text that is no signature
    /// is refused before anything is computed.
    fn matching_key(&self, value: &[u8], signature: &[u8]) -> Option<usize> {
        if signature.len() != self.signature_len {
            return None;
        }
        let mut buffer = [0; LONGEST];
        let code = base64::decode_short(signature, &mut buffer).ok()?;
        self.keys.iter().position(|key| key.verify(value, code))
    }
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signer")
            .field("keys", &format_args!("[{} redacted]", self.keys.len()))
            .field("separator", &self.separator)
            .finish()
    }
}
