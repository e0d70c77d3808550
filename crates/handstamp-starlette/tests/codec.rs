//! The codec: the tutorial's cookie, what is refused, what it costs, and properties.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use handstamp_starlette::{
    DecodeError, Dict, EncodeError, OpenError, ReadError, SecretKey, Session, SignedCodec,
    SignedCodecBuilder, Value, VerifyError, WriteError, session_codec,
};
use proptest::prelude::*;

const KEY: &str = "c1bb4b1b7e2cf6f2a1b0d5f0e37a2f64";

fn settings() -> SignedCodecBuilder {
    session_codec(SecretKey::new(KEY).unwrap())
}

fn codec() -> SignedCodec {
    settings().build()
}

fn at(seconds: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(seconds)
}

fn signed(payload: impl AsRef<[u8]>, now: SystemTime) -> Vec<u8> {
    use handstamp_itsdangerous::{Signer, TimestampSigner};
    let signer = Signer::builder(SecretKey::new(KEY).unwrap()).build();
    TimestampSigner::new(signer).sign(payload, now).unwrap()
}

/// The cookie that the session-cookie tutorial prints, of 13 October 2023.
#[test]
fn the_cookie_of_the_tutorial() {
    let cookie = "eyJ1c2VybmFtZSI6ICJqb2huIn0=.ZSku6g.G50HfhgGbz-_Wi9qgGrXEbVlXeg";
    assert!(SecretKey::new("mysecret").is_err(), "its key is a weak one");
    let settings = session_codec(SecretKey::allow_weak("mysecret"));
    let codec = settings.clone().build();
    let now = at(1_697_197_802);
    let session = codec.decode(cookie, now).unwrap();
    assert_eq!(session.signed_at(), Some(now));
    assert_eq!(session.get_str("username"), Some("john"));

    let mut john = Session::new();
    john.insert("username", "john").unwrap();
    assert_eq!(codec.encode(&john, now).unwrap(), cookie);

    let last = now + Duration::from_secs(14 * 24 * 60 * 60);
    assert!(codec.decode(cookie, last).is_ok());
    let over = codec.decode(cookie, last + Duration::from_secs(1)).unwrap_err();
    assert!(matches!(over, DecodeError::Verify(VerifyError::Expired { .. })));
    assert!(settings.max_age(None).build().decode(cookie, at(4_000_000_000)).is_ok());
}

#[test]
fn what_is_signed_and_no_session_is_refused() {
    let now = at(1_700_000_000);
    for (payload, why) in [
        ("W10=", ReadError::NotADict.into()),
        ("bnVsbA==", ReadError::NotADict.into()),
        ("MQ==", ReadError::NotADict.into()),
        ("eyJhIjogMX0", OpenError::BadBase64),
        ("eyJhIjogMX0==", OpenError::BadBase64),
        ("eyJhIjogMX1=", OpenError::BadBase64),
        ("eyJhIjoiw7_Dvj8-In0=", OpenError::BadBase64),
        ("eyJhIjog\nMX0=", OpenError::BadBase64),
        ("//57ACIA", ReadError::NotUtf8.into()),
        ("", ReadError::Syntax { at: 0 }.into()),
    ] {
        assert_eq!(codec().decode(signed(payload, now), now).unwrap_err(), why.into(), "{payload}");
    }
    assert!(codec().decode(signed("e30=", now), now).unwrap().is_empty());
}

/// Starlette's cleared cookie, a cookie without a time, one of Flask's.
#[test]
fn what_is_not_signed_is_refused() {
    let now = at(1_700_000_000);
    for cookie in ["", "null", ".", "..", "a.b", "eyJhIjogMX0=", "eyJhIjoxfQ.ZSku6g.AAAA"] {
        assert_eq!(
            codec().decode(cookie, now).unwrap_err(),
            VerifyError::BadSignature.into(),
            "{cookie}"
        );
    }
    let long = "a".repeat(16 * 1024 + 1);
    assert_eq!(
        codec().decode(long, now).unwrap_err(),
        VerifyError::CookieTooLong { limit: 16 * 1024 }.into()
    );
}

#[test]
fn keys_rotate() {
    let old = SecretKey::new("70a2c1f4d85b4e6f93b0187a2cde5f61").unwrap();
    let now = at(1_700_000_000);
    let mut session = Session::new();
    session.insert("username", "john").unwrap();
    let before = session_codec(old.clone()).build().encode(&session, now).unwrap();
    assert_eq!(codec().decode(&before, now).unwrap_err(), VerifyError::BadSignature.into());
    let rotated = settings().fallbacks([old]).clock_tolerance(Duration::from_secs(5)).build();
    assert!(rotated.decode(&before, now).is_ok());
    let after = rotated.encode(&session, now).unwrap();
    assert!(codec().decode(after, now).is_ok(), "the newest key signs");
}

#[test]
fn plain_json_has_no_bytes() {
    let mut session = Session::new();
    session.insert_value("a", Value::Bytes(vec![1]));
    assert!(matches!(codec().to_json(&session), Err(WriteError::NoJsonForm { .. })));
}

#[test]
fn what_would_not_be_read_back_is_not_written() {
    let mut session = Session::new();
    session.insert("a", &"b".repeat(16 * 1024)).unwrap();
    let too_long = codec().encode(&session, at(1_700_000_000));
    assert!(matches!(too_long, Err(EncodeError::CookieTooLong { limit: 16_384 })));
    assert!(settings().cookie_limit(32 * 1024).build().encode(&session, at(1_700_000_000)).is_ok());
}

#[test]
fn saying_no_allocates_nothing() {
    let codec = codec();
    let now = at(1_700_000_000);
    let forged = "eyJ1c2VybmFtZSI6ICJqb2huIn0=.ZSku6g.G50HfhgGbz-_Wi9qgGrXEbVlXeg";
    let good = codec.encode(&Session::from_dict(Dict::new()), now).unwrap();
    let late = now + Duration::from_secs(15 * 24 * 60 * 60);
    for (cookie, now) in [(forged, now), ("", now), ("null", now), (good.as_str(), late)] {
        let info = allocation_counter::measure(|| assert!(codec.decode(cookie, now).is_err()));
        assert_eq!(info.count_total, 0, "{cookie}");
    }
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i128>().prop_map(Value::from),
        any::<f64>().prop_filter("NaN is not itself", |f| !f.is_nan()).prop_map(Value::from),
        ".*".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 32, 6, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..6).prop_map(Value::List),
            proptest::collection::vec((".{0,8}", inner), 0..6)
                .prop_map(|pairs| Value::Dict(pairs.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn what_is_written_is_read(
        pairs in proptest::collection::vec((".{0,8}", value()), 0..6),
        now in 0_u64..4_000_000_000,
    ) {
        let dict: Dict = pairs.into_iter().collect();
        let codec = settings().cookie_limit(usize::MAX).build();
        let cookie = codec.encode(&Session::from_dict(dict.clone()), at(now)).unwrap();
        let read = codec.decode(&cookie, at(now)).unwrap();
        prop_assert_eq!(read.signed_at(), Some(at(now)));
        prop_assert_eq!(read.as_dict(), &dict);
        prop_assert_eq!(codec.encode(&read, at(now)).unwrap(), cookie);
    }

    #[test]
    fn no_other_byte_will_do(at_byte in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let now = at(1_700_000_000);
        let mut session = Session::new();
        session.insert("username", "john").unwrap();
        let cookie = codec().encode(&session, now).unwrap().into_bytes();
        let mut other = cookie.clone();
        let index = at_byte.index(other.len());
        other[index] = byte;
        prop_assert_eq!(codec().decode(&other, now).is_ok(), other == cookie);
    }

    #[test]
    fn any_bytes_are_refused_without_a_panic(payload: Vec<u8>) {
        let now = at(1_700_000_000);
        let _ = codec().decode(&payload, now);
        let _ = codec().decode(signed(&payload, now), now);
    }
}
