//! A remember token whose id is a salt is the signing key of that salt.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use handstamp_flask::{
    Digest, KeyDerivation, RememberReadError, RememberToken, RememberWriteError, SESSION_SALT,
    SecretKey, session_codec,
};
use handstamp_itsdangerous::{Signer, TimestampSigner, encode_payload};

fn now() -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(1_700_000_000)
}

fn key() -> SecretKey {
    SecretKey::new("2f1d9a0c5be74386a1d0f7c2e9b85d34").unwrap()
}

fn bytes_of(hex: &str) -> Vec<u8> {
    let pairs = hex.as_bytes().chunks(2);
    pairs.map(|it| u8::from_str_radix(std::str::from_utf8(it).unwrap(), 16).unwrap()).collect()
}

/// The token as Flask-Login makes it for any id: HMAC-SHA512 with the secret key itself.
fn flask_logins_token(user_id: &str) -> String {
    use base64::Engine as _;
    let signer = Signer::builder(key()).digest(Digest::Sha512).key_derivation(KeyDerivation::None);
    let code = signer.build().signature(user_id);
    let code = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(code).unwrap();
    let hex: String = code.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{user_id}|{hex}")
}

/// A session of this user that somebody signs who has the token, and not the key.
fn forged_session(token: &str) -> String {
    let stolen = SecretKey::allow_weak(bytes_of(token.rsplit_once('|').unwrap().1));
    let signer = Signer::builder(stolen).digest(Digest::Sha512).key_derivation(KeyDerivation::None);
    let mut payload = Vec::new();
    encode_payload(br#"{"_fresh":true,"_user_id":"admin"}"#, &mut payload);
    let cookie = TimestampSigner::new(signer.build()).sign(payload, now()).unwrap();
    String::from_utf8(cookie).unwrap()
}

#[test]
fn a_token_of_a_salt_would_sign_sessions() {
    for salt in [SESSION_SALT, "an-apps-own-salt"] {
        let sessions = session_codec(key()).digest(Digest::Sha512).salt(salt).build();
        let token = flask_logins_token(salt);
        let session = sessions.decode(forged_session(&token), now()).unwrap();
        assert_eq!(session.get_str("_user_id"), Some("admin"), "the attack works on {salt}");

        let tokens = RememberToken::new(key()).with_salts(["an-apps-own-salt"]);
        assert_eq!(tokens.write(salt), Err(RememberWriteError::IdIsSalt));
        assert_eq!(tokens.read(&token), Err(RememberReadError::IdIsSalt));
    }
    // The token of another user signs nothing.
    let sessions = session_codec(key()).digest(Digest::Sha512).build();
    assert!(sessions.decode(forged_session(&flask_logins_token("42")), now()).is_err());
}

#[test]
fn known_salts_stay_refused() {
    let tokens = RememberToken::new(key());
    let more = tokens.clone().with_salts(["own"]);
    for salt in RememberToken::KNOWN_SALTS {
        assert_eq!(tokens.write(salt), Err(RememberWriteError::IdIsSalt), "{salt}");
        assert_eq!(more.write(salt), Err(RememberWriteError::IdIsSalt), "{salt}");
        let forged = format!("{salt}|{}", "0".repeat(128));
        assert_eq!(tokens.read(&forged), Err(RememberReadError::BadSignature), "{salt}");
    }
    let own = flask_logins_token("own");
    assert_eq!((tokens.write("own"), tokens.read(&own)), (Ok(own.clone()), Ok("own")));
    assert_eq!(more.read(&own), Err(RememberReadError::IdIsSalt));
}

#[test]
fn the_known_salts_are_those_of_the_house() {
    use handstamp_flask::{AuthTokenReader, FlaskWtf};
    let known = RememberToken::KNOWN_SALTS.map(str::as_bytes);
    for salt in [
        SESSION_SALT.as_bytes(),
        FlaskWtf::SALT.as_bytes(),
        AuthTokenReader::SALT.as_bytes(),
        Signer::DEFAULT_SALT,
        handstamp_itsdangerous::SERIALIZER_SALT,
    ] {
        assert!(known.contains(&salt), "{}", salt.escape_ascii());
    }
}
