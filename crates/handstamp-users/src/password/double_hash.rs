use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha512;
use zeroize::Zeroizing;

/// Flask-Security's `SECURITY_PASSWORD_SALT`, by which it hashes each password once before it is hashed: base64 of
/// HMAC-SHA512 (`get_hmac` of `utils.py`). Wiped on drop.
#[derive(Clone)]
pub struct DoubleHash(Zeroizing<Vec<u8>>);

impl DoubleHash {
    /// With this salt.
    pub fn new(password_salt: impl Into<Vec<u8>>) -> Self {
        Self(Zeroizing::new(password_salt.into()))
    }

    pub(crate) fn of(&self, password: &[u8]) -> Zeroizing<Vec<u8>> {
        let Ok(mut mac) = Hmac::<Sha512>::new_from_slice(&self.0) else {
            // An HMAC takes a key of any length.
            return Zeroizing::new(Vec::new());
        };
        mac.update(password);
        let digest: Zeroizing<[u8; 64]> = Zeroizing::new(mac.finalize().into_bytes().into());
        Zeroizing::new(STANDARD.encode(digest.as_slice()).into_bytes())
    }
}

impl fmt::Debug for DoubleHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DoubleHash")
    }
}
