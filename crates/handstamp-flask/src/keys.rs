use handstamp_itsdangerous::{SecretKey, SecretKeys};
use handstamp_session::Value;
use handstamp_session::json::{self, Form, Limits};

/// Why the keys of an app cannot be had from the environment. Never shows a key.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum KeysError {
    /// `SECRET_KEY` is missing, or one of the keys is too weak.
    #[error(transparent)]
    Key(#[from] handstamp_itsdangerous::Error),
    /// `SECRET_KEY_FALLBACKS` is a JSON list with something in it that is no text.
    #[error("SECRET_KEY_FALLBACKS is a list with something in it that is no text")]
    Fallbacks,
}

/// The keys of a Flask app out of the environment: `SECRET_KEY`, and `SECRET_KEY_FALLBACKS`, a JSON list of
/// older keys, oldest first. Fallbacks that are no JSON list are one key. The program `handstamp` reads the
/// same.
///
/// # Errors
/// [`KeysError`].
pub fn keys_from_env() -> Result<SecretKeys, KeysError> {
    let newest = SecretKey::from_env("SECRET_KEY")?;
    let older = std::env::var_os("SECRET_KEY_FALLBACKS").unwrap_or_default();
    let older = fallbacks(&older.to_string_lossy())?;
    Ok(SecretKeys::new(newest).with_fallbacks(older))
}

fn fallbacks(text: &str) -> Result<Vec<SecretKey>, KeysError> {
    match json::read(text, Form::Plain, &Limits::default()) {
        Ok(Value::List(older)) => {
            let keys = older.iter().map(|key| key.as_str().ok_or(KeysError::Fallbacks));
            keys.map(|key| Ok(SecretKey::new(key?)?)).collect()
        }
        _ if text.is_empty() => Ok(Vec::new()),
        _ => Ok(vec![SecretKey::new(text)?]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OLD: &str = "70a2c1f4d85b4e6f93b0187a2cde5f61";
    const OLDER: &str = "2f1d9a0c5be74386a1d0f7c2e9b85d34";

    #[test]
    fn fallbacks_are_a_list_or_one_key() {
        let read = |text: &str| {
            let keys = fallbacks(text).unwrap();
            keys.iter().map(|key| key.expose_secret().to_vec()).collect::<Vec<_>>()
        };
        assert!(read("").is_empty());
        assert!(read("[]").is_empty());
        assert_eq!(read(OLD), [OLD.as_bytes()]);
        let list = format!("[\"{OLDER}\", \"{OLD}\"]");
        assert_eq!(read(&list), [OLDER.as_bytes(), OLD.as_bytes()]);
    }

    #[test]
    fn what_is_no_key_is_an_error_that_shows_none() {
        assert!(matches!(fallbacks(&format!("[\"{OLD}\", 7]")), Err(KeysError::Fallbacks)));
        let weak = fallbacks("[\"changeme\"]").unwrap_err();
        assert!(!weak.to_string().contains("changeme"), "{weak}");
    }
}
