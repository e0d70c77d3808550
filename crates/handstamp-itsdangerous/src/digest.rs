//! The hash functions, and the key derivations.

/// The hash function of key derivation and HMAC (Python: `digest_method`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Digest {
    /// SHA-1, what itsdangerous uses unless told otherwise. Sound inside HMAC.
    #[default]
    Sha1,
    /// SHA-224.
    Sha224,
    /// SHA-256.
    Sha256,
    /// SHA-384.
    Sha384,
    /// SHA-512, the default of itsdangerous 1.0 alone.
    Sha512,
    /// `hashlib.sha3_224`.
    #[cfg(feature = "sha3")]
    Sha3_224,
    /// `hashlib.sha3_256`.
    #[cfg(feature = "sha3")]
    Sha3_256,
    /// `hashlib.sha3_384`.
    #[cfg(feature = "sha3")]
    Sha3_384,
    /// `hashlib.sha3_512`.
    #[cfg(feature = "sha3")]
    Sha3_512,
    /// `hashlib.blake2b`, 64 bytes.
    #[cfg(feature = "blake2")]
    Blake2b,
    /// `hashlib.blake2s`, 32 bytes.
    #[cfg(feature = "blake2")]
    Blake2s,
}

/// How the signing key is made of the secret key and the salt (Python: `key_derivation`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum KeyDerivation {
    /// `concat`: the digest of salt and secret.
    Concat,
    /// `django-concat`: the digest of salt, the word `signer` and secret. The default.
    #[default]
    DjangoConcat,
    /// `hmac`: the HMAC of the salt, keyed with the secret. What Flask uses for its session.
    Hmac,
    /// `none`: the secret itself. The salt separates nothing then.
    None,
}
