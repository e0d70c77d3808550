//! Which keys are refused: those that an attacker tries first.

use crate::error::WeakKey;

/// The shortest key that is accepted, in bytes.
const SHORTEST: usize = 16;
/// How many different bytes a key has at least.
const FEWEST_DIFFERENT: usize = 5;

/// Keys from documentation, tutorials and templates that pass the other checks. Short ones (`dev`,
/// `secret`, `changeme`) are not listed: they are refused for their length.
const KNOWN: &[&str] = &[
    "192b9bdd22ab9ed4d12e236c78afcb9a393ec15f71bbf5dc987d54727823bcbf", // Flask's documentation
    "_5#y2L\"F4Q8z\n\\xec]/",                                           // Flask's quickstart
    "09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7", // FastAPI's documentation
    "you-will-never-guess",
    "hard to guess string",
    "this-is-a-secret-key",
    "this_is_a_secret_key",
    "this is a secret key",
    "thisisasecretkey",
    "your-secret-key-here",
    "your_secret_key_here",
    "your-super-secret-key",
    "your_super_secret_key",
    "super-secret-key",
    "super_secret_key",
    "supersecretkey123",
    "my-super-secret-key",
    "my_super_secret_key",
    "some random string",
    "some-random-string",
    "a-very-secret-key",
    "a_very_secret_key",
    "replace-this-secret-key",
    "change-this-secret-key",
    "changethis-secret-key",
    "please-change-me",
    "development-secret-key",
    "insecure-secret-key",
    "default-secret-key",
    "default_secret_key",
    "0123456789abcdef",
    "1234567890123456",
    "0123456789abcdef0123456789abcdef",
    "1234567890abcdef",
    "abcdefghijklmnopqrstuvwxyz",
    "correct horse battery staple",
];

/// Why this key is weak, or `None` if it is not.
pub(crate) fn weakness(key: &[u8]) -> Option<WeakKey> {
    if key.len() < SHORTEST {
        return Some(WeakKey::Short { length: key.len() });
    }
    if KNOWN.iter().any(|known| key.trim_ascii().eq_ignore_ascii_case(known.as_bytes())) {
        return Some(WeakKey::Known);
    }
    let mut sorted = zeroize::Zeroizing::new(key.to_vec());
    sorted.sort_unstable();
    sorted.dedup();
    (sorted.len() < FEWEST_DIFFERENT).then_some(WeakKey::Repetitive)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_attacker_tries_first_is_refused() {
        for key in ["", "dev", "secret", "secret_key", "changeme", "fifteen bytes!!"] {
            assert_eq!(weakness(key.as_bytes()), Some(WeakKey::Short { length: key.len() }));
        }
        for key in ["hard to guess string", "Super-Secret-Key", " super-secret-key\n"] {
            assert_eq!(weakness(key.as_bytes()), Some(WeakKey::Known), "{key}");
        }
        assert_eq!(weakness(&[0; 32]), Some(WeakKey::Repetitive));
        assert_eq!(weakness(b"abcdabcdabcdabcdabcd"), Some(WeakKey::Repetitive));
        assert_eq!(weakness(b"3f9a51c07be2d864"), None);
    }

    #[test]
    fn every_known_key_is_one_that_only_the_list_refuses() {
        for known in KNOWN {
            assert_eq!(weakness(known.as_bytes()), Some(WeakKey::Known), "{known}");
        }
    }
}
