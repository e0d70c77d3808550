//! Signed bytes: `value . signature` (Python: `signer.py`).

use std::fmt;
use std::sync::Arc;

use crate::bad_data::{BadData, BadSignature, BadSignatureReason};
use crate::base64;
use crate::mac::{LONGEST, Mac, MacKey};
use crate::separator::Separator;

/// Signs bytes, and returns them only if one of its keys signed them (Python: `Signer`).
///
/// [`Signer::builder`] makes one. The signing keys are derived once, by
/// [`build`](crate::SignerBuilder::build). Verifying allocates nothing. A clone shares the keys and
/// costs almost nothing.
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
    /// The length in bytes of every signature in base64. It is the same for all keys.
    signature_len: usize,
}

/// The parts of a token whose signature is valid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Verified<'t> {
    pub(crate) value: &'t [u8],
    pub(crate) signature: &'t [u8],
    pub(crate) key_index: usize,
}

impl Signer {
    /// The default salt of signers, as in Python. Serializers have another one,
    /// [`SERIALIZER_SALT`](crate::SERIALIZER_SALT).
    pub const DEFAULT_SALT: &'static [u8] = b"itsdangerous.Signer";

    pub(crate) fn from_parts(keys: Vec<Box<dyn MacKey>>, separator: Separator) -> Self {
        let signature_len = base64::encoded_len(keys.first().map_or(0, |key| key.mac_len()));
        Self { keys: keys.into(), separator, signature_len }
    }

    /// The separator between value and signature.
    pub fn separator(&self) -> &[u8] {
        self.separator.as_bytes()
    }

    /// Signs bytes. The result is the value, the separator and the signature in base64url.
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

    /// The signature of a value in base64url, made by the newest key (Python: `get_signature`).
    pub fn signature(&self, value: impl AsRef<[u8]>) -> Vec<u8> {
        let mut text = Vec::new();
        if let Some(key) = self.keys.first() {
            base64::encode_onto(key.mac(value.as_ref()).as_bytes(), &mut text);
        }
        text
    }

    /// Whether one of the keys made this signature of this value (Python: `verify_signature`).
    ///
    /// The signature is base64url in the form that Python writes. Anything else is `false`.
    pub fn verify_signature(&self, value: impl AsRef<[u8]>, signature: impl AsRef<[u8]>) -> bool {
        self.matching_key(value.as_ref(), signature.as_ref()).is_some()
    }

    /// Checks the signature of a token and returns the value, without separator and signature
    /// (Python: `unsign`).
    ///
    /// # Errors
    /// [`BadData::BadSignature`] if there is no separator, or if none of the keys made the
    /// signature.
    pub fn unsign<'t, T: AsRef<[u8]> + ?Sized>(&self, token: &'t T) -> Result<&'t [u8], BadData> {
        Ok(self.verify(token.as_ref())?.value)
    }

    /// Whether the token has a valid signature (Python: `validate`).
    pub fn validate(&self, token: impl AsRef<[u8]>) -> bool {
        self.unsign(&token).is_ok()
    }

    /// The parts before and after the last separator.
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

    /// The position of the key that made this signature, where 0 is the newest. Text that cannot be
    /// a signature is refused before anything is computed.
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
