//! The functions that hash: costs in, bytes out. Each is a library's.

mod argon2id;
mod bcrypt_hash;
mod hmac_hash;
mod pbkdf2_hmac;
mod scrypt_hash;
mod sha_crypt_hash;

pub(crate) use argon2id::Argon2;
pub(crate) use bcrypt_hash::{Bcrypt, LONGEST as LONGEST_BCRYPT, Prehash};
pub(crate) use hmac_hash::HmacHash;
pub(crate) use pbkdf2_hmac::{Digest, Pbkdf2};
pub(crate) use scrypt_hash::Scrypt;
pub(crate) use sha_crypt_hash::ShaCrypt;

use subtle::ConstantTimeEq;

use crate::password::cost::Cost;

/// A stored hash, read: what is to be computed, and what must come out.
pub(crate) enum Stored<'h> {
    Argon2(Argon2<'h>, Vec<u8>),
    Bcrypt(Bcrypt<'h>, [u8; 23]),
    Scrypt(Scrypt<'h>, Vec<u8>),
    Pbkdf2(Pbkdf2<'h>, Vec<u8>),
    Hmac(HmacHash<'h>, Vec<u8>),
    ShaCrypt(ShaCrypt<'h>),
}

impl Stored<'_> {
    pub(crate) fn cost(&self) -> Cost {
        match self {
            Self::Argon2(function, _) => function.cost(),
            Self::Bcrypt(function, _) => Cost::Bcrypt(function.cost),
            Self::Scrypt(function, _) => function.cost(),
            Self::Pbkdf2(function, _) => Cost::Iterations(function.iterations),
            Self::Hmac(..) => Cost::Iterations(1),
            Self::ShaCrypt(function) => Cost::Iterations(function.rounds),
        }
    }

    /// Whether the password is the one. `None` where the function refuses its costs.
    pub(crate) fn matches(&self, password: &[u8]) -> Option<bool> {
        let equal = |computed: &[u8], sum: &[u8]| bool::from(computed.ct_eq(sum));
        Some(match self {
            Self::Argon2(function, sum) => equal(&function.derive(password, sum.len())?, sum),
            Self::Bcrypt(function, sum) => equal(&*function.derive(password), sum),
            Self::Scrypt(function, sum) => equal(&function.derive(password, sum.len())?, sum),
            Self::Pbkdf2(function, sum) => equal(&function.derive(password), sum),
            Self::Hmac(function, sum) => equal(&function.derive(password), sum),
            Self::ShaCrypt(function) => function.matches(password),
        })
    }
}
