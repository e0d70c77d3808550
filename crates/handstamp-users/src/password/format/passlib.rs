//! What passlib and libpass write beside argon2 and bcrypt (`passlib/handlers`).

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;

use crate::password::format::number::number;
use crate::password::format::{bcrypt_text, sha_crypt_text};
use crate::password::kdf::{Digest, Pbkdf2, Prehash, Scrypt, Stored};

/// The length of scrypt's output, in bytes.
const SCRYPT: usize = 32;

pub(super) fn read(text: &str) -> Option<Stored<'_>> {
    let (name, rest) = text.strip_prefix('$')?.split_once('$')?;
    match name {
        "pbkdf2" => pbkdf2(Digest::Sha1, rest),
        "pbkdf2-sha256" => pbkdf2(Digest::Sha256, rest),
        "pbkdf2-sha512" => pbkdf2(Digest::Sha512, rest),
        "bcrypt-sha256" => bcrypt_sha256(rest),
        "scrypt" => scrypt(rest),
        "5" | "6" => sha_crypt_text::read(text),
        _ => None,
    }
}

/// `12000$salt$sum`, where a `.` stands for a `+`.
fn pbkdf2(digest: Digest, rest: &str) -> Option<Stored<'_>> {
    let [iterations, salt, sum] = three(rest)?;
    let iterations = number(iterations).filter(|iterations| *iterations > 0)?;
    let decode = |text: &str| {
        let standard = text.bytes().map(|byte| if byte == b'.' { b'+' } else { byte });
        STANDARD_NO_PAD.decode(standard.collect::<Vec<_>>()).ok()
    };
    let salt = Cow::Owned(decode(salt)?);
    let sum = decode(sum).filter(|sum| sum.len() == digest.size())?;
    Some(Stored::Pbkdf2(Pbkdf2 { digest, iterations, salt }, sum))
}

/// `v=2,t=2b,r=12$salt$sum`, and of the first version `2b,12$salt$sum`.
fn bcrypt_sha256(rest: &str) -> Option<Stored<'_>> {
    let [settings, salt, sum] = three(rest)?;
    let (prehash, settings) = match settings.strip_prefix("v=2,t=") {
        Some(rest) => (Prehash::HmacSha256Base64(salt), rest.split_once(",r=")?),
        None => (Prehash::Sha256Base64, settings.split_once(',')?),
    };
    let (version, cost) = settings;
    let cost = number(cost).filter(|_| matches!(version, "2a" | "2b"))?;
    bcrypt_text::read_parts(prehash, &format!("{cost:02}"), salt, sum)
}

/// `ln=16,r=8,p=1$salt$sum`.
fn scrypt(rest: &str) -> Option<Stored<'_>> {
    let [costs, salt, sum] = three(rest)?;
    let mut costs = costs.split(',');
    let mut cost = |name: &str| number(costs.next()?.strip_prefix(name)?);
    let (log_n, r, p) = (cost("ln=")?, cost("r=")?, cost("p=")?);
    let log_n = u8::try_from(log_n).ok().filter(|_| costs.next().is_none())?;
    let salt = Cow::Owned(STANDARD_NO_PAD.decode(salt).ok()?);
    let sum = STANDARD_NO_PAD.decode(sum).ok().filter(|sum| sum.len() == SCRYPT)?;
    Some(Stored::Scrypt(Scrypt { log_n, r, p, salt }, sum))
}

fn three(text: &str) -> Option<[&str; 3]> {
    let mut parts = text.split('$');
    let three = [parts.next()?, parts.next()?, parts.next()?];
    parts.next().is_none().then_some(three)
}
