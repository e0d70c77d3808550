use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use handstamp_authorizer::SetCookie;
use handstamp_itsdangerous::{Digest, KeyDerivation, SecretKey, SecretKeys, Signer};

use crate::hex;

/// The bytes of a SHA-512 code.
const CODE: usize = 64;

/// The value of Flask-Login's `remember_token` cookie: `id|code`, where the code is the HMAC-SHA512 of the
/// id in hex (`encode_cookie`, `decode_cookie`).
///
/// The token has no time in it: it is good as long as the key is, whoever has it. Flask-Login has one key,
/// its `SECRET_KEY`; with several, the newest signs and all verify.
///
/// ```
/// use handstamp_flask::{RememberToken, SecretKey};
///
/// let tokens = RememberToken::new(SecretKey::new("2f1d9a0c5be74386a1d0f7c2e9b85d34")?);
/// let token = tokens.write("42");
/// assert_eq!(tokens.read(&token), Some("42"));
/// assert_eq!(tokens.read(&token.replace("42|", "43|")), None);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct RememberToken {
    signer: Signer,
}

impl RememberToken {
    /// Tokens of an app whose `SECRET_KEY` is text. Flask-Login signs with its Latin-1 bytes (everything
    /// else in Flask with the UTF-8 bytes); text that has none, where Flask-Login fails, and a key that is
    /// no text count as the bytes that they are.
    #[must_use]
    pub fn new(keys: impl Into<SecretKeys>) -> Self {
        let keys = keys.into();
        let newest = latin_1(keys.newest());
        let mut fallbacks: Vec<_> = keys.iter().skip(1).map(latin_1).collect();
        fallbacks.reverse();
        Self::with_byte_keys(SecretKeys::new(newest).with_fallbacks(fallbacks))
    }

    /// Tokens of an app whose `SECRET_KEY` is bytes.
    #[must_use]
    pub fn with_byte_keys(keys: impl Into<SecretKeys>) -> Self {
        let signer = Signer::builder(keys)
            .digest(Digest::Sha512)
            .key_derivation(KeyDerivation::None)
            .build();
        Self { signer }
    }

    /// The token of this user.
    #[must_use]
    pub fn write(&self, user_id: &str) -> String {
        let code = URL_SAFE_NO_PAD.decode(self.signer.signature(user_id)).unwrap_or_default();
        format!("{user_id}|{}", hex::encode(&code))
    }

    /// The user's id, if this is a token that one of the keys signed. `None` as well for more than 4,096
    /// bytes, which browsers do not keep. An id that was signed empty is handed out empty: it is nobody's.
    #[must_use]
    pub fn read<'t>(&self, token: &'t str) -> Option<&'t str> {
        if token.len() > SetCookie::BROWSERS_KEEP {
            return None;
        }
        let (user_id, code) = token.rsplit_once('|')?;
        let code: [u8; CODE] = hex::decode(code)?;
        let mut signature = [0; CODE.div_ceil(3) * 4];
        let length = URL_SAFE_NO_PAD.encode_slice(code, &mut signature).ok()?;
        let is_good = self.signer.verify_signature(user_id, signature.get(..length)?);
        is_good.then_some(user_id)
    }
}

/// `key.encode("latin1")`.
fn latin_1(key: &SecretKey) -> SecretKey {
    let secret = key.expose_secret();
    let text = std::str::from_utf8(secret).ok().filter(|text| !text.is_ascii());
    let bytes = text.and_then(|text| {
        text.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect::<Option<Vec<_>>>()
    });
    match bytes {
        // It has been a key already: as Latin-1 it may be shorter than keys should be.
        Some(bytes) => SecretKey::allow_weak(zeroize::Zeroizing::new(bytes)),
        None => key.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(key: impl AsRef<[u8]>) -> RememberToken {
        RememberToken::new(SecretKey::allow_weak(key))
    }

    #[test]
    fn text_keys_are_latin_1() {
        let token = tokens("clé").write("42");
        let of_bytes = |key: &[u8]| RememberToken::with_byte_keys(SecretKey::allow_weak(key));
        assert_eq!(of_bytes(b"cl\xe9").read(&token), Some("42"));
        assert_eq!(of_bytes("clé".as_bytes()).read(&token), None);
        for as_it_is in [&b"cl\xe9"[..], "клю".as_bytes()] {
            assert_eq!(of_bytes(as_it_is).read(&tokens(as_it_is).write("7")), Some("7"));
        }
    }

    #[test]
    fn the_newest_key_signs_and_all_verify() {
        let key = |name: &str| SecretKey::allow_weak(name);
        let keys = SecretKeys::new(key("new")).with_fallbacks([key("oldest"), key("old")]);
        let all = RememberToken::new(keys);
        assert_eq!(tokens("new").read(&all.write("1")), Some("1"));
        for old in ["old", "oldest"] {
            assert_eq!(all.read(&tokens(old).write("1")), Some("1"));
        }
    }

    #[test]
    fn an_id_may_have_bars() {
        let tokens = tokens("key");
        assert_eq!(tokens.read(&tokens.write("a|b|c")), Some("a|b|c"));
        assert_eq!(tokens.read(&tokens.write("")), Some(""));
        assert_eq!(tokens.read(&tokens.write(&"a".repeat(4_096))), None);
    }
}
