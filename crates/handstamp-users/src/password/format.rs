//! The texts that libraries write: each file reads those of one.

mod argon2_text;
mod bcrypt_text;
mod django;
mod number;
mod passlib;
mod sha_crypt_text;
mod werkzeug;

use crate::password::kdf::Stored;
use crate::password::schemes::Schemes;

/// The longest text that is read, in bytes.
const LONGEST: usize = 1024;

/// Reads a stored text. `None` where it is no hash of these schemes.
pub(crate) fn read<'h>(text: &'h str, schemes: &Schemes) -> Option<Stored<'h>> {
    if text.len() > LONGEST || !text.is_ascii() && !schemes.werkzeug {
        return None;
    }
    let by = |on: bool, read: fn(&'h str) -> Option<Stored<'h>>| if on { read(text) } else { None };
    by(schemes.argon2, argon2_text::read)
        .or_else(|| by(schemes.bcrypt, bcrypt_text::read))
        .or_else(|| by(schemes.werkzeug, werkzeug::read))
        .or_else(|| by(schemes.werkzeug_hmac, werkzeug::read_hmac))
        .or_else(|| by(schemes.passlib, passlib::read))
        .or_else(|| by(schemes.django, django::read))
}

pub(crate) use argon2_text::write as write_argon2;
pub(crate) use bcrypt_text::write as write_bcrypt;
