//! `pbkdf2_sha256$iterations$salt$sum` and its kin (`django/contrib/auth/hashers.py`). The salt is text.

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::password::format::number::{log2, number};
use crate::password::format::{argon2_text, bcrypt_text};
use crate::password::kdf::{Bcrypt, Digest, Pbkdf2, Prehash, Scrypt, Stored};

/// The length of scrypt's output, in bytes.
const SCRYPT: usize = 64;

pub(super) fn read(text: &str) -> Option<Stored<'_>> {
    let (name, rest) = text.split_once('$')?;
    match name {
        "pbkdf2_sha256" => pbkdf2(Digest::Sha256, rest),
        "pbkdf2_sha1" => pbkdf2(Digest::Sha1, rest),
        "scrypt" => scrypt(rest),
        "argon2" => argon2_text::read(text.strip_prefix("argon2")?),
        "bcrypt" => bcrypt_text::read(rest),
        "bcrypt_sha256" => match bcrypt_text::read(rest)? {
            Stored::Bcrypt(function, sum) => {
                Some(Stored::Bcrypt(Bcrypt { prehash: Prehash::Sha256Hex, ..function }, sum))
            }
            _ => None,
        },
        _ => None,
    }
}

fn pbkdf2(digest: Digest, rest: &str) -> Option<Stored<'_>> {
    let mut parts = rest.split('$');
    let iterations = number(parts.next()?).filter(|iterations| *iterations > 0)?;
    let salt = Cow::Borrowed(parts.next()?.as_bytes());
    let sum = decode(parts.next()?, digest.size())?;
    parts.next().is_none().then_some(Stored::Pbkdf2(Pbkdf2 { digest, iterations, salt }, sum))
}

/// `16384$salt$8$5$sum`.
fn scrypt(rest: &str) -> Option<Stored<'_>> {
    let mut parts = rest.split('$');
    let log_n = log2(number(parts.next()?)?)?;
    let salt = Cow::Borrowed(parts.next()?.as_bytes());
    let (r, p) = (number(parts.next()?)?, number(parts.next()?)?);
    let sum = decode(parts.next()?, SCRYPT)?;
    parts.next().is_none().then_some(Stored::Scrypt(Scrypt { log_n, r, p, salt }, sum))
}

fn decode(text: &str, size: usize) -> Option<Vec<u8>> {
    STANDARD.decode(text).ok().filter(|sum| sum.len() == size)
}
