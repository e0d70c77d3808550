//! `$2b$12$` and 53 digits.

use base64::Engine as _;

use crate::password::kdf::{Bcrypt, Prehash, Stored};

pub(super) fn read(text: &str) -> Option<Stored<'_>> {
    let rest = ["$2a$", "$2b$", "$2y$"].iter().find_map(|prefix| text.strip_prefix(prefix))?;
    let (cost, digits) = rest.split_once('$')?;
    let (salt, sum) = digits.split_at_checked(22)?;
    read_parts(Prehash::None, cost, salt, sum)
}

/// Two digits of cost, 22 of salt, 31 of sum.
pub(super) fn read_parts<'h>(
    prehash: Prehash<'h>,
    cost: &str,
    salt: &str,
    sum: &str,
) -> Option<Stored<'h>> {
    if cost.len() != 2 || !cost.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let cost = cost.parse().ok().filter(|cost| (4..=31).contains(cost))?;
    let decode = |text: &str| bcrypt::BASE_64.decode(text).ok();
    let (salt, sum) = (decode(salt)?.try_into().ok()?, decode(sum)?.try_into().ok()?);
    Some(Stored::Bcrypt(Bcrypt { prehash, cost, salt }, sum))
}

/// The text of a hash of version 2b.
pub(crate) fn write(function: &Bcrypt<'_>, sum: &[u8; 23]) -> String {
    let (salt, sum) = (bcrypt::BASE_64.encode(function.salt), bcrypt::BASE_64.encode(sum));
    format!("$2b${:02}${salt}{sum}", function.cost)
}
