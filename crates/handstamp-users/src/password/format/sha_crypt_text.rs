//! `$5$rounds=535000$salt$sum` and `$6$…`. Without rounds there are 5,000.

use crate::password::format::number::number;
use crate::password::kdf::{ShaCrypt, Stored};

pub(super) fn read(text: &str) -> Option<Stored<'_>> {
    let (digits, rest) = match (text.strip_prefix("$5$"), text.strip_prefix("$6$")) {
        (Some(rest), _) => (43, rest),
        (_, Some(rest)) => (86, rest),
        _ => return None,
    };
    let (rounds, rest) = match rest.strip_prefix("rounds=") {
        Some(rest) => {
            let (rounds, rest) = rest.split_once('$')?;
            (number(rounds)?, rest)
        }
        None => (5000, rest),
    };
    let (salt, sum) = rest.split_once('$')?;
    let is_digit = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'/');
    let sound = (1000..=999_999_999).contains(&rounds)
        && (1..=16).contains(&salt.len())
        && salt.bytes().all(is_digit)
        && sum.len() == digits
        && sum.bytes().all(is_digit);
    sound.then_some(Stored::ShaCrypt(ShaCrypt { rounds, text }))
}
