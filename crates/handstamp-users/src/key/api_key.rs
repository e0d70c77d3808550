use std::fmt;

use handstamp_authorizer::{Error, Random};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::key::record::KeyDigest;

/// How many digits of base 32 name the key: 60 bits.
const ID: usize = 12;
/// How many are secret: 260 bits.
const SECRET: usize = 52;
const LONGEST_PREFIX: usize = 16;
/// Crockford's base 32: no letter looks like a digit.
const DIGITS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// A key as its owner has it: `hs_0123456789ab_…`. A prefix by which people and scanners for leaked secrets know what it
/// is, a name, and 260 random bits. It is never shown but by [`expose`](Self::expose), and wiped on drop.
pub struct ApiKey(Zeroizing<String>);

/// The prefix of keys is not made of 2 to 16 letters and digits.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} cannot begin API keys: write 2 to 16 ASCII letters and digits, as in acme")]
pub struct PrefixError(pub(crate) String);

impl ApiKey {
    /// A new key. `prefix` was checked.
    pub(crate) fn random(prefix: &str, random: &dyn Random) -> Result<Self, Error> {
        let mut bytes = Zeroizing::new([0; ID + SECRET]);
        random.fill(&mut *bytes)?;
        let mut digits = bytes.iter().map(|byte| {
            let digit = DIGITS.get(usize::from(byte & 31)).copied().unwrap_or(b'0');
            char::from(digit)
        });
        // In one piece, so that no shorter copy is left behind.
        let mut text = String::with_capacity(LONGEST_PREFIX + ID + SECRET + 2);
        text.push_str(prefix);
        text.push('_');
        text.extend(digits.by_ref().take(ID));
        text.push('_');
        text.extend(digits);
        Ok(Self(Zeroizing::new(text)))
    }

    /// The text, to be shown to its owner once.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The name, by which the key is listed and revoked.
    #[must_use]
    pub fn id(&self) -> &str {
        self.0.split('_').nth(1).unwrap_or_default()
    }

    /// What a store keeps of it.
    #[must_use]
    pub fn digest(&self) -> KeyDigest {
        digest(&self.0)
    }
}

pub(crate) fn digest(text: &str) -> KeyDigest {
    KeyDigest::new(Sha256::digest(text).into())
}

/// The name in a text that has the form of a key with this prefix.
pub(crate) fn id_of<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let rest = text.strip_prefix(prefix)?.strip_prefix('_')?;
    let (id, secret) = rest.split_once('_')?;
    let are_digits = |text: &str| text.bytes().all(|byte| DIGITS.contains(&byte));
    let sound = id.len() == ID && secret.len() == SECRET && are_digits(id) && are_digits(secret);
    sound.then_some(id)
}

pub(crate) fn check_prefix(prefix: &str) -> Result<(), PrefixError> {
    let sound = (2..=LONGEST_PREFIX).contains(&prefix.len())
        && prefix.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if sound { Ok(()) } else { Err(PrefixError(prefix.to_owned())) }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ApiKey({})", self.id())
    }
}

#[cfg(test)]
mod tests {
    use handstamp_authorizer::SystemRandom;

    use super::*;

    fn counting(bytes: &mut [u8]) {
        for (byte, value) in bytes.iter_mut().zip(0..) {
            *byte = value;
        }
    }

    #[test]
    fn a_key_is_made_of_the_randomness_given() {
        let key = ApiKey::random("hs", &counting).unwrap();
        let digits = "0123456789abcdefghjkmnpqrstvwxyz";
        let all = format!("{digits}{digits}");
        assert_eq!(key.expose(), format!("hs_{}_{}", &all[..12], &all[12..]));
        assert_eq!(key.id(), "0123456789ab");
        assert_eq!(format!("{key:?}"), "ApiKey(0123456789ab)");
        let other = ApiKey::random("hs", &SystemRandom).unwrap();
        assert_ne!(key.digest(), other.digest());
        assert_eq!(id_of(other.expose(), "hs"), Some(other.id()));
    }

    #[test]
    fn only_texts_of_the_form_are_looked_up() {
        let key = ApiKey::random("hs", &counting).unwrap();
        let text = key.expose();
        assert_eq!(id_of(text, "hs"), Some("0123456789ab"));
        let spoiled = [
            String::new(),
            "hs".into(),
            "hs_".into(),
            "hs__".into(),
            text.replace("hs_", "HS_"),
            text.replace("hs_", "hss_"),
            text.replace('_', "-"),
            format!("{text}0"),
            format!(" {text}"),
            text[..text.len() - 1].to_owned(),
            text.replace('z', "l"),
            text.replace('z', "Z"),
            text.replace('z', "é"),
            format!("{text}_0"),
        ];
        for spoiled in spoiled {
            assert_eq!(id_of(&spoiled, "hs"), None, "{spoiled:?}");
        }
        assert_eq!(id_of(text, "h"), None);
    }

    #[test]
    fn prefixes() {
        for prefix in ["hs", "acme", "Acme2026", "abcdefghijklmnop"] {
            assert_eq!(check_prefix(prefix), Ok(()));
        }
        for prefix in ["", "h", "a_b", "é1", "a b", "abcdefghijklmnopq"] {
            assert_eq!(check_prefix(prefix), Err(PrefixError(prefix.into())));
        }
    }
}
