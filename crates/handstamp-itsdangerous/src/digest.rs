//! Hash functions and key derivations.

/// The hash function of key derivation and HMAC (Python: `digest_method`). Default: SHA-1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Digest {
    /// SHA-1, the default of itsdangerous. Within HMAC it is still secure: the known attacks on
    /// SHA-1 find collisions, and HMAC does not depend on their absence.
    #[default]
    Sha1,
    /// SHA-224.
    Sha224,
    /// SHA-256.
    Sha256,
    /// SHA-384.
    Sha384,
    /// SHA-512, the default of itsdangerous 1.0 and of no other version.
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
    /// `hashlib.blake2b`, with a digest of 64 bytes.
    #[cfg(feature = "blake2")]
    Blake2b,
    /// `hashlib.blake2s`, with a digest of 32 bytes.
    #[cfg(feature = "blake2")]
    Blake2s,
}

/// How the signing key is derived from the secret key and the salt (Python: `key_derivation`).
/// Default: `django-concat`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum KeyDerivation {
    /// `concat`: the digest of salt and secret key.
    Concat,
    /// `django-concat`: the digest of salt, the word `signer` and secret key. The default of
    /// itsdangerous.
    #[default]
    DjangoConcat,
    /// `hmac`: the HMAC of the salt with the secret key. Flask uses it for its session.
    Hmac,
    /// `none`: the secret key itself. The salt has no effect: a token made for one purpose is
    /// accepted for every other one.
    None,
}
