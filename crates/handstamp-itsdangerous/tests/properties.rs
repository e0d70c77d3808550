//! Rules that hold for every value, key and setting.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::time::{Duration, SystemTime};

use handstamp_itsdangerous::{
    BadData, DEFAULT_INFLATE_LIMIT, Digest, Epoch, KeyDerivation, RawBytes, SecretKey, SecretKeys,
    Serializer, Signer, TimedSerializer, TimestampSigner, UrlSafeSerializer,
    UrlSafeTimedSerializer, decode_payload, encode_payload,
};
use proptest::prelude::*;
use proptest::sample::select;

const DIGESTS: [Digest; 5] =
    [Digest::Sha1, Digest::Sha224, Digest::Sha256, Digest::Sha384, Digest::Sha512];
const DERIVATIONS: [KeyDerivation; 4] =
    [KeyDerivation::Concat, KeyDerivation::DjangoConcat, KeyDerivation::Hmac, KeyDerivation::None];

fn bytes() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(any::<u8>(), 0..200)
}

/// Bytes that look like a token: dots and base64 in every order.
fn token_like() -> impl Strategy<Value = Vec<u8>> {
    let part = prop_oneof![Just(".".to_owned()), "[A-Za-z0-9_=-]{0,30}", "\\PC{0,3}"];
    prop::collection::vec(part, 0..8).prop_map(|parts| parts.concat().into_bytes())
}

fn signer(keys: SecretKeys, digest: Digest, derivation: KeyDerivation, separator: &str) -> Signer {
    let builder = Signer::builder(keys).salt("test").separator(separator).unwrap();
    builder.digest(digest).key_derivation(derivation).build()
}

fn flask_like() -> TimestampSigner {
    let keys = SecretKeys::new(SecretKey::allow_weak("new"))
        .with_fallbacks([SecretKey::allow_weak("oldest"), SecretKey::allow_weak("old")]);
    TimestampSigner::new(signer(keys, Digest::Sha1, KeyDerivation::Hmac, "."))
}

fn at(unix: u64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(unix)
}

proptest! {
    #[test]
    fn every_setting_gives_back_what_it_signed(
        key in prop::collection::vec(any::<u8>(), 0..150),
        value in bytes(),
        digest in select(DIGESTS.to_vec()),
        derivation in select(DERIVATIONS.to_vec()),
        separator in select(vec![".", ":", "..", "é", "=."]),
        unix in 1_293_840_000..253_402_300_799_u64,
        epoch in select(vec![Epoch::Unix, Epoch::Year2011]),
    ) {
        let signer = signer(SecretKey::allow_weak(key).into(), digest, derivation, separator);
        let token = signer.sign(&value);
        prop_assert_eq!(signer.unsign(&token).unwrap(), &value[..]);
        prop_assert!(signer.verify_signature(&value, signer.signature(&value)));

        let timed = TimestampSigner::new(signer).with_epoch(epoch);
        let token = timed.sign(&value, at(unix)).unwrap();
        let read = timed.unsign(&token, at(unix), Some(Duration::ZERO)).unwrap();
        prop_assert_eq!((read.value, read.date_signed), (&value[..], at(unix)));
    }

    #[test]
    fn serializers_give_back_what_they_signed(value in bytes(), unix in 0..4_000_000_000_u64) {
        let (now, key) = (at(unix), || SecretKey::allow_weak("k"));
        let plain = Serializer::new(key(), RawBytes);
        let timed = TimedSerializer::new(key(), RawBytes);
        let url = UrlSafeSerializer::new(key(), RawBytes);
        let url_timed = UrlSafeTimedSerializer::new(key(), RawBytes);
        prop_assert_eq!(&plain.loads::<Vec<u8>>(plain.dumps(&value).unwrap()).unwrap(), &value);
        let token = timed.dumps(&value, now).unwrap();
        prop_assert_eq!(timed.loads_timestamped(token, now, None).unwrap(), (value.clone(), now));
        prop_assert_eq!(&url.loads::<Vec<u8>>(url.dumps(&value).unwrap()).unwrap(), &value);
        let token = url_timed.dumps(&value, now).unwrap();
        prop_assert!(token.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b)));
        prop_assert_eq!(url_timed.loads_timestamped(token, now, None).unwrap(), (value, now));
    }

    #[test]
    fn any_bytes_are_refused_without_a_panic(
        token in prop_oneof![bytes(), token_like()],
        max_age in prop::option::of(any::<u64>().prop_map(Duration::from_secs)),
        unix in any::<u32>(),
    ) {
        let signer = flask_like();
        let now = at(unix.into());
        let refused = signer.unsign(&token, now, max_age).unwrap_err();
        if let Some(payload) = refused.unverified_payload(&token) {
            prop_assert!(token.starts_with(payload));
        }
        prop_assert_eq!(refused.unverified_payload(&token[..0]).unwrap_or_default(), b"");
        let _ = refused.to_string();
        prop_assert!(!signer.validate(&token, now, max_age));
        prop_assert!(signer.signer().unsign(&token).is_err());
        let serializer = UrlSafeTimedSerializer::with_signer(signer, RawBytes);
        prop_assert!(!serializer.loads_unverified::<Vec<u8>>(&token, now, max_age).signature_valid);
    }

    #[test]
    fn any_payload_decodes_or_is_refused_within_its_limit(
        payload in prop_oneof![bytes(), token_like()],
        limit in 0..5_000_usize,
    ) {
        let mut out = b"left over".to_vec();
        if decode_payload(&payload, limit, &mut out).is_ok() && payload.starts_with(b".") {
            prop_assert!(out.len() <= limit);
        }
    }

    #[test]
    fn no_flipped_bit_verifies(value in bytes(), bit in any::<prop::sample::Index>()) {
        let signer = flask_like();
        let mut token = signer.sign(&value, at(1_700_000_000)).unwrap();
        let bit = bit.index(token.len() * 8);
        token[bit / 8] ^= 1 << (bit % 8);
        prop_assert!(signer.unsign(&token, at(1_700_000_000), None).is_err());
    }

    #[test]
    fn every_key_of_the_list_verifies_and_the_newest_signs(value in bytes(), old in 0..3_usize) {
        let all = flask_like();
        let name = ["new", "old", "oldest"][old];
        let one = TimestampSigner::new(signer(
            SecretKey::allow_weak(name).into(), Digest::Sha1, KeyDerivation::Hmac, "."));
        let now = at(1_700_000_000);
        let token = one.sign(&value, now).unwrap();
        prop_assert_eq!(all.unsign(&token, now, None).unwrap().key_index, old);
        prop_assert_eq!(token == all.sign(&value, now).unwrap(), old == 0);
    }

    #[test]
    fn fallbacks_added_in_parts_are_fallbacks_added_at_once(
        parts in prop::collection::vec(prop::collection::vec(any::<u16>(), 0..4), 0..5),
    ) {
        let key = |name: &u16| SecretKey::allow_weak(name.to_string());
        let list = || SecretKeys::new(SecretKey::allow_weak("new"));
        let at_once = list().with_fallbacks(parts.iter().flatten().map(key));
        let in_parts =
            parts.iter().fold(list(), |keys, part| keys.with_fallbacks(part.iter().map(key)));
        let secrets = |keys: &SecretKeys| -> Vec<Vec<u8>> {
            keys.iter().map(|key| key.expose_secret().to_vec()).collect()
        };
        prop_assert_eq!(secrets(&at_once), secrets(&in_parts));
    }

    #[test]
    fn ages_are_whole_seconds_between_zero_and_the_limit(
        age in -5_i64..20, max_age in 0..15_u64, tolerance in 0..5_u64, millis in 0..1000_u64,
    ) {
        let signer = flask_like().with_clock_tolerance(Duration::from_secs(tolerance));
        let signed = 1_700_000_000_i64;
        let token = signer.sign("v", at(signed.unsigned_abs())).unwrap();
        let now = at((signed + age).unsigned_abs()) + Duration::from_millis(millis);
        let read = signer.unsign(&token, now, Some(Duration::from_secs(max_age)));
        let good = if age < 0 { age.unsigned_abs() <= tolerance } else { age.unsigned_abs() <= max_age };
        prop_assert_eq!(read.is_ok(), good);
        if let Err(BadData::SignatureExpired(expired)) = read {
            prop_assert_eq!(expired.age, age);
        }
    }

    #[test]
    fn payloads_round_trip_and_shrink(
        text in prop_oneof![
            bytes(),
            "(user|_id|fresh){0,200}".prop_map(String::into_bytes),
            "(\\{\"(a|key)\":){0,9}[0-9]?\\}{0,9}".prop_map(String::into_bytes),
        ],
    ) {
        let (mut payload, mut again) = (b"kept".to_vec(), Vec::new());
        encode_payload(&text, &mut payload);
        let payload = payload.strip_prefix(b"kept").unwrap();
        decode_payload(payload, DEFAULT_INFLATE_LIMIT, &mut again).unwrap();
        prop_assert_eq!(&again, &text);
        // Two bytes shorter or more, or not compressed.
        let most = if payload.starts_with(b".") { 1 + ((text.len() - 2) * 4).div_ceil(3) }
            else { (text.len() * 4).div_ceil(3) };
        prop_assert!(payload.len() <= most);
    }
}
