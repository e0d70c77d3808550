use hmac::digest::Digest as _;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use sha2::{Sha224, Sha256, Sha384, Sha512};
use zeroize::Zeroizing;

use crate::password::kdf::pbkdf2_hmac::Digest;

/// One HMAC with the salt as its key, and without a salt the plain digest (`_hash_internal` of Werkzeug before 3.0).
pub(crate) struct HmacHash<'h> {
    pub(crate) digest: Digest,
    pub(crate) salt: &'h [u8],
}

impl HmacHash<'_> {
    pub(crate) fn derive(&self, password: &[u8]) -> Zeroizing<Vec<u8>> {
        macro_rules! sum {
            ($digest:ty) => {
                match self.salt {
                    [] => <$digest>::digest(password).to_vec(),
                    salt => match Hmac::<$digest>::new_from_slice(salt) {
                        Ok(mac) => mac.chain_update(password).finalize().into_bytes().to_vec(),
                        // An HMAC takes a key of any length.
                        Err(_) => Vec::new(),
                    },
                }
            };
        }
        Zeroizing::new(match self.digest {
            Digest::Sha1 => sum!(Sha1),
            Digest::Sha224 => sum!(Sha224),
            Digest::Sha256 => sum!(Sha256),
            Digest::Sha384 => sum!(Sha384),
            Digest::Sha512 => sum!(Sha512),
        })
    }
}
