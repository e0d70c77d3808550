use std::collections::BTreeSet;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use handstamp_itsdangerous::{Digest, KeyDerivation, SecretKey, SecretKeys, Signer};
use zeroize::Zeroizing;

/// The length of a SHA-512 code in bytes, and of its hexadecimal text.
const CODE: usize = 64;
const CODE_TEXT: usize = CODE * 2;

/// The value of Flask-Login's `remember_token` cookie: `id|code`, where the code is the HMAC-SHA512 of the
/// id in hexadecimal digits (`encode_cookie` and `decode_cookie` in Flask-Login's `utils.py`).
///
/// The token has no time in it: it is valid as long as the key is, for whoever has it. Flask-Login has one
/// key, its `SECRET_KEY`. With several keys, the newest signs and all verify.
///
/// # Ids that are refused
/// The key derivation `hmac` of itsdangerous makes the signing key of a salt as HMAC(`SECRET_KEY`, salt). A
/// remember token is HMAC-SHA512(`SECRET_KEY`, id). In an app whose sessions are signed with SHA-512, the token
/// of a user whose id is `cookie-session` is the key that signs every session. Such a token is neither written
/// nor accepted: see [`RememberToken::with_salts`]. Flask-Login writes it.
///
/// ```
/// use handstamp_flask::{RememberReadError, RememberToken, RememberWriteError, SecretKey};
///
/// let tokens = RememberToken::new(SecretKey::new("2f1d9a0c5be74386a1d0f7c2e9b85d34")?);
/// let token = tokens.write("42")?;
/// assert_eq!(tokens.read(&token), Ok("42"));
/// let changed = token.replace("42|", "43|");
/// assert_eq!(tokens.read(&changed), Err(RememberReadError::BadSignature));
/// assert_eq!(tokens.write("cookie-session"), Err(RememberWriteError::IdIsSalt));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
#[must_use]
pub struct RememberToken {
    signer: Signer,
    salts: BTreeSet<Vec<u8>>,
}

/// Why a remember token is not written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RememberWriteError {
    /// The id is a salt.
    #[error(
        "the user's id is the salt of a signer, so the remember token could be that signer's key: \
         give the user another id"
    )]
    IdIsSalt,
    /// The token would be longer than [`RememberToken::LIMIT`].
    #[error("the remember token is longer than 4096 bytes: give the user a shorter id")]
    TooLong,
}

/// Why a remember token is refused. For the log: do not tell the client which check failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RememberReadError {
    /// It is longer than [`RememberToken::LIMIT`].
    #[error("the remember token is longer than 4096 bytes")]
    TooLong,
    /// It does not end with `|` and 128 hexadecimal digits in lower case.
    #[error("the remember token does not end with a code of 128 hexadecimal digits in lower case")]
    Malformed,
    /// None of the keys signed it.
    #[error("the remember token was not signed with any of the keys")]
    BadSignature,
    /// One of the keys signed it, and its id is a salt.
    #[error(
        "the user's id is the salt of a signer, so the remember token could be that signer's key: \
         replace the secret key, because this token was given out"
    )]
    IdIsSalt,
}

impl RememberToken {
    /// The longest token in bytes. Browsers drop a longer cookie (RFC 6265bis, section 5.6).
    pub const LIMIT: usize = 4096;

    /// The salts that are always refused as ids: those of the cookies and tokens that handstamp reads, of Flask,
    /// itsdangerous, Starlette, Flask-WTF, Flask-Security and Flask-Session.
    pub const KNOWN_SALTS: [&'static str; 6] = [
        "cookie-session",
        "itsdangerous",
        "itsdangerous.Signer",
        "wtf-csrf-token",
        "remember-salt",
        "flask-session",
    ];

    /// Tokens of an app whose `SECRET_KEY` is text. Flask-Login signs with the Latin-1 bytes of the text;
    /// everything else in Flask uses the UTF-8 bytes. A key that is not text, or has characters that are not
    /// in Latin-1 (Flask-Login fails there), is used as the bytes that it is.
    pub fn new(keys: impl Into<SecretKeys>) -> Self {
        let keys = keys.into();
        let newest = latin_1(keys.newest());
        let mut fallbacks: Vec<_> = keys.iter().skip(1).map(latin_1).collect();
        fallbacks.reverse();
        Self::with_byte_keys(SecretKeys::new(newest).with_fallbacks(fallbacks))
    }

    /// Tokens of an app whose `SECRET_KEY` is bytes.
    pub fn with_byte_keys(keys: impl Into<SecretKeys>) -> Self {
        let signer = Signer::builder(keys)
            .digest(Digest::Sha512)
            .key_derivation(KeyDerivation::None)
            .build();
        let salts = Self::KNOWN_SALTS.into_iter().map(Vec::from).collect();
        Self { signer, salts }
    }

    /// Refuses these salts as ids too: every salt with which the app, or another one with the same
    /// `SECRET_KEY`, signs. Default: [`RememberToken::KNOWN_SALTS`], which stay refused.
    pub fn with_salts(mut self, salts: impl IntoIterator<Item = impl AsRef<[u8]>>) -> Self {
        self.salts.extend(salts.into_iter().map(|salt| salt.as_ref().to_vec()));
        self
    }

    /// The token of the user with this id.
    ///
    /// # Errors
    /// [`RememberWriteError`] if the id is a salt, or longer than 3,967 bytes.
    pub fn write(&self, user_id: &str) -> Result<String, RememberWriteError> {
        if self.is_salt(user_id) {
            return Err(RememberWriteError::IdIsSalt);
        }
        if user_id.len() + 1 + CODE_TEXT > Self::LIMIT {
            return Err(RememberWriteError::TooLong);
        }
        let code = URL_SAFE_NO_PAD.decode(self.signer.signature(user_id)).unwrap_or_default();
        Ok(format!("{user_id}|{}", base16ct::lower::encode_string(&code)))
    }

    /// The user's id, if one of the keys signed the token. An empty id that was signed is returned as the
    /// empty text: it is no user's.
    ///
    /// # Errors
    /// [`RememberReadError`].
    pub fn read<'t>(&self, token: &'t str) -> Result<&'t str, RememberReadError> {
        if token.len() > Self::LIMIT {
            return Err(RememberReadError::TooLong);
        }
        let (user_id, text) = token.rsplit_once('|').ok_or(RememberReadError::Malformed)?;
        let mut code = [0; CODE];
        if text.len() != CODE_TEXT || base16ct::lower::decode(text, &mut code).is_err() {
            return Err(RememberReadError::Malformed);
        }
        let mut signature = [0; CODE.div_ceil(3) * 4];
        let encoded = URL_SAFE_NO_PAD.encode_slice(code, &mut signature).ok();
        let signature = encoded.and_then(|length| signature.get(..length)).unwrap_or_default();
        if !self.signer.verify_signature(user_id, signature) {
            return Err(RememberReadError::BadSignature);
        }
        if self.is_salt(user_id) { Err(RememberReadError::IdIsSalt) } else { Ok(user_id) }
    }

    fn is_salt(&self, user_id: &str) -> bool {
        self.salts.contains(user_id.as_bytes())
    }
}

/// `key.encode("latin1")`.
fn latin_1(key: &SecretKey) -> SecretKey {
    let Ok(text) = std::str::from_utf8(key.expose_secret()) else { return key.clone() };
    let mut bytes = Zeroizing::new(Vec::with_capacity(text.len()));
    for character in text.chars() {
        match u8::try_from(character) {
            Ok(byte) => bytes.push(byte),
            Err(_) => return key.clone(),
        }
    }
    // The key was accepted as UTF-8: as Latin-1 it may be shorter than keys should be.
    SecretKey::allow_weak(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(key: impl AsRef<[u8]>) -> RememberToken {
        RememberToken::new(SecretKey::allow_weak(key))
    }

    #[test]
    fn text_keys_are_latin_1() {
        let token = tokens("clé").write("42").unwrap();
        let of_bytes = |key: &[u8]| RememberToken::with_byte_keys(SecretKey::allow_weak(key));
        assert_eq!(of_bytes(b"cl\xe9").read(&token), Ok("42"));
        let bad = Err(RememberReadError::BadSignature);
        assert_eq!(of_bytes("clé".as_bytes()).read(&token), bad);
        for as_it_is in [&b"cl\xe9"[..], "клю".as_bytes()] {
            let token = tokens(as_it_is).write("7").unwrap();
            assert_eq!(of_bytes(as_it_is).read(&token), Ok("7"));
        }
    }

    #[test]
    fn the_newest_key_signs_and_all_verify() {
        let key = |name: &str| SecretKey::allow_weak(name);
        let keys = SecretKeys::new(key("new")).with_fallbacks([key("oldest"), key("old")]);
        let all = RememberToken::new(keys);
        assert_eq!(tokens("new").read(&all.write("1").unwrap()), Ok("1"));
        for old in ["old", "oldest"] {
            assert_eq!(all.read(&tokens(old).write("1").unwrap()), Ok("1"));
        }
    }

    #[test]
    fn an_id_may_have_bars_and_ends_before_the_limit() {
        let tokens = tokens("key");
        for id in ["a|b|c", "", &"a".repeat(3_967)] {
            assert_eq!(tokens.read(&tokens.write(id).unwrap()), Ok(id));
        }
        assert_eq!(tokens.write(&"a".repeat(3_968)), Err(RememberWriteError::TooLong));
        assert_eq!(tokens.read(&"a".repeat(4_097)), Err(RememberReadError::TooLong));
    }

    #[test]
    fn a_code_is_128_lower_case_digits() {
        let tokens = tokens("key");
        let token = tokens.write("1").unwrap();
        let code = token.strip_prefix("1|").unwrap();
        assert!(code.contains(|c: char| c.is_ascii_lowercase()), "{code}");
        let short = |digits: usize| format!("1|{}", code.get(..digits).unwrap());
        for bad in [
            format!("1|{}", code.to_ascii_uppercase()),
            short(127),
            short(126),
            format!("{token}0"),
            format!("{token}00"),
            format!("{}g", short(127)),
            format!("{}é", short(126)),
            "1|".into(),
            "1".into(),
            String::new(),
        ] {
            assert_eq!(tokens.read(&bad), Err(RememberReadError::Malformed), "{bad}");
        }
    }
}
