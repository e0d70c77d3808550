//! One secret key, and where it comes from.

use std::ffi::OsString;
use std::fmt;
use std::path::Path;

use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use base64::{Engine as _, alphabet};
use zeroize::Zeroizing;

use crate::error::Error;
use crate::weak_key::weakness;

/// With or without padding.
const LENIENT: GeneralPurposeConfig =
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
const STANDARD_LENIENT: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, LENIENT);
const URL_SAFE_LENIENT: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, LENIENT);

/// A secret key: the bytes that a Python app has as `SECRET_KEY`.
///
/// Text counts as its UTF-8 bytes, as in Python. `Debug` does not print the key, and the key is
/// wiped from memory when it is dropped.
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
    /// Makes a key of these bytes, unless they are easy to guess.
    ///
    /// # Errors
    /// [`Error::WeakKey`] if the key has fewer than 16 bytes, has fewer than five different bytes,
    /// or is known from documentation or a tutorial.
    pub fn new(key: impl AsRef<[u8]>) -> Result<Self, Error> {
        let key = key.as_ref();
        match weakness(key) {
            Some(weak) => Err(Error::WeakKey(weak)),
            None => Ok(Self::allow_weak(key)),
        }
    }

    /// Reads the key from an environment variable.
    ///
    /// On Unix the variable can hold any bytes, and the key is exactly these (Python:
    /// `os.environb`). On other systems it has to be valid Unicode, and the key is its UTF-8 form.
    ///
    /// # Errors
    /// [`Error::EnvironmentNotSet`] if there is no such variable; [`Error::EnvironmentNotUnicode`]
    /// if it is not valid Unicode, which cannot happen on Unix; [`Error::WeakKey`] as in
    /// [`SecretKey::new`]. No error shows what is in the variable.
    pub fn from_env(name: &str) -> Result<Self, Error> {
        Self::from_variable(name, std::env::var_os(name))
    }

    fn from_variable(name: &str, value: Option<OsString>) -> Result<Self, Error> {
        let value = value.ok_or_else(|| Error::EnvironmentNotSet { name: name.to_owned() })?;
        let key = variable_bytes(value)
            .ok_or_else(|| Error::EnvironmentNotUnicode { name: name.to_owned() })?;
        Self::new(key.as_slice())
    }

    /// Reads the key from a file. In a file that is text (UTF-8), one line break at the end is removed,
    /// because editors and `echo` put it there. Any other file is the key byte for byte.
    ///
    /// # Errors
    /// [`Error::File`] if the file cannot be read; [`Error::WeakKey`] as in [`SecretKey::new`].
    pub fn from_file(path: impl AsRef<Path>) -> Result<Self, Error> {
        let path = path.as_ref();
        match std::fs::read(path).map(Zeroizing::new) {
            Ok(bytes) => {
                let ends: &[&[u8]] = match std::str::from_utf8(&bytes) {
                    Ok(_) => &[b"\r\n", b"\n"],
                    Err(_) => &[],
                };
                Self::new(ends.iter().find_map(|end| bytes.strip_suffix(*end)).unwrap_or(&bytes))
            }
            Err(source) => Err(Error::File { path: path.to_owned(), source }),
        }
    }

    /// Reads the key from a file of bytes, all of them, a line break at the end included (Python:
    /// `app.secret_key = Path(…).read_bytes()`).
    ///
    /// # Errors
    /// As [`SecretKey::from_file`].
    pub fn from_binary_file(path: impl AsRef<Path>) -> Result<Self, Error> {
        let path = path.as_ref();
        match std::fs::read(path).map(Zeroizing::new) {
            Ok(bytes) => Self::new(bytes.as_slice()),
            Err(source) => Err(Error::File { path: path.to_owned(), source }),
        }
    }

    /// Makes a key of the bytes that this base64 stands for, in the standard or the URL-safe alphabet, with or
    /// without padding (Python: `base64.b64decode`, `base64.urlsafe_b64decode`). Blanks and line breaks around
    /// it do not count.
    ///
    /// An app that has base64 text as its `SECRET_KEY` and does not decode it has the text as its key: that is
    /// [`SecretKey::new`].
    ///
    /// # Errors
    /// [`Error::KeyNotBase64`] if it is not base64; [`Error::WeakKey`] as in [`SecretKey::new`].
    pub fn from_base64(text: impl AsRef<[u8]>) -> Result<Self, Error> {
        let text = text.as_ref().trim_ascii();
        let is_url_safe = text.iter().any(|byte| matches!(byte, b'-' | b'_'));
        let engine = if is_url_safe { &URL_SAFE_LENIENT } else { &STANDARD_LENIENT };
        match engine.decode(text).map(Zeroizing::new) {
            Ok(bytes) => Self::new(bytes.as_slice()),
            Err(_) => Err(Error::KeyNotBase64),
        }
    }

    /// Makes a key of these bytes, also if they are easy to guess.
    ///
    /// Use it in tests, and for an app that already has such a key and cannot change it. Whoever
    /// guesses the key can log in as any user.
    pub fn allow_weak(key: impl AsRef<[u8]>) -> Self {
        Self(Zeroizing::new(key.as_ref().into()))
    }

    /// The bytes of the key, for a scheme that uses the same key in another way (Flask-Login's
    /// `remember_token`). Do not print or store them, and do not compare them with `==`.
    pub fn expose_secret(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretKey(..)")
    }
}

/// The bytes of a variable, in memory that is wiped.
#[cfg(unix)]
fn variable_bytes(value: OsString) -> Option<Zeroizing<Vec<u8>>> {
    Some(Zeroizing::new(std::os::unix::ffi::OsStringExt::into_vec(value)))
}

/// The UTF-8 bytes of a variable, in memory that is wiped. `None` if it is not valid Unicode.
#[cfg(not(unix))]
fn variable_bytes(value: OsString) -> Option<Zeroizing<Vec<u8>>> {
    let bytes = Zeroizing::new(value.into_encoded_bytes());
    std::str::from_utf8(&bytes).is_ok().then_some(bytes)
}

#[cfg(test)]
mod tests {
    use std::error::Error as _;

    use super::*;

    const GOOD: &str = "2f1d9a0c5be74386a1d0f7c2e9b85d34";

    #[test]
    fn a_file_loses_one_line_break_and_nothing_else() {
        let path = std::env::temp_dir().join(format!("handstamp-key-{}", std::process::id()));
        let cases =
            [("\n", ""), ("\r\n", ""), ("", ""), ("\n\n", "\n"), (" \n", " "), ("\r", "\r")];
        for (end, kept) in cases {
            std::fs::write(&path, format!("{GOOD}{end}")).unwrap();
            let key = SecretKey::from_file(&path).unwrap();
            assert_eq!(key.expose_secret(), format!("{GOOD}{kept}").as_bytes(), "{end:?}");
        }
        let random: Vec<u8> = (0xc0..0xdf).chain([b'\n']).collect();
        std::fs::write(&path, &random).unwrap();
        assert_eq!(SecretKey::from_file(&path).unwrap().expose_secret(), random);
        std::fs::write(&path, "changeme\n").unwrap();
        assert!(matches!(SecretKey::from_file(&path), Err(Error::WeakKey(_))));
        std::fs::remove_file(&path).unwrap();
        let missing = SecretKey::from_file(&path).unwrap_err();
        assert!(missing.to_string().contains("handstamp-key-"), "{missing}");
    }

    #[test]
    fn a_binary_file_is_the_key_to_its_last_byte() {
        let path = std::env::temp_dir().join(format!("handstamp-binary-{}", std::process::id()));
        for key in [format!("{GOOD}\n").into_bytes(), (0..32).collect()] {
            std::fs::write(&path, &key).unwrap();
            assert_eq!(SecretKey::from_binary_file(&path).unwrap().expose_secret(), key);
        }
        std::fs::remove_file(&path).unwrap();
        assert!(matches!(SecretKey::from_binary_file(&path), Err(Error::File { .. })));
    }

    /// `bytes(range(250, 256)) * 3`, and without its last byte, by `base64.b64encode` and `urlsafe_b64encode`.
    #[test]
    fn base64_is_read_in_each_of_its_spellings() {
        let bytes = [250, 251, 252, 253, 254, 255].repeat(3);
        let standard = "+vv8/f7/+vv8/f7/+vv8/f7/";
        for text in [standard.to_owned(), standard.replace('+', "-").replace('/', "_")] {
            let key = SecretKey::from_base64(format!(" {text}\n")).unwrap();
            assert_eq!(key.expose_secret(), bytes);
            for text in [text[..22].to_owned() + "4=", text[..22].to_owned() + "4"] {
                let key = SecretKey::from_base64(text).unwrap();
                assert_eq!(key.expose_secret(), &bytes[..17]);
            }
        }
    }

    #[test]
    fn what_is_no_base64_or_stands_for_a_weak_key_is_refused_and_not_shown() {
        for text in [
            "+vv8_f7/+vv8/f7/+vv8/f7/",
            "leaky!leaky!leaky!leaky!",
            "+vv8/f7/+vv8/f7/+vv8/f7/=",
            "b@",
        ] {
            let refused = SecretKey::from_base64(text).unwrap_err();
            assert!(matches!(refused, Error::KeyNotBase64), "{text}");
            assert!(!refused.to_string().contains(text), "{refused}");
        }
        for weak in ["", "Y2hhbmdlbWU="] {
            assert!(matches!(SecretKey::from_base64(weak), Err(Error::WeakKey(_))), "{weak}");
        }
    }

    #[test]
    fn a_missing_variable_is_named() {
        let missing = SecretKey::from_env("HANDSTAMP_NO_SUCH_VARIABLE").unwrap_err();
        assert!(matches!(&missing, Error::EnvironmentNotSet { name } if name.starts_with("HAND")));
        assert!(missing.to_string().contains("HANDSTAMP_NO_SUCH_VARIABLE"), "{missing}");
    }

    #[test]
    fn a_variable_of_text_is_its_utf8() {
        let key = SecretKey::from_variable("KEY", Some("schlüssel, schön lang".into())).unwrap();
        assert_eq!(key.expose_secret(), "schlüssel, schön lang".as_bytes());
    }

    #[cfg(unix)]
    #[test]
    fn a_variable_of_any_bytes_is_these_bytes() {
        let bytes: Vec<u8> = (0x70..=0xff).collect();
        let value = std::os::unix::ffi::OsStringExt::from_vec(bytes.clone());
        let key = SecretKey::from_variable("KEY", Some(value)).unwrap();
        assert_eq!(key.expose_secret(), bytes);
    }

    #[cfg(unix)]
    #[test]
    fn no_error_shows_a_variable_that_is_not_utf8() {
        for weak in [&b"leaky\xff"[..], b"\xffleaky", b"leaky", &b"\xff".repeat(40)] {
            let value = std::os::unix::ffi::OsStringExt::from_vec(weak.to_vec());
            let refused = SecretKey::from_variable("KEY", Some(value)).unwrap_err();
            assert!(matches!(refused, Error::WeakKey(_)));
            assert!(refused.source().is_none());
            let said = format!("{refused} {refused:?} {refused:#?}");
            assert!(!said.contains("leaky") && !said.contains("xFF"), "{said}");
        }
    }

    #[test]
    fn nothing_prints_the_key() {
        let key = SecretKey::new(GOOD).unwrap();
        assert!(!format!("{key:?} {key:#?}").contains(GOOD));
        assert!(!SecretKey::new("changeme").unwrap_err().to_string().contains("changeme"));
    }

    #[test]
    fn the_bytes_are_wiped_on_drop() {
        fn wiped<T: zeroize::ZeroizeOnDrop>(_: &T) {}
        wiped(&SecretKey::new(GOOD).unwrap().0);
        wiped(&variable_bytes(GOOD.into()).unwrap());
    }
}
