//! The settings of a signer.

use crate::digest::{Digest, KeyDerivation};
use crate::error::Error;
use crate::mac;
use crate::secret_keys::SecretKeys;
use crate::separator::Separator;
use crate::signer::Signer;

/// The settings of a [`Signer`], made by [`Signer::builder`].
#[derive(Debug, Clone)]
pub struct SignerBuilder {
    keys: SecretKeys,
    salt: Vec<u8>,
    separator: Separator,
    key_derivation: KeyDerivation,
    digest: Digest,
    signed: bool,
}

impl SignerBuilder {
    pub(crate) fn new(keys: SecretKeys) -> Self {
        Self {
            keys,
            salt: Signer::DEFAULT_SALT.to_vec(),
            separator: Separator::default(),
            key_derivation: KeyDerivation::default(),
            digest: Digest::default(),
            signed: true,
        }
    }

    /// Sets the salt: what these tokens are for. It need not be secret; a token of one salt is
    /// none of another. Serializers have the default [`SERIALIZER_SALT`](crate::SERIALIZER_SALT).
    #[must_use]
    pub fn salt(mut self, salt: impl AsRef<[u8]>) -> Self {
        self.salt = salt.as_ref().to_vec();
        self
    }

    /// Sets what stands between value and signature, one byte or more; `.` unless set.
    ///
    /// # Errors
    /// [`Error::Separator`] if it is empty or can occur in a signature.
    pub fn separator(mut self, separator: impl AsRef<[u8]>) -> Result<Self, Error> {
        self.separator = Separator::new(separator.as_ref())?;
        Ok(self)
    }

    /// Sets how the signing key is derived; [`KeyDerivation::DjangoConcat`] unless set.
    #[must_use]
    pub fn key_derivation(mut self, key_derivation: KeyDerivation) -> Self {
        self.key_derivation = key_derivation;
        self
    }

    /// Sets the digest of derivation and signature; [`Digest::Sha1`] unless set.
    #[must_use]
    pub fn digest(mut self, digest: Digest) -> Self {
        self.digest = digest;
        self
    }

    /// Signs nothing: the signature is empty, and **anybody can make a token that is accepted**
    /// (Python: `NoneAlgorithm`). For tests.
    #[must_use]
    pub fn algorithm_none_accepts_anything(mut self) -> Self {
        self.signed = false;
        self
    }

    /// Derives and prepares the keys.
    pub fn build(self) -> Signer {
        let prepare = |secret| mac::prepare(self.digest, self.key_derivation, &self.salt, secret);
        let keys = if self.signed {
            self.keys.iter().map(prepare).collect()
        } else {
            vec![mac::unsigned()]
        };
        Signer::from_parts(keys, self.separator)
    }
}
