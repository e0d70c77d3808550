//! Properties of the codec: what it writes it reads, and nothing else.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use handstamp_flask::{
    Codec, DecodeError, EncodeError, Limits, OpenError, ReadError, SESSION_SALT, SecretKey,
    Session, SignedCodec, SignedCodecBuilder, Value, VerifyError, session_codec,
};
use proptest::prelude::*;

fn now() -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(1_800_000_000)
}

fn settings() -> SignedCodecBuilder {
    session_codec(SecretKey::allow_weak("secret"))
}

fn codec() -> SignedCodec {
    settings().build()
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        ".{0,20}".prop_map(Value::from),
        "a{0,200}".prop_map(Value::from),
        ".{0,20}".prop_map(|text| Value::Markup(text.into())),
        prop::collection::vec(any::<u8>(), 0..20).prop_map(Value::Bytes),
    ];
    leaf.prop_recursive(4, 40, 5, |inner| {
        let items = prop::collection::vec(inner.clone(), 0..5);
        let pairs = prop::collection::vec(("( [tbmud]|.{0,5})", inner), 0..5);
        prop_oneof![
            items.clone().prop_map(Value::List),
            items.prop_map(Value::Tuple),
            pairs.prop_map(|pairs| Value::Dict(pairs.into_iter().collect())),
        ]
    })
}

fn session() -> impl Strategy<Value = Session> {
    prop::collection::vec(("( [tbmudi]{1,2}|[a-z_]{1,8})", value()), 0..5)
        .prop_map(|pairs| Session::from_dict(pairs.into_iter().collect()))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..Default::default() })]

    #[test]
    fn what_is_written_is_read_back(session in session()) {
        let cookie = codec().encode(&session, now()).unwrap();
        let read = codec().decode(&cookie, now()).unwrap();
        prop_assert_eq!(read.as_dict(), session.as_dict());
        prop_assert_eq!(read.signed_at(), Some(now()));
        prop_assert!(!read.is_changed() && !read.is_new());
        // Written again, it is the same cookie.
        prop_assert_eq!(codec().encode(&read, now()).unwrap(), cookie);
    }

    #[test]
    fn one_changed_byte_is_refused(session in session(), at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let mut cookie = codec().encode(&session, now()).unwrap().into_bytes();
        let at = at.index(cookie.len());
        prop_assume!(cookie[at] != byte);
        cookie[at] = byte;
        prop_assert!(codec().decode(&cookie, now()).is_err());
    }

    #[test]
    fn any_bytes_are_refused(cookie in prop::collection::vec(any::<u8>(), 0..300)) {
        prop_assert!(Codec::decode(&codec(), &cookie, now()).is_err());
    }

    #[test]
    fn any_signed_payload_is_taken_or_refused(payload in prop::collection::vec(any::<u8>(), 0..120)) {
        let signer = handstamp_itsdangerous::TimestampSigner::new(
            handstamp_itsdangerous::Signer::builder(SecretKey::allow_weak("secret"))
                .salt(SESSION_SALT)
                .key_derivation(handstamp_flask::KeyDerivation::Hmac)
                .build(),
        );
        // As it is, and in a form that the codec unpacks.
        let mut encoded = Vec::new();
        handstamp_itsdangerous::encode_payload(&payload, &mut encoded);
        for payload in [&payload, &encoded] {
            let cookie = signer.sign(payload, now()).unwrap();
            match codec().decode(&cookie, now()) {
                Ok(session) => prop_assert!(session.text().is_some()),
                Err(error) => prop_assert!(!matches!(error, DecodeError::Verify(_)), "{error}"),
            }
        }
    }
}

#[test]
fn ages_and_limits() {
    let mut session = Session::new();
    session.insert("a", "b").unwrap();
    let cookie = codec().encode(&session, now()).unwrap();
    let second = Duration::from_secs(1);
    let month = Duration::from_secs(31 * 24 * 60 * 60);
    let decode = |codec: SignedCodecBuilder, at| codec.build().decode(&cookie, at).map(|_| ());
    assert_eq!(decode(settings(), now() + month), Ok(()));
    let age = month + second;
    assert_eq!(
        decode(settings(), now() + age),
        Err(VerifyError::Expired { age, max_age: month }.into())
    );
    assert_eq!(decode(settings().max_age(None), now() + 99 * month), Ok(()));
    assert_eq!(decode(settings(), now() - 30 * second), Ok(()));
    let ahead = 31 * second;
    assert_eq!(decode(settings(), now() - ahead), Err(VerifyError::SignedAhead { ahead }.into()));
    let strict = settings().clock_tolerance(Duration::ZERO);
    assert_eq!(
        decode(strict, now() - second),
        Err(VerifyError::SignedAhead { ahead: second }.into())
    );
    // The tolerance extends no expiry.
    let short = settings().max_age(second).clock_tolerance(month);
    assert!(matches!(
        decode(short, now() + 2 * second),
        Err(DecodeError::Verify(VerifyError::Expired { .. }))
    ));
    let limit = cookie.len() - 1;
    let refused = decode(settings().cookie_limit(limit), now());
    assert_eq!(refused, Err(VerifyError::CookieTooLong { limit }.into()));
    let refused = decode(settings().limits(Limits::default().with_bytes(8)), now());
    assert_eq!(refused, Err(OpenError::from(ReadError::TextTooLong { limit: 8 }).into()));
    assert_eq!(decode(settings().limits(Limits::default().with_depth(1)), now()), Ok(()));
    assert_eq!(
        decode(settings().limits(Limits::default().with_depth(0)), now()),
        Err(OpenError::from(ReadError::TooDeep { limit: 0 }).into())
    );
    assert_eq!(decode(settings().salt("other"), now()), Err(VerifyError::BadSignature.into()));
    let before = UNIX_EPOCH - second;
    assert!(matches!(codec().encode(&session, before), Err(EncodeError::NotSigned(_))));
}

#[test]
fn rotation_signs_with_the_newest_key() {
    let key = SecretKey::allow_weak;
    let session = Session::from_dict([("u", 1)].into_iter().collect());
    let old = session_codec(key("old")).build().encode(&session, now()).unwrap();
    let rotated =
        session_codec(key("new")).fallbacks([key("older")]).fallbacks([key("old")]).build();
    assert!(rotated.decode(&old, now()).is_ok());
    let renewed = rotated.encode(&session, now()).unwrap();
    assert!(session_codec(key("new")).build().decode(&renewed, now()).is_ok());
    assert!(session_codec(key("old")).build().decode(&renewed, now()).is_err());
    assert!(!format!("{rotated:?}").contains("older"));
}
