//! What stands between value and signature.

use crate::error::Error;

/// Python's `_base64_alphabet`, in its order: the rule is "is no substring of this".
const ALPHABET: &[u8] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_=";

/// A separator that has passed Python's rule; never empty.
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

    /// As [`split_last`](Self::split_last) where so many bytes come after it, without a search for
    /// the place: what every well-made token has. `None` sends to `split_last`.
    pub(crate) fn split_before<'t>(
        &self,
        token: &'t [u8],
        after: usize,
    ) -> Option<(&'t [u8], &'t [u8])> {
        let [separator] = &*self.0 else { return None };
        let (rest, end) = token.split_at_checked(token.len().checked_sub(after)?)?;
        let (last, value) = rest.split_last()?;
        (last == separator && !end.contains(separator)).then_some((value, end))
    }

    /// What stands before and after the last separator (Python: `rsplit(sep, 1)`).
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

    #[test]
    fn a_split_where_it_is_expected_is_the_last_split() {
        let dot = Separator::default();
        for token in ["", ".", "a.b", "a.bc", "a.b.c", ".bc", "abc", "a..b", "a.b.", "..", "a.é"] {
            for after in 0..4 {
                if let Some(found) = dot.split_before(token.as_bytes(), after) {
                    assert_eq!(Some(found), dot.split_last(token.as_bytes()), "{token} {after}");
                    assert_eq!(found.1.len(), after);
                }
            }
        }
        assert!(dot.split_before(b"a.bc", 2).is_some());
        assert_eq!(dot.split_before(b"a.b.c", 3), None);
    }
}
