use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

/// The longest password that bcrypt hashes, in bytes.
pub(crate) const LONGEST: usize = 72;

/// bcrypt, version 2b. 2a and 2y are the same function, without the faults that some old programs had.
pub(crate) struct Bcrypt<'h> {
    pub(crate) prehash: Prehash<'h>,
    pub(crate) cost: u32,
    pub(crate) salt: [u8; 16],
}

/// What becomes of the password before bcrypt sees it, so that a long one counts in full.
pub(crate) enum Prehash<'h> {
    /// Nothing. What comes after 72 bytes is not looked at.
    None,
    /// The SHA-256 in hexadecimal digits (`BCryptSHA256PasswordHasher` of Django).
    Sha256Hex,
    /// The SHA-256 in base64 (version 1 of passlib's `bcrypt_sha256`).
    Sha256Base64,
    /// The HMAC-SHA256 with the text of the salt as its key, in base64 (version 2).
    HmacSha256Base64(&'h str),
}

impl Bcrypt<'_> {
    pub(crate) fn derive(&self, password: &[u8]) -> Zeroizing<[u8; 23]> {
        let prepared = self.prehash.of(password);
        // The libraries end the password with a NUL where there is room for it.
        let mut key = Zeroizing::new(Vec::with_capacity(LONGEST));
        key.extend(prepared.iter().copied().chain([0]).take(LONGEST));
        let sum = Zeroizing::new(bcrypt::bcrypt(self.cost, self.salt, &key));
        // The last byte is not kept by any library.
        let mut kept = Zeroizing::new([0; 23]);
        kept.iter_mut().zip(sum.iter()).for_each(|(to, from)| *to = *from);
        kept
    }
}

impl Prehash<'_> {
    fn of(&self, password: &[u8]) -> Zeroizing<Vec<u8>> {
        Zeroizing::new(match self {
            Self::None => password.to_vec(),
            Self::Sha256Hex => base16ct::lower::encode_string(&Sha256::digest(password)).into(),
            Self::Sha256Base64 => STANDARD.encode(Sha256::digest(password)).into(),
            Self::HmacSha256Base64(salt) => {
                // An HMAC takes a key of any length.
                let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(salt.as_bytes()) else {
                    return Zeroizing::new(Vec::new());
                };
                mac.update(password);
                STANDARD.encode(mac.finalize().into_bytes()).into()
            }
        })
    }
}
