//! `$argon2id$v=19$m=65536,t=3,p=4$salt$sum`, as the C library reads it (`decode_string` of `encoding.c`).

use std::borrow::Cow;

use argon2::{Algorithm, Version};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;

use crate::password::format::number::number;
use crate::password::kdf::{Argon2, Stored};

/// A shorter sum would be guessed.
const SHORTEST_SUM: usize = 12;

pub(super) fn read(text: &str) -> Option<Stored<'_>> {
    let (name, rest) = text.strip_prefix('$')?.split_once('$')?;
    let algorithm = match name {
        "argon2d" => Algorithm::Argon2d,
        "argon2i" => Algorithm::Argon2i,
        "argon2id" => Algorithm::Argon2id,
        _ => return None,
    };
    // Without a version it is the first one.
    let (version, rest) = match rest.strip_prefix("v=") {
        None => (Version::V0x10, rest),
        Some(rest) => match rest.split_once('$')? {
            ("16", rest) => (Version::V0x10, rest),
            ("19", rest) => (Version::V0x13, rest),
            _ => return None,
        },
    };
    let mut parts = rest.split('$');
    let (costs, salt, sum) = (parts.next()?, parts.next()?, parts.next()?);
    let mut costs = costs.split(',');
    let mut cost = |name: &str| number(costs.next()?.strip_prefix(name)?);
    let (memory, passes, lanes) = (cost("m=")?, cost("t=")?, cost("p=")?);
    if parts.next().is_some() || costs.next().is_some() {
        return None;
    }
    let salt = Cow::Owned(STANDARD_NO_PAD.decode(salt).ok()?);
    let sum = STANDARD_NO_PAD.decode(sum).ok().filter(|sum| sum.len() >= SHORTEST_SUM)?;
    Some(Stored::Argon2(Argon2 { algorithm, version, memory, passes, lanes, salt }, sum))
}

/// The text of an argon2id hash of version 19.
pub(crate) fn write(function: &Argon2<'_>, sum: &[u8]) -> String {
    let Argon2 { memory, passes, lanes, salt, .. } = function;
    let (salt, sum) = (STANDARD_NO_PAD.encode(salt), STANDARD_NO_PAD.encode(sum));
    format!("$argon2id$v=19$m={memory},t={passes},p={lanes}${salt}${sum}")
}
