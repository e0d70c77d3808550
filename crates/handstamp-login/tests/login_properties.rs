//! Any id, key and browser: what is written is read, and nothing else.
#![cfg(feature = "flask")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::time::{Duration, UNIX_EPOCH};

use handstamp_flask::{
    FlaskWtf, RememberToken, SecretKey, Session, is_session_identifier, session_identifier,
};
use proptest::prelude::*;

proptest! {
    #[test]
    fn a_remember_token_comes_back(id in ".{0,300}", key in prop::collection::vec(any::<u8>(), 0..200)) {
        let tokens = RememberToken::new(SecretKey::allow_weak(&key));
        let token = tokens.write(&id).unwrap();
        prop_assert_eq!(tokens.read(&token), Ok(id.as_str()));
        prop_assert_eq!(token.len(), id.len() + 129);
    }

    #[test]
    fn a_changed_remember_token_is_refused(id in ".{1,40}", at in any::<prop::sample::Index>(), put in any::<char>()) {
        let tokens = RememberToken::new(SecretKey::allow_weak("key"));
        let token = tokens.write(&id).unwrap();
        let mut changed: Vec<char> = token.chars().collect();
        let at = at.index(changed.len());
        changed[at] = put;
        let changed: String = changed.into_iter().collect();
        prop_assert_eq!(tokens.read(&changed).is_ok(), changed == token);
    }

    #[test]
    fn identifiers_differ_as_browsers_do(one in prop::collection::vec(any::<u8>(), 0..40), two in prop::collection::vec(any::<u8>(), 0..40)) {
        let identifier = |agent: &[u8]| session_identifier(Some("::1"), Some(agent));
        prop_assert_eq!(identifier(&one) == identifier(&two), one == two);
        prop_assert_ne!(identifier(&one), session_identifier(Some("::1"), None));
        prop_assert!(is_session_identifier(&identifier(&one), Some("::1"), Some(&one)));
        prop_assert_eq!(is_session_identifier(&identifier(&one), Some("::1"), Some(&two)), one == two);
    }

    #[test]
    fn a_csrf_token_is_good_for_its_session(secret in "[ -~]{1,60}", other in "[ -~]{1,60}", age in 0u64..3_600) {
        let csrf = FlaskWtf::builder(SecretKey::allow_weak("key")).build();
        let now = UNIX_EPOCH + Duration::from_secs(1_700_000_000);
        let session = |secret: &str| {
            let mut session = Session::new();
            session.insert_value("csrf_token", secret);
            session
        };
        let token = csrf.token(&session(&secret), now).unwrap();
        let later = now + Duration::from_secs(age);
        prop_assert!(csrf.check(&session(&secret), &token, later).is_ok());
        prop_assert_eq!(csrf.check(&session(&other), &token, later).is_ok(), other == secret);
    }
}
