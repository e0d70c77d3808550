use std::borrow::Cow;

use pbkdf2::pbkdf2_hmac;
use sha1::Sha1;
use sha2::{Sha224, Sha256, Sha384, Sha512};
use zeroize::Zeroizing;

/// The hash function below an HMAC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Digest {
    Sha1,
    Sha224,
    Sha256,
    Sha384,
    Sha512,
}

impl Digest {
    /// By the name that `hashlib` of Python has for it.
    pub(crate) fn of_name(name: &str) -> Option<Self> {
        Some(match name {
            "sha1" => Self::Sha1,
            "sha224" => Self::Sha224,
            "sha256" => Self::Sha256,
            "sha384" => Self::Sha384,
            "sha512" => Self::Sha512,
            _ => return None,
        })
    }

    /// How long its output is, in bytes.
    pub(crate) fn size(self) -> usize {
        match self {
            Self::Sha1 => 20,
            Self::Sha224 => 28,
            Self::Sha256 => 32,
            Self::Sha384 => 48,
            Self::Sha512 => 64,
        }
    }
}

/// RFC 8018 section 5.2, with one block of output, as all libraries write it.
pub(crate) struct Pbkdf2<'h> {
    pub(crate) digest: Digest,
    pub(crate) iterations: u32,
    pub(crate) salt: Cow<'h, [u8]>,
}

impl Pbkdf2<'_> {
    pub(crate) fn derive(&self, password: &[u8]) -> Zeroizing<Vec<u8>> {
        let mut sum = Zeroizing::new(vec![0; self.digest.size()]);
        let (salt, rounds) = (&*self.salt, self.iterations);
        match self.digest {
            Digest::Sha1 => pbkdf2_hmac::<Sha1>(password, salt, rounds, &mut sum),
            Digest::Sha224 => pbkdf2_hmac::<Sha224>(password, salt, rounds, &mut sum),
            Digest::Sha256 => pbkdf2_hmac::<Sha256>(password, salt, rounds, &mut sum),
            Digest::Sha384 => pbkdf2_hmac::<Sha384>(password, salt, rounds, &mut sum),
            Digest::Sha512 => pbkdf2_hmac::<Sha512>(password, salt, rounds, &mut sum),
        }
        sum
    }
}
