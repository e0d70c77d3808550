//! Older keys in an environment variable.

use std::fmt;

use handstamp_cli::NamedKey;
use handstamp_itsdangerous::SecretKey;
use serde::de::{self, Deserialize, Deserializer, Visitor};

use super::error::Error;

/// A JSON list of keys, oldest first, as Flask's `from_prefixed_env` reads it; anything else is one key. The
/// result is newest first.
pub(crate) fn read(name: &str, text: &[u8]) -> Result<Vec<NamedKey>, Error> {
    if !text.trim_ascii_start().starts_with(b"[") {
        return Ok(vec![NamedKey { name: name.to_owned(), key: SecretKey::allow_weak(text) }]);
    }
    // serde_json's message can quote the text, which holds keys: only the place is told.
    let list: Vec<Key> = serde_json::from_slice(text).map_err(|error| {
        let reason = format!("column {}", error.column());
        Error::Fallbacks { name: name.to_owned(), reason }
    })?;
    let keys = list.into_iter().enumerate().rev();
    Ok(keys.map(|(place, Key(key))| NamedKey { name: format!("{name}[{place}]"), key }).collect())
}

/// A key out of JSON, without a `String` in between that is not wiped.
struct Key(SecretKey);

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(KeyVisitor)
    }
}

struct KeyVisitor;

impl Visitor<'_> for KeyVisitor {
    type Value = Key;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Key, E> {
        Ok(Key(SecretKey::allow_weak(text)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_newest_first_and_anything_else_is_one_key() {
        let read = |text: &[u8]| {
            let keys = read("OLD", text).unwrap();
            let shown = keys.iter().map(|it| (it.name.clone(), it.key.expose_secret().to_vec()));
            shown.collect::<Vec<_>>()
        };
        let key = |name: &str, bytes: &[u8]| (name.to_owned(), bytes.to_vec());
        assert_eq!(
            read(br#" ["a", "\u00e9\n"]"#),
            [key("OLD[1]", "é\n".as_bytes()), key("OLD[0]", b"a")]
        );
        assert_eq!(read(b"[]"), []);
        assert_eq!(read(b"one"), [key("OLD", b"one")]);
        assert_eq!(read(b" \xff\n"), [key("OLD", b" \xff\n")]);
    }

    #[test]
    fn an_error_shows_no_key() {
        let key = "1234567890";
        for text in
            ["[1234567890]", "[\"1234567890\", 1]", "[\"1234567890", "[{\"1234567890\": 1}]"]
        {
            let error = read("OLD", text.as_bytes()).unwrap_err();
            assert!(!format!("{error} {error:?}").contains(key), "{error:?}");
        }
    }
}
