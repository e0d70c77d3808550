//! The settings of a signer.

use crate::digest::{Digest, KeyDerivation};
use crate::error::Error;
use crate::mac;
use crate::secret_keys::SecretKeys;
use crate::separator::Separator;
use crate::signer::Signer;

/// The settings of a [`Signer`]. Start with [`Signer::builder`], end with
/// [`build`](SignerBuilder::build).
#[derive(Debug, Clone)]
pub struct SignerBuilder {
    keys: SecretKeys,
    salt: Vec<u8>,
    separator: Separator,
    key_derivation: KeyDerivation,
    digest: Digest,
    signed: bool,
}

impl Signer {
    /// Starts a signer with the defaults of Python's `Signer`: salt
    /// [`DEFAULT_SALT`](Signer::DEFAULT_SALT), separator `.`, key derivation
    /// [`KeyDerivation::DjangoConcat`], digest [`Digest::Sha1`].
    pub fn builder(keys: impl Into<SecretKeys>) -> SignerBuilder {
        SignerBuilder {
            keys: keys.into(),
            salt: Self::DEFAULT_SALT.to_vec(),
            separator: Separator::default(),
            key_derivation: KeyDerivation::default(),
            digest: Digest::default(),
            signed: true,
        }
    }
}

impl SignerBuilder {
    /// Sets the salt, which names the purpose of these tokens. A token made with one salt is
    /// refused with another. The salt does not have to be secret. Default:
    /// [`Signer::DEFAULT_SALT`]; Python's serializers use
    /// [`SERIALIZER_SALT`](crate::SERIALIZER_SALT).
    #[must_use]
    pub fn salt(mut self, salt: impl AsRef<[u8]>) -> Self {
        self.salt = salt.as_ref().to_vec();
        self
    }

    /// Sets the separator between value and signature: one byte or more. Default: `.`
    ///
    /// # Errors
    /// [`Error::Separator`] if it is empty or can occur in a signature.
    pub fn separator(mut self, separator: impl AsRef<[u8]>) -> Result<Self, Error> {
        self.separator = Separator::new(separator.as_ref())?;
        Ok(self)
    }

    /// Sets how the signing key is derived. Default: [`KeyDerivation::DjangoConcat`].
    #[must_use]
    pub fn key_derivation(mut self, key_derivation: KeyDerivation) -> Self {
        self.key_derivation = key_derivation;
        self
    }

    /// Sets the digest of key derivation and signature. Default: [`Digest::Sha1`].
    #[must_use]
    pub fn digest(mut self, digest: Digest) -> Self {
        self.digest = digest;
        self
    }

    /// Turns signing off: the signature is empty, and **anybody can make a token that is accepted**
    /// (Python: `NoneAlgorithm`). For tests.
    #[must_use]
    pub fn algorithm_none_accepts_anything(mut self) -> Self {
        self.signed = false;
        self
    }

    /// Derives the signing keys and makes the signer.
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
