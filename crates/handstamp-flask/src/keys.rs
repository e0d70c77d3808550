use std::error::Error as _;
use std::ffi::OsString;
use std::fmt;

use handstamp_itsdangerous::{SecretKey, SecretKeys};
use zeroize::Zeroizing;

/// Why the keys of an app cannot be read from the environment. It never shows a key.
///
/// `Debug` prints the message and its source as a sentence: a program whose `main` returns this error ends with
/// a text that says what to do.
#[derive(thiserror::Error)]
#[non_exhaustive]
pub enum KeysError {
    /// The variable is missing.
    #[error("the environment variable {name} is not set; make a key with `handstamp key new`")]
    Missing {
        /// The variable's name.
        name: &'static str,
    },
    /// The variable is not Unicode, on a system whose variables are text.
    #[error("the environment variable {name} is not Unicode; write the key as text")]
    NotUnicode {
        /// The variable's name.
        name: &'static str,
    },
    /// A key is too weak.
    #[error("a key in the environment variable {name} is not taken")]
    Key {
        /// The variable's name.
        name: &'static str,
        /// What is wrong with the key.
        source: handstamp_itsdangerous::Error,
    },
    /// `SECRET_KEY_FALLBACKS` begins with a bracket and is not a JSON list of texts.
    #[error(
        "SECRET_KEY_FALLBACKS begins with a bracket and is not a JSON list of texts; write \
         [\"oldest\", \"older\"]"
    )]
    Fallbacks,
}

/// The message, and the message of its source.
impl fmt::Debug for KeysError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")?;
        match self.source() {
            Some(source) => write!(f, ": {source}"),
            None => Ok(()),
        }
    }
}

const NEWEST: &str = "SECRET_KEY";
const FALLBACKS: &str = "SECRET_KEY_FALLBACKS";

/// Reads the keys of a Flask app from the environment: `SECRET_KEY`, and `SECRET_KEY_FALLBACKS`, a JSON list of
/// older keys, oldest first. Fallbacks that are no list are one key.
///
/// On Unix, a key can be any bytes. What the keys pass through is wiped; the environment itself keeps them.
///
/// # Errors
/// [`KeysError`].
pub fn keys_from_env() -> Result<SecretKeys, KeysError> {
    keys_from(|name| std::env::var_os(name))
}

fn keys_from(variable: impl Fn(&str) -> Option<OsString>) -> Result<SecretKeys, KeysError> {
    let bytes = |name: &'static str| match variable(name).map(into_bytes) {
        Some(Some(bytes)) => Ok(Some(Zeroizing::new(bytes))),
        Some(None) => Err(KeysError::NotUnicode { name }),
        None => Ok(None),
    };
    let newest = bytes(NEWEST)?.ok_or(KeysError::Missing { name: NEWEST })?;
    let newest = key(&newest, NEWEST)?;
    let older = match bytes(FALLBACKS)? {
        Some(text) => fallback_keys(&text)?,
        None => Vec::new(),
    };
    let older = older.iter().map(|older| key(older.expose_secret(), FALLBACKS));
    Ok(SecretKeys::new(newest).with_fallbacks(older.collect::<Result<Vec<_>, _>>()?))
}

/// The bytes of a variable, which are not copied.
#[cfg(unix)]
fn into_bytes(value: OsString) -> Option<Vec<u8>> {
    Some(std::os::unix::ffi::OsStringExt::into_vec(value))
}

/// The bytes of a variable, which are not copied.
#[cfg(not(unix))]
fn into_bytes(value: OsString) -> Option<Vec<u8>> {
    match value.into_string() {
        Ok(text) => Some(text.into_bytes()),
        Err(value) => {
            drop(Zeroizing::new(value.into_encoded_bytes()));
            None
        }
    }
}

fn key(bytes: &[u8], name: &'static str) -> Result<SecretKey, KeysError> {
    SecretKey::new(bytes).map_err(|source| KeysError::Key { name, source })
}

/// The keys in a variable like `SECRET_KEY_FALLBACKS`, oldest first, for a program that looks at them: weak
/// ones too. A JSON list of texts has any number; blanks are none; anything else is one key.
///
/// # Errors
/// [`KeysError::Fallbacks`].
pub fn fallback_keys(text: &[u8]) -> Result<Vec<SecretKey>, KeysError> {
    match text.trim_ascii() {
        [] => Ok(Vec::new()),
        [b'[', items @ .., b']'] => {
            let items = list(items).ok_or(KeysError::Fallbacks)?;
            Ok(items.iter().map(|item| SecretKey::allow_weak(item.as_slice())).collect())
        }
        [b'[', ..] if std::str::from_utf8(text).is_ok() => Err(KeysError::Fallbacks),
        _ => Ok(vec![SecretKey::allow_weak(text)]),
    }
}

/// The texts of a JSON list, given what stands in its brackets. This is not the JSON reader of
/// `handstamp-value`, since its values are not wiped.
fn list(mut items: &[u8]) -> Option<Vec<Zeroizing<Vec<u8>>>> {
    let mut texts = Vec::new();
    if items.trim_ascii().is_empty() {
        return Some(texts);
    }
    loop {
        let (text, after) = string(items.trim_ascii_start())?;
        texts.push(text);
        match after.trim_ascii_start() {
            [] => return Some(texts),
            [b',', rest @ ..] => items = rest,
            _ => return None,
        }
    }
}

/// The string of JSON that begins here, and what comes after it.
fn string(text: &[u8]) -> Option<(Zeroizing<Vec<u8>>, &[u8])> {
    let mut rest = text.strip_prefix(b"\"")?;
    // An escape is never shorter than what it stands for: nothing is copied by growing.
    let mut found = Zeroizing::new(Vec::with_capacity(rest.len()));
    loop {
        let (byte, after) = rest.split_first()?;
        rest = after;
        match byte {
            b'"' => {
                std::str::from_utf8(&found).ok()?;
                return Some((found, rest));
            }
            b'\\' => {
                let (character, after) = escape(rest)?;
                rest = after;
                let mut buffer = Zeroizing::new([0; 4]);
                found.extend_from_slice(character.encode_utf8(&mut *buffer).as_bytes());
            }
            0..0x20 => return None,
            byte => found.push(*byte),
        }
    }
}

/// The character of the escape after whose backslash this begins.
fn escape(text: &[u8]) -> Option<(char, &[u8])> {
    let (letter, rest) = text.split_first()?;
    let character = match letter {
        b'"' | b'\\' | b'/' => char::from(*letter),
        b'b' => '\u{8}',
        b'f' => '\u{c}',
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        b'u' => {
            let (high, rest) = unit(rest)?;
            if let Some(character) = char::from_u32(high) {
                return Some((character, rest));
            }
            // A lone surrogate has no bytes, so that it can be in no key.
            let (low, rest) = unit(rest.strip_prefix(b"\\u")?)?;
            let pair = (0xD800..0xDC00).contains(&high) && (0xDC00..0xE000).contains(&low);
            let point = 0x10000 + ((high & 0x3FF) << 10) + (low & 0x3FF);
            return Some((char::from_u32(point).filter(|_| pair)?, rest));
        }
        _ => return None,
    };
    Some((character, rest))
}

/// Four hexadecimal digits.
fn unit(text: &[u8]) -> Option<(u32, &[u8])> {
    let (digits, rest) = text.split_first_chunk::<4>()?;
    let value = |sum: u32, digit: &u8| Some(sum << 4 | char::from(*digit).to_digit(16)?);
    Some((digits.iter().try_fold(0, value)?, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    const OLD: &str = "70a2c1f4d85b4e6f93b0187a2cde5f61";
    const OLDER: &str = "2f1d9a0c5be74386a1d0f7c2e9b85d34";

    fn read(text: impl AsRef<[u8]>) -> Vec<Vec<u8>> {
        let keys = fallback_keys(text.as_ref()).unwrap();
        keys.iter().map(|key| key.expose_secret().to_vec()).collect()
    }

    #[test]
    fn fallbacks_are_a_list_or_one_key() {
        for none in ["", " ", "[]", " [ ] "] {
            assert!(read(none).is_empty(), "{none:?}");
        }
        assert_eq!(read(OLD), [OLD.as_bytes()]);
        let list = format!(" [\"{OLDER}\" ,\"{OLD}\" ]\n");
        assert_eq!(read(list), [OLDER.as_bytes(), OLD.as_bytes()]);
        let bytes = [&b"\xFF\x00"[..], OLD.as_bytes()].concat();
        assert_eq!(read(&bytes), [bytes]);
    }

    #[test]
    fn a_list_is_read_as_json_reads_it() {
        for inner in [
            r#"é\u00e9\ud83d\ude00\"\\\/\b\f\n\r\t"#,
            r"\u0041 [\u005d,]",
            r"\u0000",
            r"\uD83D\uDE00",
        ] {
            let text = format!("[\"{OLD}{inner}\"]");
            let expected: Vec<String> = serde_json::from_str(&text).unwrap();
            assert_eq!(read(&text), [expected[0].as_bytes()], "{inner}");
        }
    }

    #[test]
    fn what_is_not_a_list_of_texts_is_an_error() {
        for bad in [
            "7",
            "\"a\" 7",
            "\"a\",",
            ",",
            "\"a",
            "\"\\x\"",
            "\"\\u12g4\"",
            "\"\\ud83d\"",
            "\"\\ud83d\\u0041\"",
            "\"\\udc00\\ud800\"",
            "\"\n\"",
            "[\"a\"]",
            "null",
            "\"\\\"",
        ] {
            let found = fallback_keys(format!("[{bad}]").as_bytes());
            assert!(matches!(found, Err(KeysError::Fallbacks)), "{bad}");
        }
        let not_utf8 = [b"[\"", &b"\xFF"[..], OLD.as_bytes(), b"\"]"].concat();
        assert!(matches!(fallback_keys(&not_utf8), Err(KeysError::Fallbacks)));
        assert!(matches!(fallback_keys(b"[\"a\""), Err(KeysError::Fallbacks)), "it does not end");
        assert_eq!(read(b"[\xFF"), [b"[\xFF"], "bytes are a key");
    }

    #[test]
    fn a_key_that_is_not_set_is_named() {
        let missing = keys_from(|_| None).unwrap_err();
        assert!(missing.to_string().contains("SECRET_KEY"), "{missing}");
        let one = keys_from(|name| (name == NEWEST).then(|| OLD.into())).unwrap();
        assert_eq!((one.len(), one.newest().expose_secret()), (1, OLD.as_bytes()));
    }

    #[cfg(unix)]
    #[test]
    fn a_key_can_be_any_bytes() {
        use std::os::unix::ffi::OsStringExt as _;
        let binary = [b"\xFF\x80\x01", OLD.as_bytes()].concat();
        let keys = keys_from(|_| Some(OsString::from_vec(binary.clone()))).unwrap();
        assert!(keys.iter().all(|key| key.expose_secret() == binary));
        assert_eq!(keys.len(), 2);
    }

    /// What `fn main() -> Result<(), Box<dyn Error>>` prints.
    #[test]
    fn main_prints_what_to_do() {
        let main: Box<dyn std::error::Error> =
            keys_from(|_| Some("dev".into())).unwrap_err().into();
        assert_eq!(
            format!("{main:?}"),
            "a key in the environment variable SECRET_KEY is not taken: the secret key is weak: it has 3 bytes, \
             and at least 16 are needed; make a good one with `handstamp key new`, or, if an existing app has this \
             key and cannot change it, use `SecretKey::allow_weak`"
        );
        let missing = keys_from(|_| None).unwrap_err();
        assert_eq!(format!("{missing:?}"), missing.to_string());
    }

    #[test]
    fn an_error_shows_no_key() {
        let older = |name: &str| if name == NEWEST { OLD } else { "[\"changeme\"]" };
        let weak = keys_from(|name| Some(older(name).into())).unwrap_err();
        assert!(matches!(weak, KeysError::Key { name: FALLBACKS, .. }));
        let shown = format!("{weak} {weak:?}");
        assert!(!shown.contains("changeme"), "{shown}");
    }
}
