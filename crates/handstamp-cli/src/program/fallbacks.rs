//! Older keys in an environment variable.

use handstamp_cli::NamedKey;
use handstamp_flask::fallback_keys;

use super::error::Error;

/// The keys of a variable as Flask's `from_prefixed_env` reads it. The result is newest first.
pub(crate) fn read(name: &str, text: &[u8]) -> Result<Vec<NamedKey>, Error> {
    let keys = fallback_keys(text).map_err(|_| Error::Fallbacks { name: name.to_owned() })?;
    let is_list = matches!(text.trim_ascii(), [b'[', .., b']']);
    let named = keys.into_iter().enumerate().rev().map(|(place, key)| {
        let name = if is_list { format!("{name}[{place}]") } else { name.to_owned() };
        NamedKey { name, key }
    });
    Ok(named.collect())
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
