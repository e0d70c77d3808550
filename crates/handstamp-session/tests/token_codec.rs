//! Tokens of real itsdangerous 2.2.0 as sessions: a dict (Datasette's `ds_actor`) and one text (quart-auth).
#![allow(clippy::unwrap_used, clippy::panic)]

use std::time::{Duration, SystemTime};

use handstamp_itsdangerous::{Digest, SecretKey, Signer, TimestampSigner};
use handstamp_session::{
    Codec, DecodeError, EncodeError, OpenError, Session, TokenCodec, VerifyError,
};
use handstamp_value::json::ReadError;

const KEY: &str = "2f1d9a0c5be74386a1d0f7c2e9b85d34";
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// `URLSafeSerializer(KEY, "actor").dumps({"a": {"id": "root"}})`.
const DS_ACTOR: &str = "eyJhIjp7ImlkIjoicm9vdCJ9fQ.ut_mBgUFbpe4O1kIbjN-PnIlncQ";

/// quart-auth's serializer at 1,700,000,000: `URLSafeTimedSerializer(KEY, "quart auth salt",
/// signer_kwargs={"digest_method": sha512}).dumps(…)` of `"ann"`, of `"grün" * 60` (compressed), of `{"a": 1}`
/// and of `7`.
const ANN: &str = "ImFubiI.ZVPxAA.xMzVbPHT_vHd3zc485tAQ6AVso0hA9HXbuIR-PLio9emhCJAl3LjIxD56syJHn3nTHy7iU6hGEZ9Soe9w4_CjA";
const GREEN: &str = ".eJxTSi86vCdvlCCKUAIAlRamrQ.ZVPxAA.KqnyGVPcXXF2fdCdcMFeH-oz4JyMi__b0qxvgmvv5RebvGluaQauF4vr7KuGNpBby_VWuZ2eYnmJc894nslPcw";
const DICT: &str = "eyJhIjoxfQ.ZVPxAA.R_ofD3OhoHCkjmJhjZaAmnz3HAuJ2RIu27OgQIqIrgA5wSHBioB8Cor4THmAbL3UmXN76SqK_ORFQezMrIQvNQ";
const NUMBER: &str = "Nw.ZVPxAA.PyF9FqybLkU6rvE7iMCNq2nwGRFUQ-O-D85d-C7kInTfaSq3A7eVU0zE-uuolS1ri-6WZDJXjd70EYiXNYueww";

fn key() -> SecretKey {
    SecretKey::new(KEY).unwrap()
}

fn at() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000)
}

fn ds_actor() -> TokenCodec {
    TokenCodec::new(Signer::builder(key()).salt("actor").build())
}

fn quart_auth() -> TokenCodec {
    let signer = Signer::builder(key()).salt("quart auth salt").digest(Digest::Sha512).build();
    TokenCodec::timed(TimestampSigner::new(signer), DAY).with_text_key("auth_id")
}

#[test]
fn a_dict_is_the_session_and_comes_out_as_python_writes_it() {
    let session = ds_actor().decode(DS_ACTOR.as_bytes(), at()).unwrap();
    let id = session.get("a").and_then(|a| a.as_dict()?.get("id")?.as_str());
    assert_eq!((id, session.signed_at()), (Some("root"), None));
    assert_eq!(ds_actor().encode(&session, at()).unwrap(), DS_ACTOR);
}

#[test]
fn one_text_stands_under_its_key_and_comes_out_as_python_writes_it() {
    for (cookie, text) in [(ANN, "ann".to_owned()), (GREEN, "grün".repeat(60))] {
        let session = quart_auth().decode(cookie.as_bytes(), at() + DAY).unwrap();
        assert_eq!(session.get_str("auth_id"), Some(&*text));
        assert_eq!(session.signed_at(), Some(at()));
        assert_eq!(quart_auth().encode(&session, at()).unwrap(), cookie);
    }
}

#[test]
fn what_is_signed_and_no_text_is_refused() {
    for cookie in [DICT, NUMBER] {
        let refused = quart_auth().decode(cookie.as_bytes(), at()).unwrap_err();
        assert_eq!(refused, DecodeError::Open(OpenError::NotText), "{cookie}");
    }
    let number = Signer::builder(key()).salt("actor").build().sign("Nw");
    let refused = ds_actor().decode(&number, at()).unwrap_err();
    assert_eq!(refused, DecodeError::Open(OpenError::Json(ReadError::NotADict)));
}

#[test]
fn other_salts_ages_and_lengths_are_refused() {
    let why = |codec: &TokenCodec, cookie: &str, now| {
        let Err(DecodeError::Verify(why)) = codec.decode(cookie.as_bytes(), now) else {
            panic!("{cookie} is taken")
        };
        why
    };
    let other = TokenCodec::new(Signer::builder(key()).salt("actors").build());
    assert_eq!(why(&other, DS_ACTOR, at()), VerifyError::BadSignature);
    assert_eq!(why(&ds_actor(), &DS_ACTOR.replace("eyJ", "eyK"), at()), VerifyError::BadSignature);
    assert_eq!(why(&ds_actor(), "", at()), VerifyError::BadSignature);
    let late = why(&quart_auth(), ANN, at() + DAY + Duration::from_secs(1));
    assert!(matches!(late, VerifyError::Expired { .. }), "{late}");
    assert_eq!(why(&quart_auth(), DS_ACTOR, at()), VerifyError::BadSignature);
    let short = ds_actor().with_cookie_limit(DS_ACTOR.len() - 1);
    let too_long = VerifyError::CookieTooLong { limit: DS_ACTOR.len() - 1 };
    assert_eq!(why(&short, DS_ACTOR, at()), too_long);
    let session = ds_actor().decode(DS_ACTOR.as_bytes(), at()).unwrap();
    assert!(matches!(short.encode(&session, at()), Err(EncodeError::CookieTooLong { .. })));
}

#[test]
fn a_cookie_of_one_text_loses_nothing_silently() {
    let codec = quart_auth();
    let mut session = Session::new();
    session.insert_value("auth_id", "ann");
    session.insert_value("_handstamp", "not the app's");
    assert_eq!(codec.encode(&session, at()).unwrap(), ANN);
    session.insert_value("cart", "tea");
    let refused = codec.encode(&session, at()).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "the cookie holds the text \"auth_id\" of the session alone; keep nothing else in the session"
    );
    session.remove("cart");
    session.insert_value("auth_id", 7);
    assert!(matches!(codec.encode(&session, at()), Err(EncodeError::NotOneText { .. })));
    assert!(matches!(codec.encode(&Session::new(), at()), Err(EncodeError::NotOneText { .. })));
}

#[test]
fn a_cache_may_tell_cookies_apart_by_their_signature() {
    let verified = ds_actor();
    let verified = verified.verify(DS_ACTOR.as_bytes(), at()).unwrap();
    assert_eq!(verified.mac(), Some(&b"ut_mBgUFbpe4O1kIbjN-PnIlncQ"[..]));
}
