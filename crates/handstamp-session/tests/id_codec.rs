//! The ids of sessions in a store, as Flask-Session has them in its cookie.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use handstamp_itsdangerous::{KeyDerivation, SecretKey, Signer};
use handstamp_session::{IdCodec, PlainIds, SessionId, SignedIds, VerifyError};
use proptest::prelude::*;
use serde_json::Value as Json;

fn signed(key: &str) -> SignedIds {
    let signer = Signer::builder(SecretKey::allow_weak(key)).salt("flask-session");
    SignedIds::new(signer.key_derivation(KeyDerivation::Hmac).build())
}

/// Flask-Session 0.8 with `SESSION_USE_SIGNER`.
#[test]
fn recorded_ids() {
    let lines = include_str!("vectors/flask_session_ids.jsonl").lines();
    let lines: Vec<Json> = lines.map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(lines.len() >= 20);
    let mut taken = 0;
    for line in lines {
        let ids = signed(line["secret"].as_str().unwrap());
        let token = line["token"].as_str().unwrap();
        let read = ids.read(token.as_bytes());
        assert_eq!(read.as_ref().ok().map(SessionId::as_str), line["expect"]["value"].as_str());
        match read {
            Ok(id) => {
                assert_eq!(ids.write(&id), token);
                taken += 1;
            }
            Err(reason) => assert_eq!(reason, VerifyError::BadSignature, "{line}"),
        }
    }
    assert!(taken >= 5);
}

#[test]
fn a_good_signature_of_what_is_no_id_is_refused() {
    let signer = Signer::builder(SecretKey::allow_weak("key")).salt("flask-session");
    let signer = signer.key_derivation(KeyDerivation::Hmac).build();
    for text in ["", "short", "../../etc/passwd-or-another", &"a".repeat(257), "é0123456789abcdef"]
    {
        let cookie = signer.sign(text);
        assert_eq!(
            SignedIds::new(signer.clone()).read(&cookie),
            Err(VerifyError::NotAnId),
            "{text}"
        );
    }
}

proptest! {
    #[test]
    fn ids_come_back_and_nothing_else_is_one(random in any::<[u8; 32]>(), cookie in prop::collection::vec(any::<u8>(), 0..80)) {
        let id = SessionId::from_random(&random);
        let signed = signed("key");
        for ids in [&PlainIds as &dyn IdCodec, &signed] {
            prop_assert_eq!(ids.read(ids.write(&id).as_bytes()), Ok(id.clone()));
        }
        prop_assert_eq!(signed.read(id.as_str().as_bytes()), Err(VerifyError::BadSignature));
        prop_assert!(signed.read(&cookie).is_err());
        if let Ok(id) = PlainIds.read(&cookie) {
            prop_assert_eq!(id.as_str().as_bytes(), &cookie[..]);
            prop_assert!(id.as_str().bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)));
        }
        let shown = format!("{id:?}");
        prop_assert!(!shown.contains(id.as_str()));
    }
}
