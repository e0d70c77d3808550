//! `scrypt:32768:8:1$salt$hex` and `pbkdf2:sha256:1000000$salt$hex` (`werkzeug/security.py`). The salt is text.

use std::borrow::Cow;

use crate::password::format::number::{log2, number};
use crate::password::kdf::{Digest, HmacHash, Pbkdf2, Scrypt, Stored};

/// The length of scrypt's output, in bytes.
const SCRYPT: usize = 64;

pub(super) fn read(text: &str) -> Option<Stored<'_>> {
    let (method, salt, sum) = parts(text)?;
    let salt = Cow::Borrowed(salt.as_bytes());
    let mut method = method.split(':');
    let stored = match method.next()? {
        "scrypt" => {
            let mut cost = || number(method.next()?);
            let (log_n, r, p) = (log2(cost()?)?, cost()?, cost()?);
            Stored::Scrypt(Scrypt { log_n, r, p, salt }, hex(sum, SCRYPT)?)
        }
        "pbkdf2" => {
            let digest = Digest::of_name(method.next()?)?;
            let iterations = number(method.next()?).filter(|iterations| *iterations > 0)?;
            Stored::Pbkdf2(Pbkdf2 { digest, iterations, salt }, hex(sum, digest.size())?)
        }
        _ => return None,
    };
    method.next().is_none().then_some(stored)
}

/// `sha256$salt$hex`, of Werkzeug before 3.0.
pub(super) fn read_hmac(text: &str) -> Option<Stored<'_>> {
    let (method, salt, sum) = parts(text)?;
    let digest = Digest::of_name(method)?;
    let sum = hex(sum, digest.size())?;
    Some(Stored::Hmac(HmacHash { digest, salt: salt.as_bytes() }, sum))
}

fn parts(text: &str) -> Option<(&str, &str, &str)> {
    let (method, rest) = text.split_once('$')?;
    let (salt, sum) = rest.split_once('$')?;
    Some((method, salt, sum))
}

/// Werkzeug compares texts: digits are in lower case.
fn hex(text: &str, size: usize) -> Option<Vec<u8>> {
    base16ct::lower::decode_vec(text).ok().filter(|sum| sum.len() == size)
}
