//! The ways in which itsdangerous signs (salt, key derivation, digest), and which of them made a signature.

use handstamp_flask::RememberToken;
use handstamp_itsdangerous::{Digest, KeyDerivation, SecretKey, Signer};

use super::app_token::AppToken;

/// How a signing key is made from a secret key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scheme {
    /// What the signature is for.
    pub salt: String,
    /// How the salt and the secret key become the signing key.
    pub key_derivation: KeyDerivation,
    /// The hash function of derivation and signature.
    pub digest: Digest,
}

const DERIVATIONS: [KeyDerivation; 4] =
    [KeyDerivation::Hmac, KeyDerivation::DjangoConcat, KeyDerivation::Concat, KeyDerivation::None];

/// The digests, with the length of their signatures in base64.
const DIGESTS: [(Digest, usize); 5] = [
    (Digest::Sha1, 27),
    (Digest::Sha224, 38),
    (Digest::Sha256, 43),
    (Digest::Sha384, 64),
    (Digest::Sha512, 86),
];

/// The digest whose signatures have this many characters.
pub(crate) fn digest_of_length(signature: usize) -> Option<Digest> {
    DIGESTS.into_iter().find(|(_, length)| *length == signature).map(|(digest, _)| digest)
}

/// How many characters the signatures of this digest have. 0 for a digest that is not tried.
pub(crate) fn signature_length(digest: Digest) -> usize {
    DIGESTS.into_iter().find(|(each, _)| *each == digest).map_or(0, |(_, length)| length)
}

impl Scheme {
    pub(crate) fn new(salt: &str, key_derivation: KeyDerivation, digest: Digest) -> Self {
        Self { salt: salt.to_owned(), key_derivation, digest }
    }

    /// Whether this key made the signature, which is base64 in its canonical form.
    pub(crate) fn made(&self, key: &SecretKey, signed: &[u8], signature: &[u8]) -> bool {
        let builder = Signer::builder(key.clone()).salt(&self.salt);
        let builder = builder.key_derivation(self.key_derivation).digest(self.digest);
        builder.build().verify_signature(signed, signature)
    }

    /// Every known scheme whose signatures have this length, the expected ones first.
    pub(crate) fn candidates(expected: &[Self], signature: usize) -> Vec<Self> {
        let Some(digest) = digest_of_length(signature) else { return Vec::new() };
        let mut salts: Vec<&str> = expected.iter().map(|scheme| scheme.salt.as_str()).collect();
        salts.extend(RememberToken::KNOWN_SALTS);
        salts.extend(AppToken::ALL.map(|app| app.salt));
        let mut candidates: Vec<Self> =
            expected.iter().filter(|scheme| scheme.digest == digest).cloned().collect();
        for salt in salts {
            for derivation in DERIVATIONS {
                let scheme = Self::new(salt, derivation, digest);
                if !candidates.contains(&scheme) {
                    candidates.push(scheme);
                }
            }
        }
        candidates
    }
}

/// The name of a digest, as Python's hashlib has it.
#[must_use]
pub fn digest_name(digest: Digest) -> &'static str {
    match digest {
        Digest::Sha1 => "sha1",
        Digest::Sha224 => "sha224",
        Digest::Sha256 => "sha256",
        Digest::Sha384 => "sha384",
        Digest::Sha512 => "sha512",
        _ => "another digest",
    }
}

/// The name of a key derivation, as itsdangerous has it.
#[must_use]
pub fn derivation_name(derivation: KeyDerivation) -> &'static str {
    match derivation {
        KeyDerivation::Concat => "concat",
        KeyDerivation::DjangoConcat => "django-concat",
        KeyDerivation::Hmac => "hmac",
        KeyDerivation::None => "none",
        _ => "another derivation",
    }
}
