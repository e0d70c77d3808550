//! One secret key, and where it comes from.

use std::fmt;
use std::path::Path;

use zeroize::Zeroizing;

use crate::error::Error;
use crate::weak_key::weakness;

/// A secret key: the bytes that a Python app has as `SECRET_KEY`.
///
/// Text is taken as its UTF-8 bytes, as Python does. The key is never printed (`Debug` redacts it)
/// and is wiped from memory when it is dropped.
///
/// ```
/// use handstamp_itsdangerous::SecretKey;
///
/// let refused = SecretKey::new("dev").unwrap_err();
/// assert!(refused.to_string().contains("handstamp key new"));
///
/// let key = SecretKey::new("2f1d9a0c5be74386a1d0f7c2e9b85d34")?;
/// assert_eq!(format!("{key:?}"), "SecretKey(..)");
/// # Ok::<(), handstamp_itsdangerous::Error>(())
/// ```
#[derive(Clone)]
pub struct SecretKey(Zeroizing<Box<[u8]>>);

impl SecretKey {
    /// Takes a key, and refuses one that can be guessed.
    ///
    /// # Errors
    /// [`Error::WeakKey`] for fewer than 16 bytes, for fewer than five different bytes and for a
    /// key that stands in a tutorial.
    pub fn new(key: impl AsRef<[u8]>) -> Result<Self, Error> {
        let key = key.as_ref();
        match weakness(key) {
            Some(weak) => Err(Error::WeakKey(weak)),
            None => Ok(Self::allow_weak(key)),
        }
    }

    /// Reads the key from an environment variable, as [`SecretKey::new`] takes it.
    ///
    /// # Errors
    /// [`Error::Environment`] if the variable is missing or not UTF-8; [`Error::WeakKey`].
    pub fn from_env(name: &str) -> Result<Self, Error> {
        match std::env::var(name) {
            Ok(key) => Self::new(Zeroizing::new(key).as_bytes()),
            Err(source) => Err(Error::Environment { name: name.to_owned(), source }),
        }
    }

    /// Reads the key from a file, as [`SecretKey::new`] takes it. One newline at the end, which
    /// editors and `echo` leave there, does not belong to the key.
    ///
    /// # Errors
    /// [`Error::File`] if the file cannot be read; [`Error::WeakKey`].
    pub fn from_file(path: impl AsRef<Path>) -> Result<Self, Error> {
        let path = path.as_ref();
        match std::fs::read(path).map(Zeroizing::new) {
            Ok(bytes) => {
                let end = [&b"\r\n"[..], b"\n"].into_iter().find(|end| bytes.ends_with(end));
                Self::new(end.and_then(|end| bytes.strip_suffix(end)).unwrap_or(&bytes))
            }
            Err(source) => Err(Error::File { path: path.to_owned(), source }),
        }
    }

    /// Takes any key, however weak. For tests, and for tokens of an app that has such a key.
    pub fn allow_weak(key: impl AsRef<[u8]>) -> Self {
        Self(Zeroizing::new(key.as_ref().into()))
    }

    /// The key itself, for a scheme that signs in another way with the same key (Flask-Login's
    /// `remember_token`). Do not print, store or compare it.
    pub fn expose_secret(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretKey(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "2f1d9a0c5be74386a1d0f7c2e9b85d34";

    #[test]
    fn a_file_loses_one_newline_and_nothing_else() {
        let path = std::env::temp_dir().join(format!("handstamp-key-{}", std::process::id()));
        let cases =
            [("\n", ""), ("\r\n", ""), ("", ""), ("\n\n", "\n"), (" \n", " "), ("\r", "\r")];
        for (end, kept) in cases {
            std::fs::write(&path, format!("{GOOD}{end}")).unwrap();
            let key = SecretKey::from_file(&path).unwrap();
            assert_eq!(key.expose_secret(), format!("{GOOD}{kept}").as_bytes(), "{end:?}");
        }
        std::fs::write(&path, "changeme\n").unwrap();
        assert!(matches!(SecretKey::from_file(&path), Err(Error::WeakKey(_))));
        std::fs::remove_file(&path).unwrap();
        let missing = SecretKey::from_file(&path).unwrap_err();
        assert!(missing.to_string().contains("handstamp-key-"), "{missing}");
    }

    #[test]
    fn a_missing_variable_is_named() {
        let missing = SecretKey::from_env("HANDSTAMP_NO_SUCH_VARIABLE").unwrap_err();
        assert!(missing.to_string().contains("HANDSTAMP_NO_SUCH_VARIABLE"), "{missing}");
    }

    #[test]
    fn nothing_prints_the_key() {
        let key = SecretKey::new(GOOD).unwrap();
        assert!(!format!("{key:?}").contains(GOOD));
        assert!(!SecretKey::new("changeme").unwrap_err().to_string().contains("changeme"));
    }
}
