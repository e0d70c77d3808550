//! The separator between value and signature.

use crate::error::Error;

/// Python's `_base64_alphabet`. The order matters: a separator must not be a substring of this.
const ALPHABET: &[u8] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_=";

/// A separator that follows Python's rule. It is never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Separator(Box<[u8]>);

impl Default for Separator {
    fn default() -> Self {
        Self(Box::from(*b"."))
    }
}

impl Separator {
    pub(crate) fn new(bytes: &[u8]) -> Result<Self, Error> {
        let refused =
            bytes.is_empty() || ALPHABET.windows(bytes.len()).any(|window| window == bytes);
        if refused { Err(Error::Separator) } else { Ok(Self(bytes.into())) }
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The parts before and after the last separator (Python: `rsplit(sep, 1)`).
    pub(crate) fn split_last<'t>(&self, token: &'t [u8]) -> Option<(&'t [u8], &'t [u8])> {
        let at = match &*self.0 {
            [byte] => memchr::memrchr(*byte, token)?,
            bytes => token.windows(bytes.len()).rposition(|window| window == bytes)?,
        };
        Some((token.get(..at)?, token.get(at + self.0.len()..)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rule_is_pythons_substring() {
        for refused in ["", "a", "Z", "0", "-", "_", "=", "yz", "AB", "9-", "zA", "-_=", "abc"] {
            assert!(
                matches!(Separator::new(refused.as_bytes()), Err(Error::Separator)),
                "{refused}"
            );
        }
        for taken in [".", ":", "zz", "ba", "=a", "é", "..", " ", "a.", "~"] {
            assert!(Separator::new(taken.as_bytes()).is_ok(), "{taken}");
        }
    }

    #[test]
    fn the_last_separator_splits() {
        let split = |sep: &str, token: &'static str| {
            let halves = Separator::new(sep.as_bytes()).unwrap().split_last(token.as_bytes());
            halves.map(|(a, b)| (std::str::from_utf8(a).unwrap(), std::str::from_utf8(b).unwrap()))
        };
        assert_eq!(split(".", "a.b.c"), Some(("a.b", "c")));
        assert_eq!(split(".", "."), Some(("", "")));
        assert_eq!(split(".", "abc"), None);
        assert_eq!(split(".", ""), None);
        assert_eq!(split("..", "a...b"), Some(("a.", "b")));
        assert_eq!(split("::", ":"), None);
        assert_eq!(split("é", "aéb"), Some(("a", "b")));
    }
}
