//! The codec that Flask's and Starlette's cookies have in common.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::error::Error as _;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use handstamp_itsdangerous::{Digest, Epoch, KeyDerivation, SecretKey, Signer, TimestampSigner};
use handstamp_session::{
    Codec, DecodeError, EncodeError, OpenError, PayloadEncoding, Session, SignedCodec,
    SignedCodecBuilder, Verified, VerifyError,
};
use handstamp_value::json::{Limits, ReadError, Tags, WriteError};
use handstamp_value::{Dict, Key, Text, Value};

fn now() -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(1_800_000_000)
}

fn key(name: &str) -> SecretKey {
    SecretKey::allow_weak(name)
}

fn settings() -> SignedCodecBuilder {
    SignedCodec::builder(key("new"))
}

fn session() -> Session {
    Session::from_dict([("b", Value::from("é")), ("a", Value::Null)].into_iter().collect())
}

fn signed(payload: &str) -> Vec<u8> {
    TimestampSigner::new(Signer::builder(key("new")).build()).sign(payload, now()).unwrap()
}

#[test]
fn verified_and_opened_in_two_steps_it_is_decoded() {
    let codec = settings().build();
    let cookie = codec.encode(&session(), now()).unwrap();
    let dynamic: &dyn Codec = &codec;
    let verified = dynamic.verify(cookie.as_bytes(), now()).unwrap();
    assert_eq!(verified.signed_at(), Some(now()));
    let mut parts = cookie.rsplitn(3, '.').map(str::as_bytes);
    assert_eq!(verified.mac(), parts.next());
    assert_eq!(Some(verified.payload()), parts.nth(1));
    let opened = dynamic.open(verified).unwrap();
    let decoded = codec.decode(&cookie, now()).unwrap();
    assert_eq!(opened.as_dict(), decoded.as_dict());
    assert_eq!((opened.signed_at(), decoded.signed_at()), (Some(now()), Some(now())));
    assert_eq!(dynamic.decode(cookie.as_bytes(), now()).unwrap().text(), decoded.text());
    // A codec that has no time and no signature says so.
    let bare = codec.open(Verified::new(verified.payload())).unwrap();
    assert_eq!(bare.signed_at(), None);
}

#[test]
fn each_setting_is_another_cookie() {
    let plain = settings().build();
    let cookie = plain.encode(&session(), now()).unwrap();
    for other in [
        settings().salt("other"),
        settings().digest(Digest::Sha256),
        settings().key_derivation(KeyDerivation::Hmac),
        SignedCodec::builder(key("other")),
    ] {
        let other = other.build();
        let refused = other.decode(&cookie, now()).unwrap_err();
        assert_eq!(refused, VerifyError::BadSignature.into());
        let own = other.encode(&session(), now()).unwrap();
        assert!(other.decode(&own, now()).is_ok() && plain.decode(&own, now()).is_err());
    }
    let old = settings().epoch(Epoch::Year2011).max_age(None).build();
    let cookie = old.encode(&session(), now()).unwrap();
    assert_eq!(old.decode(&cookie, now()).unwrap().signed_at(), Some(now()));
    let from_1970 = settings().max_age(None).build().decode(&cookie, now()).unwrap();
    let until_2011 = Duration::from_secs(1_293_840_000);
    assert_eq!(from_1970.signed_at(), Some(now() - until_2011));
}

#[test]
fn how_the_json_is_written() {
    let json = |codec: SignedCodecBuilder| codec.build().to_json(&session()).unwrap();
    assert_eq!(json(settings()), r#"{"b": "\u00e9", "a": null}"#);
    assert_eq!(json(settings().ascii(false)), r#"{"b": "é", "a": null}"#);
    assert_eq!(json(settings().compact(true).sorted_keys(true)), r#"{"a":null,"b":"\u00e9"}"#);
    let mut bytes = Session::new();
    bytes.insert_value("a", Value::Bytes(vec![1]));
    let refused = settings().build().to_json(&bytes);
    assert_eq!(refused, Err(WriteError::NoJsonForm { kind: "bytes" }));
    // Whichever of the two is set first.
    let tagged = settings().tags(Tags::Flask).compact(true).build();
    assert_eq!(tagged.to_json(&bytes).unwrap(), r#"{"a":{" b":"AQ=="}}"#);
    let cookie = tagged.encode(&bytes, now()).unwrap();
    assert_eq!(tagged.decode(&cookie, now()).unwrap().get("a"), bytes.get("a"));
}

#[test]
fn each_payload_is_written_and_read() {
    let mut long = session();
    long.insert("long", &"long ".repeat(200)).unwrap();
    for (payload, prefix) in [(PayloadEncoding::UrlSafe, "."), (PayloadEncoding::Standard, "eyJi")]
    {
        let codec = settings().payload(payload).build();
        let cookie = codec.encode(&long, now()).unwrap();
        assert!(cookie.starts_with(prefix), "{cookie}");
        assert_eq!(codec.decode(&cookie, now()).unwrap().as_dict(), long.as_dict());
    }
}

#[test]
fn fallbacks_are_added() {
    let rotated = settings().fallbacks([key("oldest"), key("older")]).fallbacks([key("old")]);
    let codec = rotated.build();
    let order: Vec<_> = codec.keys().iter().map(SecretKey::expose_secret).collect();
    assert_eq!(order, [&b"new"[..], b"old", b"older", b"oldest"]);
    for name in ["new", "old", "older", "oldest"] {
        let cookie = SignedCodec::builder(key(name)).build().encode(&session(), now()).unwrap();
        assert!(codec.decode(&cookie, now()).is_ok(), "{name}");
    }
    let cookie = codec.encode(&session(), now()).unwrap();
    assert!(settings().build().decode(&cookie, now()).is_ok(), "the newest key signs");
    assert!(!format!("{codec:?} {:?}", settings().fallbacks([key("older")])).contains("older"));
}

#[test]
fn ages_are_checked_by_default() {
    let codec = settings().build();
    let cookie = codec.encode(&session(), now()).unwrap();
    let (second, day) = (Duration::from_secs(1), Duration::from_secs(24 * 60 * 60));
    assert!(codec.decode(&cookie, now() + day).is_ok());
    let age = day + second;
    let late = codec.decode(&cookie, now() + age).unwrap_err();
    assert_eq!(late, VerifyError::Expired { age, max_age: day }.into());
    assert!(codec.decode(&cookie, now() - 30 * second).is_ok());
    let ahead = 31 * second;
    let early = codec.decode(&cookie, now() - ahead).unwrap_err();
    assert_eq!(early, VerifyError::SignedAhead { ahead }.into());
    let any = settings().max_age(None).build();
    assert!(any.decode(&cookie, now() - 99 * day).is_ok());
    assert!(any.decode(&cookie, now() + 9_999 * day).is_ok());
}

#[test]
fn why_a_cookie_is_not_taken() {
    let codec = settings().cookie_limit(200).build();
    for (cookie, why) in [
        (vec![b'a'; 201], DecodeError::Verify(VerifyError::CookieTooLong { limit: 200 })),
        (b"".to_vec(), VerifyError::BadSignature.into()),
        (b"e30.ZSku6g.AAAA".to_vec(), VerifyError::BadSignature.into()),
        (Signer::builder(key("new")).build().sign("e30"), VerifyError::BadTimestamp.into()),
        (Signer::builder(key("new")).build().sign("e30.a"), VerifyError::BadTimestamp.into()),
        (signed("e30="), OpenError::BadBase64.into()),
        (signed(".e30"), OpenError::BadDeflate.into()),
        (signed("W10"), OpenError::from(ReadError::NotADict).into()),
        (signed("_w"), OpenError::from(ReadError::NotUtf8).into()),
    ] {
        assert_eq!(codec.decode(&cookie, now()).unwrap_err(), why, "{cookie:?}");
        let info = allocation_counter::measure(|| assert!(codec.decode(&cookie, now()).is_err()));
        assert_eq!(info.count_total, 0, "{why}");
    }
    let bomb = {
        let mut session = Session::new();
        session.insert("a", &"a".repeat(100_000)).unwrap();
        let generous = settings().limits(Limits::default().with_bytes(1 << 20)).build();
        generous.encode(&session, now()).unwrap()
    };
    let too_long = OpenError::Json(ReadError::TextTooLong { limit: 65_536 });
    assert_eq!(settings().build().decode(&bomb, now()).unwrap_err(), too_long.into());
}

#[test]
fn why_a_session_is_not_written() {
    let codec = settings().sorted_keys(true).cookie_limit(60).build();
    let mut long = Session::new();
    long.insert("a", &"b".repeat(60)).unwrap();
    let refused = codec.encode(&long, now()).unwrap_err();
    assert!(matches!(refused, EncodeError::CookieTooLong { limit: 60 }), "{refused}");
    let lone = Value::Str(Text::from_wtf8(b"\xED\xA0\xBD").unwrap());
    let lone = Session::from_dict([("a", lone)].into_iter().collect());
    let refused = settings().ascii(false).build().encode(&lone, now()).unwrap_err();
    assert!(matches!(refused, EncodeError::Write(WriteError::LoneSurrogate)), "{refused}");
    let mixed: Dict = [(Key::from("a"), 1), (Key::Null, 2)].into_iter().collect();
    let refused = codec.encode(&Session::from_dict(mixed), now()).unwrap_err();
    assert!(matches!(refused, EncodeError::Write(WriteError::UnsortableKeys)), "{refused}");
    let early = UNIX_EPOCH - Duration::from_secs(1);
    let refused = codec.encode(&Session::new(), early).unwrap_err();
    let source = refused.source().unwrap().downcast_ref::<handstamp_itsdangerous::Error>();
    assert!(matches!(source, Some(handstamp_itsdangerous::Error::BeforeEpoch)));
}
